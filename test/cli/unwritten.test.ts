import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, temporaryFolder } from './command.js';
import { holdingsOf, startFront } from './core-front.js';
import { reportOf } from './report.js';
import { healthBody, json, startService } from './service.js';

/** A full disk, folders that go away, streams that nobody reads, a clock that jumps: what can be kept is kept, and what is lost is told. */

const BIN = fileURLToPath(new URL('../../bin/arp-conformance.js', import.meta.url));
const FULL = '/dev/full';
const hasFull = existsSync(FULL);

/** A check with these streams in place of stdout and stderr. */
async function withStreams(args: readonly string[], stdout: number | 'pipe', stderr: number | 'pipe') {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: temporaryFolder(), env: {}, stdio: ['ignore', stdout, stderr] });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe.skipIf(!hasFull)('A full disk', () => {
  it('below stdout costs that report alone: the others are written, stderr says so, and the exit code is 5', async () => {
    const { url } = await startService();
    const file = join(temporaryFolder(), 'out.json');
    const args = ['check', 'runtime', '--url', url, '--quiet', '--reporter', 'terminal', '--reporter', `json=${file}`];
    const { code, said } = await withStreams(args, openSync(FULL, 'w'), 'pipe');
    expect([code, said]).toEqual([
      5,
      'arp-conformance: What goes to stdout could not be written: ENOSPC: no space left on device, write.\n',
    ]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ ok: true, exit_code: 0 });
  });

  it('below a report costs that report alone, and leaves a graver exit code', async () => {
    const good = await startService();
    const bad = await startService({ health: json(healthBody({ status: 'fine' })) });
    for (const [{ url }, expected] of [[good, 5] as const, [bad, 1] as const]) {
      const cwd = temporaryFolder();
      const args = ['--reporter', 'terminal', '--reporter', `junit=${FULL}`, '--reporter', 'json=out.json'];
      const { code, stdout, stderr } = await runCli(['check', 'runtime', '--url', url, '-q', ...args], { cwd });
      expect([code, stderr]).toEqual([
        expected,
        'arp-conformance: The junit report is lost: /dev/full could not be written: ENOSPC: no space left on device.\n',
      ]);
      expect(stdout).toContain('CONFORMANT (runtime');
      expect(readdirSync(cwd)).toEqual(['out.json']);
    }
    expect(statSync(FULL).isCharacterDevice()).toBe(true);
  });

  it('below stderr costs nothing', async () => {
    const { url } = await startService();
    expect((await withStreams(['check', 'runtime', '--url', url], 'pipe', openSync(FULL, 'w'))).code).toBe(0);
  });

  it('ends a command that writes a file with a word and no stack', async () => {
    const report = join(temporaryFolder(), 'report.json');
    const { url } = await startService();
    await runCli(['check', 'runtime', '--url', url, '--format', 'json', '--out', report]);
    const badge = await runCli(['report', 'badge', report, '--out', FULL]);
    expect([badge.code, badge.stderr]).toEqual([5, 'arp-conformance: /dev/full could not be written: ENOSPC: no space left on device.\n']);
  });
});

describe('A place that a report is to be written to', () => {
  it('is made again where it goes away in mid-run; where it cannot be, the other reports are written', async () => {
    const cwd = temporaryFolder();
    const front = await startFront(
      { service: 'runtime' },
      {
        onRequest: (_, number) => {
          if (number !== 2) return;
          for (const folder of ['a', 'b']) rmSync(join(cwd, folder), { recursive: true });
          writeFileSync(join(cwd, 'b'), 'a file now');
        },
      },
    );
    for (const folder of ['a', 'b']) mkdirSync(join(cwd, folder));
    const args = ['--reporter', 'json=a/out.json', '--reporter', 'junit=b/out.xml', '--reporter', 'html=c/out.html'];
    const { code, stderr } = await runCli(['check', 'runtime', '--url', front.url, '-q', ...args], { cwd });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^arp-conformance: The junit report is lost: b\/out\.xml could not be written: .*b is not a folder\.\n$/);
    expect(JSON.parse(readFileSync(join(cwd, 'a/out.json'), 'utf8'))).toMatchObject({ ok: true });
    expect(existsSync(join(cwd, 'c/out.html'))).toBe(true);
  });

  it('may be a link, which stays one', async () => {
    const { url } = await startService();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'real.json'), '');
    symlinkSync('real.json', join(cwd, 'link.json'));
    const { code } = await runCli(['check', 'runtime', '--url', url, '--format', 'json', '--out', 'link.json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'real.json'), 'utf8'))).toMatchObject({ ok: true });
    expect(readdirSync(cwd).sort()).toEqual(['link.json', 'real.json']);
  });
});

describe('A reader that goes away', () => {
  it('costs the other reports nothing, on stdout or stderr', async () => {
    const { url } = await startService();
    const cwd = temporaryFolder();
    const args = ['check', 'runtime', '--url', url, '--reporter', 'json', '--reporter', 'junit=out.xml'];
    const { child, ended } = startCli(args, { cwd });
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await ended).code).toBe(0);
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toContain('</testsuites>');
  });
});

describe('Streams that are closed from the start', () => {
  it('cost the other reports nothing', async () => {
    const { url } = await startService();
    const cwd = temporaryFolder();
    const line = 'exec "$0" "$1" check runtime --url "$2" --reporter terminal --reporter json=out.json <&- >&- 2>&-';
    const child = spawn('sh', ['-c', line, process.execPath, BIN, url], { cwd, env: {}, stdio: 'ignore' });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ ok: true });
  });
});

describe('A ledger whose folder goes away', () => {
  it('is told of, and the run goes on', async () => {
    const cwd = temporaryFolder();
    const front = await startFront(
      { service: 'daemon' },
      { onRequest: (_, number) => number === 1 && rmSync(join(cwd, 'l'), { recursive: true }) },
    );
    const args = ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '-q', '--ledger', 'l'];
    const { code, stderr } = await runCli(args, { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: The ledger l\/arpc-\S+-daemon\.ledger cannot be written: ENOENT: .*; the run goes on, and should it be killed, .*\.\n$/,
    );
    expect((await holdingsOf(front)).instances).toEqual([]);
  });
});

describe('A clock that is set anew in mid-run', () => {
  it('changes no verdict, and nothing takes less than no time', async () => {
    const front = await startFront({ service: 'daemon' });
    const NODE_OPTIONS = `--import=${new URL('./preload/jumping-clock.mjs', import.meta.url).href}`;
    const args = ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json'];
    const begun = Date.now();
    const outcome = await runCli(args, { env: { NODE_OPTIONS } });
    const report = reportOf(outcome) as ReturnType<typeof reportOf> & { started_at_epoch_ms: number; finished_at_epoch_ms: number };
    expect(outcome.code, outcome.stdout.slice(0, 2000)).toBe(0);
    expect(report.counts).toMatchObject({ FAIL: 0, ERROR: 0 });
    expect(report.started_at_epoch_ms).toBeGreaterThan(begun - 60_000);
    expect(report.finished_at_epoch_ms).toBeGreaterThanOrEqual(report.started_at_epoch_ms);
    expect(report.finished_at_epoch_ms).toBeLessThan(Date.now() + 60_000);
    for (const { duration_ms } of report.results as unknown as { duration_ms: number }[]) {
      expect(duration_ms).toBeGreaterThanOrEqual(0);
      expect(duration_ms).toBeLessThan(60_000);
    }
  });
});
