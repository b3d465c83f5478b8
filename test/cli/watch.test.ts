import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReference } from '../../src/reference/index.js';
import { runCli, startCli, temporaryFolder } from './command.js';

/** `check --watch`: for a builder at work. */

const SUITE = `services: [runtime]
tier: smoke
checks:
  - id: acme.up
    title: The service says that it is up
    requirement: ARP-CM-004
    effect: read
    probe: { operation: health }
    expect: { body: [{ at: /status, equals: WORD }] }
`;

/** A watch under way, and what it has said since it was last asked. */
async function startWatch(args: readonly string[], typing = true) {
  const cwd = temporaryFolder();
  const asked: string[] = [];
  const reference = await startReference({ service: 'runtime', onRequest: ({ url }) => asked.push(url) });
  onTestFinished(reference.close);
  const write = (word: string, file = 'acme.suite.yaml'): void => writeFileSync(join(cwd, file), SUITE.replace('WORD', word));
  write('down');
  writeFileSync(join(cwd, 'arp-conformance.config.yaml'), `runtime-url: ${reference.url}\n`);
  const { child, ended } = startCli(['check', 'runtime', '--watch', ...args], { cwd, patience: 60_000, ...(typing ? { typing } : {}) });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: string) => {
      said += text;
      look();
    });
  /** All that was said up to where it waits. */
  const waits = (): Promise<string> =>
    new Promise((resolve, reject) => {
      look = () => {
        const end = /^watching .*\n/m.exec(said);
        if (end === null) return;
        const part = said.slice(0, end.index + end[0].length);
        said = said.slice(part.length);
        resolve(part);
      };
      void ended.then(() => reject(new Error(`It ended: ${said}`)));
      look();
    });
  return { cwd, write, waits, child, ended, asked, type: (text: string) => child.stdin?.write(text) };
}

describe('check --watch', () => {
  it('runs again on a changed file and on Enter, and tells what changed', async () => {
    const { cwd, write, waits, ended, asked, type } = await startWatch([
      ...['--suite', '.', '--reporter', 'terminal', '--reporter', 'json=reports/arp.json'],
    ]);
    const first = await waits();
    expect(first).toContain('NOT CONFORMANT');
    expect(first).toMatch(/^watching arp-conformance\.config\.yaml, \.; Enter runs again, q and Enter ends$/m);
    expect(first).not.toContain('since the run before');
    const sent = asked.length;

    write('ok');
    expect(await waits()).toMatch(/since the run before:\nmended \(1\)\n {2}FAIL → PASS {2}runtime\.acme\.up/);
    expect(JSON.parse(readFileSync(join(cwd, 'reports/arp.json'), 'utf8'))).toMatchObject({ ok: true });
    expect(asked.length).toBe(2 * sent);

    write('[');
    const broken = await waits();
    expect(broken).toMatch(/^acme\.suite\.yaml:\d+:\d+: This is not valid YAML/m);
    expect(broken).not.toContain('since the run before');

    write('down');
    expect(await waits()).toMatch(/since the run before:\nnewly failing \(1\)\n {2}PASS → FAIL {2}runtime\.acme\.up/);
    // A file that is new: two suites now have the same check.
    write('ok', 'other.suite.yaml');
    expect(await waits()).toMatch(/other\.suite\.yaml:\d+:\d+: /);

    type('\n');
    await waits();
    type('q\n');
    expect((await ended).code).toBe(2);
  });

  it('ends on a signal with the exit code of the last run, wants no terminal, and waits without asking', async () => {
    const { write, waits, child, ended, asked } = await startWatch(['--suite', 'acme.suite.yaml', '-q'], false);
    expect(await waits()).toMatch(/^watching arp-conformance\.config\.yaml, acme\.suite\.yaml$/m);
    write('ok');
    await waits();
    const sent = asked.length;
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    expect(asked.length).toBe(sent);
  });

  it('ends at once where nothing could begin another run, and where the command line is wrong', async () => {
    const { url, close } = await startReference({ service: 'runtime', faults: ['health-time-not-a-date'] });
    onTestFinished(close);
    expect(await runCli(['check', 'runtime', '--url', url, '--watch'])).toMatchObject({ code: 1 });
    expect(await runCli(['check', 'runtime', '--watch'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Where is'),
    });
  });
});
