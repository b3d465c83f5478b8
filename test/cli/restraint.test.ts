import { describe, expect, it } from 'vitest';
import { holdingsOf, startFront } from './core-front.js';
import { runInside } from './inside.js';
import { reportOf, requirementsThat } from './report.js';
import { fresh, type Handler, healthBody, json, startService } from './service.js';

/** What a user holds a run, or its judgement, to. */

describe('--max-requests', () => {
  const args = (url: string, ...more: string[]): string[] => [
    'check',
    'daemon',
    '--url',
    url,
    '--tier',
    'core',
    '--allow-mutations',
    ...more,
  ];

  it('stops a run there, which is no verdict, and says so', async () => {
    const front = await startFront({ service: 'daemon' });
    const { code, stdout } = await runInside([...args(front.url), '--auth', 'disabled', '--max-requests', '20', '--jobs', '1']);
    expect(code).toBe(3);
    expect(stdout).toContain('NO VERDICT (daemon, tier core): stopped after 20 requests (--max-requests)');
    expect(stdout).not.toMatch(/^FAIL/m);
    // Looking at what is there before, and removing what was created, come on top.
    expect(await holdingsOf(front)).toMatchObject({ instances: [] });
  });

  it('leaves no check judged that it stood in the way of, wherever it falls', async () => {
    const front = await startFront({ service: 'runtime' });
    for (let most = 1; most < 60; most += 19) {
      const all = ['check', 'runtime', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', '--auth', 'disabled'];
      const outcome = await runInside([...all, '--max-requests', String(most)]);
      const report = reportOf(outcome);
      expect(requirementsThat('FAIL', report), String(most)).toEqual([]);
      const stopped = (report as { stopped_at?: number }).stopped_at;
      expect([outcome.code, stopped]).toEqual(outcome.code === 0 ? [0, undefined] : [3, most]);
    }
  });

  it('is no matter where the run needs no more', async () => {
    const front = await startFront({ service: 'runtime' });
    const { code } = await runInside(['check', 'runtime', '--url', front.url, '--max-requests', '3']);
    expect([code, front.requests.length]).toEqual([0, 3]);
  });

  it('does not hide what has failed till then', async () => {
    const front = await startFront({ service: 'runtime', faults: ['health-time-not-a-date'] });
    const { code } = await runInside(['check', 'runtime', '--url', front.url, '--max-requests', '2', '--jobs', '1']);
    expect(code).toBe(1);
  });
});

describe('--max-received', () => {
  /** A health of some ten thousand bytes and few values. */
  const large: Handler = (request, response) => json({ ...healthBody(), extensions: { 'a.b': 'x'.repeat(10_000) } })(request, response);
  const smoke = (url: string, size: string): readonly string[] => ['check', 'runtime', '--url', url, '--jobs', '1', '--max-received', size];

  it('stops a run whose answers take more, which is no verdict, and says so', async () => {
    const { url, requests } = await startService({ health: fresh(() => large) });
    const { code, stdout } = await runInside(smoke(url, '5kB'));
    expect(code, stdout).toBe(3);
    expect(requests.length).toBeLessThan(3);
    expect(stdout).toContain(
      `NO VERDICT (runtime, tier smoke): stopped after ${requests.length} requests, whose answers took all that a run may receive (--max-received)`,
    );
    expect(stdout).not.toMatch(/^(FAIL|ERROR)/m);
  });

  it('that is raised lets it go on', async () => {
    const { url, requests } = await startService({ health: fresh(() => large) });
    const { code, stdout } = await runInside(smoke(url, '100kB'));
    expect([code, requests.length], stdout).toEqual([0, 3]);
  });

  it('does not hide what has failed till then', async () => {
    const wrong: Handler = json({ ...healthBody({ time: 'now' }), extensions: { 'a.b': 'x'.repeat(10_000) } });
    const { url } = await startService({ health: wrong });
    const { code, stdout } = await runInside(smoke(url, '5kB'));
    expect(code, stdout).toBe(1);
    expect(stdout).toContain('stopped when its answers took all that a run may receive (--max-received)');
  });

  it('leaves nothing on the service and no check judged that it stood in the way of, wherever it falls', async () => {
    const front = await startFront({ service: 'daemon' });
    for (const size of ['1kB', '9kB', '30kB', '60kB', '120kB']) {
      const all = ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', '--auth', 'disabled'];
      const outcome = await runInside([...all, '--max-received', size]);
      const report = reportOf(outcome);
      expect(requirementsThat('FAIL', report), size).toEqual([]);
      expect([outcome.code, (report as { stopped_by?: string }).stopped_by], size).toEqual([3, 'max-received']);
      expect((report as { cleanup?: { left: unknown } }).cleanup?.left, size).toEqual([]);
      expect(await holdingsOf(front), size).toMatchObject({ instances: [] });
    }
  });
});

describe('--rate', () => {
  it('spaces out what is sent, cleaning up included', async () => {
    const front = await startFront({ service: 'daemon' });
    const all = [
      'check',
      'daemon',
      '--url',
      front.url,
      '--tier',
      'core',
      '--allow-mutations',
      '--include',
      'daemon.instance.*',
      '--rate',
      '50/s',
    ];
    const { code, stdout } = await runInside([...all, '--exclude', '*refuses*']);
    expect(code, stdout).toBe(0);
    const times = front.requests.map(({ at }) => at).sort((a, b) => a - b);
    expect(times.length).toBeGreaterThan(10);
    // A slow machine makes them later, never earlier; timers may fire a little early.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan((times.length - 1) * 20 * 0.9 - 20);
  });
});

describe('--implied', () => {
  const run = async (...more: string[]): Promise<{ code: number | string; stdout: string }> => {
    const front = await startFront({ service: 'runtime', faults: ['run-result-other-id'] });
    const all = ['check', 'runtime', '--url', front.url, '--tier', 'core', '--allow-mutations', '--auth', 'disabled'];
    return runInside([...all, ...more]);
  };

  it('fail is a failure that says that it is implied', async () => {
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL .*ARP-RT-021 implied$/m);
  });

  it('warn is a warning, which --strict does not let pass', async () => {
    const [plain, strict, json] = await Promise.all([
      run('--implied', 'warn'),
      run('--implied', 'warn', '--strict'),
      run('--implied', 'warn', '--format', 'json'),
    ]);
    expect([plain.code, strict.code]).toEqual([0, 1]);
    expect(plain.stdout).toMatch(/^WARN .*ARP-RT-021 implied$/m);
    const report = reportOf({ stdout: json.stdout, stderr: '' });
    expect([report.counts.FAIL, report.counts.WARN]).toEqual([0, 1]);
    expect(requirementsThat('WARN', report)).toEqual(['ARP-RT-021']);
  });
});

describe('--allow-mutations', () => {
  it('against a service that is not on this machine is said loudly, and only then', async () => {
    const front = await startFront({ service: 'runtime' });
    // This machine under an address that is not of the loopback interface.
    const elsewhere = front.url.replace('127.0.0.1', '0.0.0.0');
    const core = ['--tier', 'core', '--include', 'runtime.run.create'];
    const [far, near, reading] = await Promise.all([
      runInside(['check', 'runtime', '--url', elsewhere, ...core, '--allow-mutations']),
      runInside(['check', 'runtime', '--url', front.url, ...core, '--allow-mutations']),
      runInside(['check', 'runtime', '--url', elsewhere, '--tier', 'core', '--read-only']),
    ]);
    expect(far.stderr).toMatch(
      /^WARNING: --allow-mutations: this run creates, .* the runtime at http:\/\/0\.0\.0\.0:\d+, which is not on this machine/m,
    );
    for (const { stderr } of [near, reading]) expect(stderr).not.toContain('WARNING');
  });
});
