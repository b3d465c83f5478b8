import { describe, expect, it } from 'vitest';
import type { ReferenceOptions, ReferenceService } from '../../src/reference/index.js';
import type { Outcome } from './command.js';
import { eachOf, type Front, type FrontSettings, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { reportOf, requirementsThat } from './report.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;
/** Milliseconds that a process may take to start and to end, on a machine that does other things as well. */
const START_UP = 20_000;
/** The requirement that a run comes to an end. */
const ENDS = { runtime: 'ARP-RT-019', daemon: 'ARP-DM-064' } as const;

const check = (service: ReferenceService, front: Front, ...args: string[]): Promise<Outcome> =>
  runInside(['check', service, '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', ...args]);
const start = (service: ReferenceService, options: Partial<ReferenceOptions> = {}, settings: FrontSettings = {}): Promise<Front> =>
  startFront({ service, ...options }, settings);
/** The readings of the one run that the suite waits for, in their order. */
const readings = ({ requests }: Front): WireRequest[] => {
  const read = requests.filter(({ method, path, status }) => method === 'GET' && /^\/v1\/runs\/[^/?]+$/.test(path) && status !== 404);
  const counts = new Map<string, number>();
  for (const { path } of read) counts.set(path, (counts.get(path) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return read.filter(({ path }) => path === most?.[0]);
};
const state = ({ answer }: WireRequest): string => (JSON.parse(answer ?? '{}') as { state: string }).state;

describe('A run that does not end', () => {
  for (const service of ['runtime', 'daemon'] as const) {
    it(`fails within --poll-timeout, and blocks what waits for it: ${service}`, async () => {
      const front = await start(service, { faults: ['run-never-ends'] });
      const outcome = await check(service, front, '--poll-timeout', '0.3');
      expect(outcome.code).toBe(1);
      expect(outcome.ms).toBeLessThan(300 + START_UP);
      const report = reportOf(outcome);
      // The fault is in the creation of runs: it is told once, of the run that was waited for.
      expect(requirementsThat('FAIL', report)).toEqual([ENDS[service]]);
      expect(report.results.find(({ check_id }) => check_id === `${service}.run.result`)).toMatchObject({
        status: 'SKIP',
        blocked_by: [`${service}.run.ends`],
      });
      const polls = readings(front);
      const [first, last] = [polls[0], polls.at(-1)];
      expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(START_UP);
      expect(polls.length).toBeGreaterThan(2);
    });
  }

  it('is read soon at first, then more and more patiently, up to --poll-interval', async () => {
    const front = await start('runtime', { faults: ['run-never-ends'] });
    await check('runtime', front, '--poll-timeout', '1', '--poll-interval', '0.1', '--exclude', 'runtime.auth.*');
    const polls = readings(front);
    const pauses = polls.slice(1).map(({ at }, index) => at - (polls[index]?.at ?? 0));
    expect(Math.min(...pauses)).toBeLessThan(90);
    // Pauses of some 12, 18, 27, 40, 61 and 91, then seven of 100 milliseconds, make 15 readings at the most; its status is read once before, and twice after.
    expect(polls.length).toBeGreaterThan(3);
    expect(polls.length).toBeLessThanOrEqual(18);
  });

  it('is not read again where --poll-timeout is 0', async () => {
    const front = await start('runtime', { faults: ['run-never-ends'] });
    // Who asks without credentials reads it, too, and is left out here.
    const outcome = await check('runtime', front, '--poll-timeout', '0', '--exclude', 'runtime.auth.*');
    expect(requirementsThat('FAIL', reportOf(outcome))).toEqual(['ARP-RT-019']);
    // Once for its status, once for its end, and at the end of the run, before and after it is canceled.
    expect(readings(front).length).toBeLessThanOrEqual(4);
  });
});

describe('A run that takes its time', () => {
  for (const service of ['runtime', 'daemon'] as const) {
    it(`is waited for: ${service}`, async () => {
      const front = await start(service, { variations: ['slow-start'] });
      const outcome = await check(service, front);
      expect(outcome.code, outcome.stdout).toBe(0);
      expect(requirementsThat('PASS', reportOf(outcome))).toContain(ENDS[service]);
      const states = readings(front).map(state);
      expect(states[0]).toBe('queued');
      expect(states.at(-1)).toBe('succeeded');
    });
  }
});

describe('Retry-After', () => {
  const tamper =
    (headers: (seconds: number) => string, seconds: number): NonNullable<FrontSettings['tamper']> =>
    ({ method, path }, answer) => {
      if (method !== 'GET' || !/^\/v1\/runs\/[^/?]+$/.test(path) || answer.status !== 200) return;
      const running = !['succeeded', 'failed', 'canceled'].includes((JSON.parse(answer.body.toString('utf8')) as { state: string }).state);
      if (running) answer.headers['retry-after'] = headers(seconds);
    };

  it.each([
    ['seconds', (seconds: number) => String(seconds), 1, 900],
    // A date has whole seconds, of which the first may be nearly over.
    ['a date', (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString(), 2, 900],
  ])('is honoured as %s', async (_form, text, seconds, atLeast) => {
    const front = await start('runtime', { variations: ['slow-runs'] }, { tamper: tamper(text, seconds) });
    const outcome = await check('runtime', front);
    expect(outcome.code, outcome.stdout).toBe(0);
    const polls = readings(front);
    const waited = polls.findIndex((poll, index) => state(poll) !== 'succeeded' && index < polls.length - 1);
    // Two probes may read at the same time: what counts is when the run was read after the last answer that asked to wait.
    const asked = polls.filter((poll) => state(poll) !== 'succeeded').at(-1);
    const next = polls.find(({ at }) => at > (asked?.at ?? 0));
    expect(waited).toBeGreaterThanOrEqual(0);
    expect((next?.at ?? 0) - (asked?.at ?? 0)).toBeGreaterThan(atLeast);
  });

  it('does not outlast --poll-timeout', async () => {
    const front = await start('runtime', { faults: ['run-never-ends'] }, { tamper: tamper(String, 3600) });
    const outcome = await check('runtime', front, '--poll-timeout', '0.3');
    expect(requirementsThat('FAIL', reportOf(outcome))).toEqual(['ARP-RT-019']);
    expect(outcome.ms).toBeLessThan(300 + START_UP);
  });

  it('is ignored, or bounded, where it makes no sense', async () => {
    await eachOf(['0', '-1', 'soon', '99999999999999999999', '1e3'], 2, async (text) => {
      const front = await start('runtime', {}, { tamper: tamper(() => text, 0) });
      const outcome = await check('runtime', front, '--poll-timeout', '0.5');
      expect(outcome.code, text).toBe(0);
      expect(readings(front).length, text).toBeLessThan(60);
    });
  });

  it('of a 429 is honoured as well, and the run goes on', async () => {
    let reading = 0;
    const front = await start(
      'runtime',
      {},
      {
        tamper: ({ method, path }, answer) => {
          if (method !== 'GET' || !/^\/v1\/runs\/[^/?]+$/.test(path) || answer.status !== 200) return;
          reading += 1;
          // The first reading may be that of another check than the one that waits.
          if (reading !== 3) return;
          answer.status = 429;
          answer.headers = { 'content-type': 'application/json', 'retry-after': '1' };
          answer.body = Buffer.from('{"error":{"code":"rate_limited","message":"Slowly, please"}}');
        },
      },
    );
    const outcome = await check('runtime', front, '--exclude', 'runtime.auth.*');
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(requirementsThat('FAIL', reportOf(outcome))).toEqual([]);
    const polls = readings(front);
    const refused = polls.findIndex(({ status }) => status === 429);
    expect((polls[refused + 1]?.at ?? 0) - (polls[refused]?.at ?? 0)).toBeGreaterThan(900);
  });
});

describe('One poll sequence', () => {
  it('feeds every check that looks at it: once over, a run is read only to see that it stays', async () => {
    for (const service of ['runtime', 'daemon'] as const) {
      const front = await start(service);
      await check(service, front);
      const over = readings(front).filter((poll) => state(poll) === 'succeeded');
      expect(over.length, service).toBeLessThanOrEqual(4);
    }
  });
});

describe('--jobs', () => {
  for (const service of SERVICES) {
    it(`1 never has two requests under way, 8 has: ${service}`, async () => {
      const [one, many] = [await start(service, {}, { delay: 8 }), await start(service, {}, { delay: 8 })];
      const [slow, fast] = [await check(service, one, '--jobs', '1'), await check(service, many, '--jobs', '8')];
      expect([slow.code, fast.code], slow.stdout).toEqual([0, 0]);
      expect(one.most()).toBe(1);
      expect(many.most()).toBeGreaterThan(3);
      expect(many.most()).toBeLessThanOrEqual(8);
      const [first, second] = [reportOf(slow), reportOf(fast)];
      const rows = (report: typeof first): string[] => report.results.map(({ check_id, status }) => `${check_id} ${status}`);
      expect(rows(second)).toEqual(rows(first));
      expect(second.requirements.map(({ id, outcome }) => [id, outcome])).toEqual(
        first.requirements.map(({ id, outcome }) => [id, outcome]),
      );
    });
  }

  it('1 holds for the cleanup and for a run that is waited for too', async () => {
    const front = await start('daemon', { variations: ['slow-start'] }, { delay: 3 });
    expect((await check('daemon', front, '--jobs', '1')).code).toBe(0);
    expect(front.most()).toBe(1);
  });

  it('keeps the order of the report where each answer takes a time of its own', async () => {
    const orders = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        let count = seed * 7;
        const front = await start('daemon', {}, { delay: () => (count = (count * 31 + 11) % 23) });
        const { results } = reportOf(await check('daemon', front));
        return results.map(({ check_id }) => check_id);
      }),
    );
    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2]).toEqual(orders[0]);
  });
});
