import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange, Operation, PlannedProbe } from '../../../src/model.js';
import { type ScheduleSettings, schedule } from '../../../src/schedule/schedule.js';
import { waitUntilReady } from '../../../src/schedule/wait.js';

const operation: Operation = { id: 'x', service: 'x', method: 'GET', path: '/', protected: false, answers: {} };
const probe = (key: string, needs: readonly string[] = []): PlannedProbe => ({
  key,
  operation,
  credentials: 'none',
  effect: 'read',
  needs,
});
const exchange = ({ key }: Pick<PlannedProbe, 'key'>, status = 200): Exchange => ({
  key,
  operation: 'x',
  effect: 'read',
  credentials: 'none',
  request: { method: 'GET', url: 'http://127.0.0.1/', headers: [] },
  answer: { status, headers: [], body: new Uint8Array() },
  startedAt: 0,
  durationMs: 0,
});
const settings = (more: Partial<ScheduleSettings>): ScheduleSettings => ({
  jobs: 4,
  signal: new AbortController().signal,
  send: async (item) => exchange(item),
  stopAfter: () => false,
  ...more,
});

/** Probes that need some of those before them, and how many turns of the loop each takes. */
const graph = fc.array(fc.tuple(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), fc.nat({ max: 4 })), { maxLength: 15 }).map((items) => ({
  probes: items.map(([needs], index) =>
    probe(
      `p${index}`,
      [...new Set(needs)].filter((need) => need < index).map((need) => `p${need}`),
    ),
  ),
  turns: new Map(items.map(([, turns], index) => [`p${index}`, turns])),
}));

describe('a schedule', () => {
  it('sends everything once, never more than its jobs at a time, each after what it needs, and records in the order of the plan', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async ({ probes, turns }, jobs) => {
        const over = new Set<string>();
        const sent: string[] = [];
        let under = 0;
        const send = async (item: PlannedProbe): Promise<Exchange> => {
          under += 1;
          sent.push(item.key);
          expect(under).toBeLessThanOrEqual(jobs);
          expect(item.needs.filter((need) => !over.has(need))).toEqual([]);
          for (let turn = turns.get(item.key) ?? 0; turn > 0; turn -= 1) await Promise.resolve();
          under -= 1;
          over.add(item.key);
          return exchange(item);
        };
        const recording = await schedule(probes, settings({ jobs, send }));
        expect([...recording.keys()]).toEqual(probes.map(({ key }) => key));
        expect([...sent].sort()).toEqual(probes.map(({ key }) => key).sort());
      }),
    );
  });

  it('uses all of its jobs', async () => {
    let [under, most] = [0, 0];
    const send = async (item: PlannedProbe): Promise<Exchange> => {
      under += 1;
      most = Math.max(most, under);
      await pause(1);
      under -= 1;
      return exchange(item);
    };
    await schedule(
      Array.from({ length: 9 }, (_, index) => probe(`p${index}`)),
      settings({ jobs: 3, send }),
    );
    expect(most).toBe(3);
  });

  it('starts nothing more once it should stop, and finishes what is under way', async () => {
    const probes = Array.from({ length: 10 }, (_, index) => probe(`p${index}`));
    const recording = await schedule(probes, settings({ jobs: 2, stopAfter: ({ key }) => key === 'p3' }));
    expect(recording.size).toBeLessThanOrEqual(5);
    expect([...recording.keys()].slice(0, 4)).toEqual(['p0', 'p1', 'p2', 'p3']);
  });

  it('starts nothing more once it is interrupted', async () => {
    const interruption = new AbortController();
    const onExchange = ({ key }: Exchange): void => {
      if (key === 'p1') interruption.abort('SIGINT');
    };
    const recording = await schedule(
      [probe('p0'), probe('p1'), probe('p2')],
      settings({ jobs: 1, signal: interruption.signal, onExchange }),
    );
    expect([...recording.keys()]).toEqual(['p0', 'p1']);
  });

  it('of nothing is empty', async () => {
    expect((await schedule([], settings({}))).size).toBe(0);
  });

  // Open: a worker that finds nothing ready ends, and is missing when the need of the rest is met.
  it.fails('uses all of its jobs again when what many need has ended', async () => {
    let [under, most] = [0, 0];
    const send = async (item: PlannedProbe): Promise<Exchange> => {
      under += 1;
      most = Math.max(most, under);
      await pause(1);
      under -= 1;
      return exchange(item);
    };
    await schedule([probe('first'), probe('a', ['first']), probe('b', ['first']), probe('c', ['first'])], settings({ jobs: 3, send }));
    expect(most).toBe(3);
  });
});

describe('waiting for a service', () => {
  const { signal } = new AbortController();
  it('ends with the first answer of 2xx', async () => {
    const statuses = [503, 404, 200, 200];
    const last = await waitUntilReady(async () => exchange({ key: 'x' }, statuses.shift()), 5000, signal);
    expect(last?.answer?.status).toBe(200);
    expect(statuses).toEqual([200]);
  });

  it('ends when patience does, with the last answer', async () => {
    const start = performance.now();
    const last = await waitUntilReady(async () => exchange({ key: 'x' }, 503), 60, signal);
    expect(last?.answer?.status).toBe(503);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('ends at once when it is interrupted', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 10);
    const start = performance.now();
    await waitUntilReady(async () => exchange({ key: 'x' }, 503), 60_000, interruption.signal);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await waitUntilReady(async () => exchange({ key: 'x' }), 1000, AbortSignal.abort())).toBeUndefined();
  });
});
