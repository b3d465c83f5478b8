import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, temporaryFolder } from './command.js';
import { eachOf, holdingsOf, startFront, type WireRequest } from './core-front.js';
import { complaintsOf, DELAY, EXIT_CODES, interruptAt, type Signal } from './core-interrupt.js';
import { checksThat, reportOf } from './report.js';

/** All numbers: test/long/interrupts.test.ts. */

/** Milliseconds in which a process ends on a busy machine; less than any of the times that it may not wait. */
const SOON = 8000;
const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM'];
const created = ({ method, path }: WireRequest): boolean => method === 'POST' && path === '/v1/instances';

describe('An early end of the core tier', () => {
  let whole: ReturnType<typeof interruptAt> | undefined;
  for (const ending of [...SIGNALS, 'crash'] as const) {
    it(`by ${ending} leaves the daemon as it was, at whatever request it comes`, async () => {
      whole ??= interruptAt(0, ending);
      const undisturbed = await whole;
      expect(complaintsOf(undisturbed, ending)).toEqual([]);
      const total = undisturbed.front.requests.length;
      const create = undisturbed.front.requests.findIndex(created) + 1;
      const put = undisturbed.front.requests.findIndex(({ method }) => method === 'PUT') + 1;
      // The first, those that write, the one after, one in the middle, and the cleanup at the end.
      const numbers =
        ending === 'SIGINT' ? [1, create, create + 1, put, Math.floor(total / 2), total - 2, total] : [create + 1, put, total - 1];
      const wrong: object[] = [];
      await eachOf([...new Set(numbers)], 3, async (number) => {
        const run = await interruptAt(number, ending);
        const complaints = complaintsOf(run, ending);
        if (complaints.length > 0) wrong.push({ number, complaints });
      });
      expect(wrong).toEqual([]);
    });
  }

  it('by a crash is reported as a bug of ours, with what became of the things that were created', async () => {
    const { outcome, report } = await interruptAt(40, 'crash');
    expect(outcome.stderr).toContain('TypeError: broken from outside');
    expect(report).toMatchObject({ exit_code: 4, bug: expect.stringContaining('TypeError: broken from outside') });
    expect((report as unknown as { cleanup: { removed: number } }).cleanup.removed).toBeGreaterThan(0);
  });

  it('sends nothing new but what removes what was created, and looks whether it is gone', async () => {
    const run = await interruptAt(25, 'SIGINT', { args: ['--jobs', '2'] });
    const after = run.front.requests.slice(25).filter(({ method }) => method !== 'DELETE');
    // What was on its way when the signal was, two lists, and the runs that stay.
    const runs = run.front.requests.filter(({ method, path }) => method === 'POST' && path === '/v1/runs').length;
    expect(after.length).toBeLessThanOrEqual(2 + 2 + runs);
    expect(after.filter(({ method }) => method !== 'GET').length).toBeLessThanOrEqual(2);
    expect(complaintsOf(run, 'SIGINT')).toEqual([]);
  });

  it('keeps the verdicts of what was judged before', async () => {
    const { report } = await interruptAt(60, 'SIGINT');
    expect(report.counts.PASS).toBeGreaterThan(10);
    expect(report.results.filter(({ status, reason }) => status === 'SKIP' && reason === 'not_run').length).toBeGreaterThan(5);
  });

  it('does not blame a run that was still going on', async () => {
    let interrupt: () => void = () => undefined;
    let readings = 0;
    const front = await startFront(
      { service: 'runtime', faults: ['run-never-ends'] },
      {
        delay: DELAY,
        onRequest: ({ method, path }) => {
          if (method === 'GET' && /^\/v1\/runs\/[^/]+-run$/.test(path)) readings += 1;
          if (readings === 4) interrupt();
        },
      },
    );
    const { child, ended } = startCli(['check', 'runtime', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json']);
    interrupt = () => {
      interrupt = () => undefined;
      child.kill('SIGINT');
    };
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(checksThat('FAIL', reportOf(outcome))).toEqual([]);
    expect(reportOf(outcome).results.find(({ check_id }) => check_id === 'runtime.run.ends')).toMatchObject({
      status: 'SKIP',
      reason: 'not_run',
    });
  });

  it('of one request at a time leaves the daemon as it was too', async () => {
    const wrong: object[] = [];
    await eachOf([20, 22, 24, 26], 2, async (number) => {
      const run = await interruptAt(number, 'SIGTERM', { args: ['--jobs', '1'], delay: 10 });
      const complaints = complaintsOf(run, 'SIGTERM');
      if (complaints.length > 0) wrong.push({ number, complaints });
    });
    expect(wrong).toEqual([]);
  });

  it('of a run with --no-cleanup removes nothing, and names what is left', async () => {
    const { outcome, report, front, before, after } = await interruptAt(40, 'SIGINT', { args: ['--no-cleanup'] });
    expect(outcome.code).toBe(130);
    const { left } = (report as unknown as { cleanup: { left: { url: string; repeat: string }[] } }).cleanup;
    for (const { url, repeat } of left) expect(repeat).toBe(`curl -sS -i -X DELETE '${url}'`);
    const added = after.instances.filter((id) => !before.instances.includes(id));
    for (const id of added) expect(left.some(({ url }) => url.endsWith(id))).toBe(true);
    expect(
      front.requests.slice(-5).every(({ path, method }) => method !== 'DELETE' || !before.instances.some((id) => path.includes(id))),
    ).toBe(true);
  });
});

describe('A service that does not answer any more', () => {
  it('is waited for no longer than --cleanup-timeout: a write that hangs', async () => {
    const run = await interrupted((request) => created(request), ['--cleanup-timeout', '0.6', '--timeout', '60']);
    expect(run.code).toBe(130);
    expect(run.took).toBeGreaterThan(500);
    expect(run.took).toBeLessThan(SOON);
    expect(reportOf(run).interrupted).toBe('SIGINT');
  });

  it('is waited for no longer than --cleanup-timeout: a delete that hangs, which is then named', async () => {
    const run = await interrupted(({ method }) => method === 'DELETE', ['--cleanup-timeout', '0.6', '--timeout', '60']);
    expect(run.code).toBe(130);
    expect(run.took).toBeLessThan(SOON);
    const { left } = (reportOf(run) as unknown as { cleanup: { left: { url: string }[] } }).cleanup;
    const { instances } = await holdingsOf(run.front);
    for (const id of instances) expect(left.some(({ url }) => url.endsWith(id))).toBe(true);
    expect(instances.length).toBeGreaterThan(0);
  });

  it('is not waited for at all where --cleanup-timeout is 0', async () => {
    const run = await interrupted((request) => created(request), ['--cleanup-timeout', '0', '--timeout', '60']);
    expect(run.code).toBe(130);
    expect(run.took).toBeLessThan(SOON);
  });

  it('is not waited for where it was only asked to read', async () => {
    const run = await interrupted(({ method, path }) => method === 'GET' && path === '/v1/instances', ['--timeout', '60']);
    expect(run.code).toBe(130);
    expect(run.took).toBeLessThan(SOON);
  });

  for (const signal of SIGNALS) {
    it(`a second ${signal} ends at once, and says what may be left, where, and what removes it`, async () => {
      const run = await interrupted(({ method }) => method === 'DELETE', ['--cleanup-timeout', '50', '--timeout', '60'], signal, 2);
      expect([run.code, run.stdout]).toEqual([EXIT_CODES[signal], '']);
      expect(run.took).toBeLessThan(SOON);
      const { url } = run.front;
      expect(run.stderr).toContain(`${signal}: removing what the run created, for at most 50 s; once more to leave at once\n`);
      const [, said = ''] = run.stderr.split('arp-conformance: left at once, without a report.\n');
      expect(said).toContain(`This run may have left on the daemon at ${url}:\n`);
      for (const id of (await holdingsOf(run.front)).instances)
        expect(said).toContain(`    curl -sS -i -X DELETE '${url}/v1/instances/${id}'\n`);
      const [name = ''] = readdirSync(run.cwd);
      expect(said).toMatch(new RegExp(`\n  arp-conformance cleanup ${name} --url ${url}\n$`));
      const cleaned = await runCli(['cleanup', name, '--url', url], { cwd: run.cwd });
      expect(cleaned.code, cleaned.stdout).toBe(0);
      expect((await holdingsOf(run.front)).instances).toEqual([]);
    });
  }
});

/** Signals come as soon as a request that is never answered is under way, the second one once the first one has been noticed. */
async function interrupted(hangs: (request: WireRequest) => boolean, args: readonly string[], signal: Signal = 'SIGINT', times = 1) {
  let interrupt: () => void = () => undefined;
  let begun = 0;
  let hanging = true;
  const front = await startFront(
    { service: 'daemon' },
    {
      tamper: (request) => {
        if (!hanging || !hangs(request)) return undefined;
        interrupt();
        return 'hang';
      },
    },
  );
  const cwd = temporaryFolder();
  const all = ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', ...args];
  const { child, ended } = startCli(all, { cwd });
  interrupt = () => {
    if (begun > 0) return;
    begun = performance.now();
    child.kill(signal);
    // Two signals that come together may be taken for one.
    for (let count = 1; count < times; count += 1) setTimeout(() => child.kill(signal), 200 * count);
  };
  const outcome = await ended;
  hanging = false;
  return { ...outcome, cwd, front, took: performance.now() - begun };
}
