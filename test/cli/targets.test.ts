import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { body, closedPort, startService } from './service.js';

/** `--targets FILE`: many services in one run. */

interface Fleet {
  readonly exit_code: number;
  readonly reports: readonly {
    readonly target: string;
    readonly service: string;
    readonly url: string;
    readonly exit_code: number;
    readonly tier: string;
  }[];
}

function fleet(text: string): { readonly cwd: string; readonly args: string[] } {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'targets.yaml'), text);
  return { cwd, args: ['check', '--targets', 'targets.yaml'] };
}

describe('A fleet', () => {
  it('is checked in one run with one report, and one that is down costs the others nothing', async () => {
    const [good, bad, port] = [await startService(), await startService({ health: body('no') }), await closedPort()];
    const { cwd, args } = fleet(`
targets:
  - { name: eu, service: runtime, url: ${good.url} }
  - { name: us, service: daemon, url: ${bad.url} }
  - { name: down, service: tool-registry, url: "http://127.0.0.1:${port}" }
`);
    const { code, stdout } = await runInside([...args, '--reporter', 'json'], { cwd });
    const { reports, exit_code } = JSON.parse(stdout) as Fleet;
    expect({ code, exit_code }).toEqual({ code: 1, exit_code: 1 });
    expect(reports.map(({ target, service, exit_code: own }) => [target, service, own])).toEqual([
      ['eu', 'runtime', 0],
      ['us', 'daemon', 1],
      ['down', 'tool-registry', 3],
    ]);
    const terminal = await runInside(args, { cwd });
    expect(terminal.stdout).toContain('CONFORMANT (eu: runtime, tier smoke)');
    expect(terminal.stdout).toContain('NOT CONFORMANT (us: daemon, tier smoke)');
    expect(terminal.stderr).toContain(`checking eu, the runtime at ${good.url}`);
  });

  it('has settings for all, for each, and flags above both', async () => {
    const service = await startService();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'token.txt'), 'secret-of-one\n');
    writeFileSync(
      join(cwd, 'targets.yaml'),
      `
defaults: { tier: core, read-only: true }
targets:
  - { name: one, service: runtime, url: ${service.url}, token-file: token.txt }
  - { name: two, service: runtime, url: ${service.url}, tier: smoke }
`,
    );
    const args = ['check', '--targets', 'targets.yaml', '--reporter', 'json=report.json'];
    await runInside(args, { cwd, env: { ARP_URL: 'http://127.0.0.1:1' } });
    const text = readFileSync(join(cwd, 'report.json'), 'utf8');
    expect((JSON.parse(text) as Fleet).reports.map(({ tier, url }) => [tier, url])).toEqual([
      ['core', service.url],
      ['smoke', service.url],
    ]);
    expect(text).not.toContain('secret-of-one');
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual(
      expect.arrayContaining(['Bearer secret-of-one', undefined]),
    );
    await runInside([...args, '--tier', 'smoke'], { cwd });
    expect((JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as Fleet).reports.map(({ tier }) => tier)).toEqual([
      'smoke',
      'smoke',
    ]);
  });

  it.each([
    ['targets: []', 'targets.yaml:1:10: targets is a list of services'],
    ['- a', 'targets.yaml:1:1: Here stands a mapping'],
    ['target: []', 'Unknown key "target". Did you mean "targets"?'],
    ['targets: [{ name: a, service: runtim, url: "http://x" }]', 'There is no service "runtim"; a target takes runtime'],
    ['targets: [{ service: runtime, url: "http://x" }]', 'A target needs a name.'],
    [
      'targets: [{ name: a, service: runtime, url: "http://x" }, { name: a, service: runtime, url: "http://y" }]',
      'Two targets have the name "a".',
    ],
    ['targets: [{ name: a, service: runtime, urls: "http://x" }]', 'target a: Unknown setting "urls".'],
    ['targets: [{ name: a, service: runtime }]', 'target a: Where is the runtime?'],
    ['targets: [{ name: a, service: runtime, url: "http://x", tier: deepest }]', 'target a: "tier" takes smoke, core, full'],
  ])('is refused before anything is sent: %s', async (text, message) => {
    const { cwd, args } = fleet(text);
    const { code, stderr, stdout } = await runInside(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([
    [['runtime'], '--targets says what is checked: leave "runtime" out.'],
    [['--url', 'http://127.0.0.1:1'], '--targets says where each service lives: leave --url out.'],
  ])('goes with no %j', async (more, message) => {
    const { cwd, args } = fleet('targets: [{ name: a, service: runtime, url: "http://127.0.0.1:1" }]');
    const [check = '', ...rest] = args;
    const { code, stderr } = await runInside([check, ...more, ...rest], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
