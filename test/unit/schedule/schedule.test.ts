import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Exchange, Json, Message, Operation, PlannedCreation, PlannedProbe } from '../../../src/model.js';
import { Gate } from '../../../src/schedule/gate.js';
import { type Recording, type ScheduleSettings, schedule } from '../../../src/schedule/schedule.js';
import { waitUntilReady } from '../../../src/schedule/wait.js';
import { answerOf, exchangeFor, exchangeOf, filled, OPERATION, probeOf } from '../exchange.js';
import { type Changes, settings } from './settings.js';

/** Milliseconds in which a busy machine does what takes no time; what fails waits for much longer. */
const SOON = 10_000;

/** Runs probes against answers by key of the exchange; everything else is answered with `{}`. */
async function record(
  probes: readonly PlannedProbe[],
  answers: Readonly<Record<string, Answer | undefined>> = {},
  more: Changes = {},
): Promise<Recording & { readonly sent: readonly Message[] }> {
  const sent: Message[] = [];
  const send = async (message: Message): Promise<Exchange> => {
    sent.push(message);
    const answer = answers[message.key] ?? answers[message.probe.key] ?? answerOf({});
    return exchangeFor(message, answer);
  };
  return { ...(await schedule(probes, settings({ send, ...more }))), sent };
}
const keys = ({ exchanges }: Recording): string[] => [...exchanges.keys()];
const unsent = (recording: Recording): object => Object.fromEntries(recording.unsent);
const error = (status: number): Answer => answerOf({ error: { code: 'x', message: 'x' } }, status);

/** Probes that need some of those before them, and how many turns of the loop each takes. */
const graph = fc.array(fc.tuple(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), fc.nat({ max: 4 })), { maxLength: 15 }).map((items) => ({
  probes: items.map(([needs], index) =>
    probeOf(`p${index}`, { needs: [...new Set(needs)].filter((need) => need < index).map((need) => `p${need}`) }),
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
        const send = async (message: Message): Promise<Exchange> => {
          under += 1;
          sent.push(message.key);
          expect(under).toBeLessThanOrEqual(jobs);
          expect(message.probe.needs.filter((need) => !over.has(need))).toEqual([]);
          for (let turn = turns.get(message.key) ?? 0; turn > 0; turn -= 1) await Promise.resolve();
          under -= 1;
          over.add(message.key);
          return exchangeFor(message);
        };
        const recording = await schedule(probes, settings({ jobs, send }));
        expect(keys(recording)).toEqual(probes.map(({ key }) => key));
        expect([...sent].sort()).toEqual(probes.map(({ key }) => key).sort());
        expect(recording.unsent.size).toBe(0);
      }),
    );
  });

  it.each<[string, PlannedProbe[]]>([
    ['from the start', Array.from({ length: 9 }, (_, index) => probeOf(`p${index}`))],
    ['once what many need has ended', [probeOf('p'), ...['a', 'b', 'c'].map((key) => probeOf(key, { needs: ['p'] }))]],
    ['for the items of a list', [probeOf('p', { request: { each: { in: filled('list'), as: 'item', most: 9 } } })]],
  ])('uses all of its jobs and no more, %s', async (_when, probes) => {
    let [under, most] = [0, 0];
    const send = async (message: Message): Promise<Exchange> => {
      under += 1;
      most = Math.max(most, under);
      await pause(1);
      under -= 1;
      return exchangeFor(message);
    };
    await schedule(probes, settings({ jobs: 3, send, variables: new Map([['list', [1, 2, 3, 4, 5]]]) }));
    expect(most).toBe(3);
  });

  it('keeps to its jobs while it polls, and lets others through between two readings', async () => {
    const order: string[] = [];
    const send = async (message: Message): Promise<Exchange> => {
      order.push(message.key);
      return exchangeFor(message, answerOf({ state: message.key === 'poll#3' ? 'done' : 'busy' }));
    };
    const probes = [probeOf('poll', { until: { at: '/state', in: ['done'] } }), probeOf('other')];
    await schedule(probes, settings({ jobs: 1, send }));
    expect(order).toEqual(['poll', 'other', 'poll#2', 'poll#3']);
  });

  it('starts nothing more once it should stop, and finishes what is under way', async () => {
    const probes = Array.from({ length: 10 }, (_, index) => probeOf(`p${index}`));
    const recording = await record(probes, {}, { jobs: 2, stopAfter: ({ key }) => key === 'p3' });
    expect(recording.exchanges.size).toBeLessThanOrEqual(5);
    expect(keys(recording).slice(0, 4)).toEqual(['p0', 'p1', 'p2', 'p3']);
  });

  it('starts nothing more once it is interrupted', async () => {
    const interruption = new AbortController();
    const onExchange = ({ key }: Exchange): void => {
      if (key === 'p1') interruption.abort('SIGINT');
    };
    const probes = [probeOf('p0'), probeOf('p1'), probeOf('p2'), probeOf('p3', { effect: 'refused' })];
    expect(keys(await record(probes, {}, { jobs: 1, signal: interruption.signal, onExchange }))).toEqual(['p0', 'p1']);
  });

  it('hands reads the signal that ends them at once, and what may have an effect the late one', async () => {
    const [now, late] = [new AbortController().signal, new AbortController().signal];
    const given = new Map<string, AbortSignal>();
    const send = async (message: Message, signal: AbortSignal): Promise<Exchange> => {
      given.set(message.key, signal);
      return exchangeFor(message);
    };
    const probes = (['read', 'write', 'refused'] as const).map((effect) => probeOf(effect, { effect }));
    await schedule(probes, settings({ send, signal: now, lateSignal: late }));
    expect([given.get('read') === now, given.get('write') === late, given.get('refused') === late]).toEqual([true, true, true]);
  });

  it('of nothing is empty', async () => {
    const { exchanges, unsent: none, cleanup } = await record([]);
    expect([exchanges.size, none.size, cleanup]).toEqual([0, 0, { removed: 0, residue: [], left: [] }]);
  });

  it('sends a request after those that it comes after, whatever came of them', async () => {
    const probes = [
      probeOf('bad', { effect: 'refused', expects: 'error', needs: ['slow'], after: ['last', 'broken', 'not planned'] }),
      probeOf('slow', { effect: 'write' }),
      probeOf('last', { needs: ['slow'] }),
      probeOf('broken'),
    ];
    const { sent } = await record(probes, { bad: error(400), broken: error(500) });
    expect(sent.map(({ key }) => key).slice(-1)).toEqual(['bad']);
    expect(sent).toHaveLength(4);
  });

  it('sends first what has the longest way before it', async () => {
    const probes = [
      ...['a', 'b', 'c'].map((key) => probeOf(key)),
      ...[
        ['x', []],
        ['y', ['x']],
        ['z', ['y']],
      ].map(([key, needs]) => probeOf(key as string, { needs: needs as string[] })),
    ];
    const { sent } = await record(probes, {}, { jobs: 1 });
    expect(sent.map(({ key }) => key)).toEqual(['x', 'y', 'a', 'b', 'c', 'z']);
  });

  it('shares its places with other runs that go through the same gate', async () => {
    let [under, most] = [0, 0];
    const send = async (message: Message): Promise<Exchange> => {
      under += 1;
      most = Math.max(most, under);
      await pause(1);
      under -= 1;
      return exchangeFor(message);
    };
    const gate = new Gate(2);
    const probes = ['a', 'b', 'c'].map((key) => probeOf(key));
    await Promise.all([1, 2, 3].map(() => schedule(probes, settings({ gate, send }))));
    expect(most).toBe(2);
  });
});

describe('the times of a run', () => {
  const timed =
    (durations: Readonly<Record<string, number>>) =>
    async (message: Message): Promise<Exchange> => ({ ...exchangeFor(message), durationMs: durations[message.key] ?? 1 });

  it('have as their path the longest chain of what needs each other, and as their sum all exchanges', async () => {
    const probes = [
      probeOf('a'),
      probeOf('b', { needs: ['a'] }),
      probeOf('c', { needs: ['a', 'd'] }),
      probeOf('d'),
      probeOf('e', { after: ['b'], request: { times: 2 } }),
    ];
    const send = timed({ a: 10, b: 20, c: 5, d: 24, e: 3, 'e#2': 4 });
    const { timing } = await schedule(probes, settings({ send }));
    expect(timing).toMatchObject({ requests: 6, path: 10 + 20 + 3 + 4, sum: 66 });
    expect(timing.wall).toBeGreaterThan(0);
  });

  it('count the items of a list side by side', async () => {
    const probes = [probeOf('a', { request: { each: { in: filled('list'), as: 'item', most: 9 } } }), probeOf('b', { needs: ['a'] })];
    const send = timed({ a: 1, 'a#2': 7, 'a#3': 5, b: 2 });
    const { timing } = await schedule(probes, settings({ send, variables: new Map([['list', [1, 2, 3]]]) }));
    expect(timing).toMatchObject({ requests: 4, path: 9, sum: 15 });
  });

  it('have the pauses between readings on their path, which the service imposes', async () => {
    const answers = { a: { ...answerOf({ state: 'busy' }), headers: [['retry-after', '1']] as const }, 'a#2': answerOf({ state: 'done' }) };
    const probes = [probeOf('a', { until: { at: '/state', in: ['done'] } })];
    const send = async (message: Message): Promise<Exchange> => ({
      ...exchangeFor(message, answers[message.key as keyof typeof answers]),
      durationMs: 5,
    });
    const { timing } = await schedule(probes, settings({ send, pollTimeout: 5000 }));
    expect(timing.sum).toBe(10);
    expect(timing.path).toBeGreaterThanOrEqual(10 + 990);
  });

  it('of nothing are none', async () => {
    expect((await record([])).timing).toEqual({ requests: 0, wall: 0, path: 0, sum: 0 });
  });

  it('have a path that is never longer than they are, in whatever order things end', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async ({ probes, turns }, jobs) => {
        const chain = new Map<string, number>();
        for (const { key, needs } of probes)
          chain.set(key, (turns.get(key) ?? 0) + 1 + Math.max(0, ...needs.map((need) => chain.get(need) ?? 0)));
        const send = timed(Object.fromEntries([...turns].map(([key, count]) => [key, count + 1])));
        const { timing } = await schedule(probes, settings({ jobs, send }));
        expect(timing.path).toBe(Math.max(0, ...chain.values()));
        expect(timing.sum).toBeGreaterThanOrEqual(timing.path);
      }),
    );
  });
});

describe('what is not sent', () => {
  it.each<[string, Answer, 'success' | 'error' | 'any', boolean]>([
    ['succeeded', answerOf({}), 'success', true],
    ['was created', answerOf({}, 201), 'success', true],
    ['failed', error(500), 'success', false],
    ['was redirected', answerOf({}, 302), 'success', false],
    ['failed as it should', error(400), 'error', true],
    ['was not there', error(404), 'error', false],
    ['is not done there', error(405), 'error', false],
    ['is not done at all', error(501), 'error', false],
    ['succeeded and should not have', answerOf({}), 'error', false],
    ['may do as it likes', error(404), 'any', true],
  ])('depends on the one before it, which %s', async (_what, answer, expects, goesOn) => {
    const recording = await record([probeOf('a', { expects }), probeOf('b', { needs: ['a'] }), probeOf('c', { needs: ['b'] })], {
      a: answer,
    });
    expect(keys(recording)).toEqual(goesOn ? ['a', 'b', 'c'] : ['a']);
    expect(unsent(recording)).toEqual(goesOn ? {} : { b: { needs: 'a' }, c: { needs: 'b' } });
  });

  it('names the first need that was not met, also one that is not planned', async () => {
    const recording = await record([probeOf('a'), probeOf('b', { needs: ['a', 'gone'] })]);
    expect(unsent(recording)).toEqual({ b: { needs: 'gone' } });
  });

  it('has no item to be about', async () => {
    const each = { in: filled('list'), as: 'item', most: 9 };
    const recording = await record(
      [probeOf('a', { request: { each } }), probeOf('b', { needs: ['a'] })],
      {},
      { variables: new Map([['list', []]]) },
    );
    expect(unsent(recording)).toEqual({ a: { empty: 'item' }, b: { needs: 'a' } });
    expect(recording.sent).toEqual([]);
  });

  it('lacks a value', async () => {
    const a = probeOf('a', { save: { id: '/id', no: '/nothing' } });
    const recording = await record(
      [
        a,
        probeOf('b', { needs: ['a'], request: { path: { id: filled('id') } } }),
        probeOf('c', { needs: ['a'], request: { path: { id: filled('no') } } }),
      ],
      { a: answerOf({ id: 'x', nothing: null }) },
    );
    expect(keys(recording)).toEqual(['a', 'b']);
    expect(unsent(recording)).toEqual({ c: { empty: 'no' } });
  });

  it('has no item of the kind to be about, which is told apart from a list without any', async () => {
    const like = { at: '/id', matches: '^z' };
    const unsentOf = async (list: Json, kind: object): Promise<object> =>
      unsent(
        await record(
          [probeOf('a', { request: { each: { in: filled('list'), as: 'item', most: 9, like: kind } } })],
          {},
          {
            variables: new Map<string, Json>([
              ['list', list],
              ['first', 'x'],
            ]),
          },
        ),
      );
    expect(await unsentOf([], like)).toEqual({ a: { empty: 'item' } });
    expect(await unsentOf([{ id: 'x' }, {}, 7], like)).toEqual({ a: { empty: 'item', like } });
    expect(await unsentOf([{ id: 'x' }, { id: 'z' }], like)).toEqual({});
    expect(await unsentOf([{ id: 'z' }], { ...like, not: true })).toEqual({ a: { empty: 'item', like: { ...like, not: true } } });
    expect(await unsentOf([{ id: 'x' }], { at: '/id', differs: filled('first') })).toMatchObject({ a: { empty: 'item' } });
    expect(await unsentOf([{ id: 'x' }, { id: 'y' }], { at: '/id', differs: filled('first') })).toEqual({});
  });

  it('is about the first items that a request can be made for', async () => {
    const each = { in: filled('list'), as: 'item', most: 2 };
    const recording = await record(
      [probeOf('a', { request: { each, path: { id: filled('item/id') } } })],
      {},
      { variables: new Map([['list', [{}, { id: 'x' }, {}, { id: 'y' }, { id: 'z' }]]]) },
    );
    expect(recording.sent.map(({ path }) => path.id)).toEqual(['x', 'y']);
  });

  it('lacks a value that only the user can give, whatever else it needs', async () => {
    const request = { path: { id: filled('characters') } };
    expect(unsent(await record([probeOf('a'), probeOf('b', { needs: ['a'], request })]))).toEqual({ b: { missing: 'characters' } });
  });

  it('lacks its list', async () => {
    const each = { in: filled('list'), as: 'item', most: 9 };
    expect(unsent(await record([probeOf('a', { request: { each } })]))).toEqual({ a: { missing: 'list' } });
  });
});

describe('what a request carries', () => {
  const variables = new Map<string, Json>([
    ['id', 'a/b'],
    ['number', 7],
    ['tool', { schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer', minimum: 3 } } }, deep: [{ x: 1 }] }],
  ]);
  const sentBy = async (request: object): Promise<Message | undefined> =>
    (await record([probeOf('a', { request })], {}, { variables })).sent[0];

  it('can be made on the spot', async () => {
    const json = { fits: filled('sample:tool/schema'), breaks: filled('misfit:tool/schema'), long: filled('long:12') };
    expect((await sentBy({ body: { json } }))?.body?.json).toEqual({ fits: { n: 3 }, breaks: {}, long: 'word word wo' });
  });

  it('is filled in with what was saved, and sent as JSON', async () => {
    const message = await sentBy({
      path: { id: filled('id') },
      query: { page: filled('number'), size: 1 },
      body: { json: { whole: filled('tool/deep/0'), part: `n${filled('number')}`, list: [filled('number')] } },
    });
    expect(message).toMatchObject({ path: { id: 'a/b' }, query: { page: '7', size: '1' } });
    expect(message?.body).toEqual({ json: { whole: { x: 1 }, part: 'n7', list: [7] }, text: '{"whole":{"x":1},"part":"n7","list":[7]}' });
  });

  it('has fresh names, the same for the same word, and samples for schemas', async () => {
    const message = await sentBy({ body: { json: [filled('fresh'), filled('fresh:run'), filled('sample:tool/schema')] } });
    expect(message?.body?.json).toEqual(['fresh-a', 'fresh-run', { n: 3 }]);
  });

  it('may be text or bytes, and is then left as it is', async () => {
    expect((await sentBy({ body: { text: `{"${filled('id')}":` } }))?.body).toEqual({ text: `{"${filled('id')}":` });
    expect([...((await sentBy({ body: { base64: '//8=' } }))?.body?.bytes ?? [])]).toEqual([255, 255]);
    expect((await sentBy({}))?.body).toBeUndefined();
  });

  it('is saved from answers that are good, and from no others', async () => {
    const saved = async (answer: Answer, expects: 'success' | 'error' = 'success'): Promise<Json | undefined> =>
      (await record([probeOf('a', { save: { id: '/id' }, expects })], { a: answer })).variables.get('id');
    expect(await saved(answerOf({ id: 'x' }))).toBe('x');
    expect(await saved(answerOf({ id: 0 }))).toBe(0);
    expect(await saved(answerOf({ id: null }))).toBeUndefined();
    expect(await saved(answerOf({ id: 'x' }, 500))).toBeUndefined();
    expect(await saved(answerOf({ id: 'x' }, 400), 'error')).toBe('x');
    expect(await saved({ ...answerOf('x'), body: new TextEncoder().encode('{"id":') })).toBeUndefined();
  });
});

describe('a probe that is sent several times', () => {
  it('is sent once for each item, for at most so many, with the item beside each', async () => {
    const each = { in: filled('list'), as: 'tool', most: 2 };
    const recording = await record(
      [probeOf('a', { request: { each, path: { id: filled('tool/id') } } })],
      {},
      {
        variables: new Map([['list', [{ id: 'x' }, { id: 'y' }, { id: 'z' }]]]),
      },
    );
    expect(keys(recording)).toEqual(['a', 'a#2']);
    expect(recording.sent.map(({ path }) => path.id)).toEqual(['x', 'y']);
    expect([...recording.exchanges.values()].map(({ item }) => item)).toEqual([{ tool: { id: 'x' } }, { tool: { id: 'y' } }]);
  });

  it('is sent so often for each item', async () => {
    const each = { in: filled('list'), as: 'n', most: 2 };
    const recording = await record(
      [probeOf('a', { request: { each, times: 2, path: { id: filled('n') } } })],
      {},
      { variables: new Map([['list', [1, 2, 3]]]) },
    );
    expect([...recording.exchanges].map(([key, { request }]) => [key, request.path.id])).toEqual([
      ['a', '1'],
      ['a#2', '1'],
      ['a#3', '2'],
      ['a#4', '2'],
    ]);
  });

  it('is sent as often as it says, one after the other', async () => {
    expect(keys(await record([probeOf('a', { request: { times: 3 } })]))).toEqual(['a', 'a#2', 'a#3']);
  });

  const until = { at: '/state', in: ['done', 'failed'] };
  const states = (...list: readonly (string | number)[]): Record<string, Answer> =>
    Object.fromEntries(
      list.map((state, index) => [index === 0 ? 'a' : `a#${index + 1}`, typeof state === 'number' ? error(state) : answerOf({ state })]),
    );

  it('is repeated until a value is reached, which is when others may go on', async () => {
    const probes = [probeOf('a', { until, save: { state: '/state' } }), probeOf('b', { needs: ['a'] })];
    const recording = await record(probes, states('new', 'busy', 'done', 'never'));
    expect(keys(recording)).toEqual(['a', 'a#2', 'a#3', 'b']);
    expect(recording.variables.get('state')).toBe('done');
  });

  it('is repeated until an item of a list reaches a value', async () => {
    const things = (...states: readonly string[]): Answer => answerOf({ things: states.map((state, id) => ({ id, state })) });
    const second = { of: '/things', with: { '/id': filled('id') } };
    const recording = await record(
      [probeOf('a', { until: { item: second, at: '/state', in: ['done'] } })],
      { a: things('done'), 'a#2': things('done', 'busy'), 'a#3': things('busy', 'done') },
      { variables: new Map([['id', 1]]) },
    );
    expect(keys(recording)).toEqual(['a', 'a#2', 'a#3']);
  });

  it('gives up in time, and holds back who needs it', async () => {
    const start = performance.now();
    const recording = await record(
      [probeOf('a', { until }), probeOf('b', { needs: ['a'] })],
      { a: answerOf({ state: 'busy' }) },
      { pollTimeout: 150 },
    );
    expect(performance.now() - start).toBeLessThan(SOON);
    expect(recording.exchanges.size).toBeGreaterThan(1);
    expect(unsent(recording)).toEqual({ b: { needs: 'a' } });
  });

  it('starts fast and slows down to its interval', async () => {
    const times: number[] = [];
    const send = async (message: Message): Promise<Exchange> => {
      times.push(performance.now());
      return exchangeFor(message, answerOf({ state: 'busy' }));
    };
    await schedule([probeOf('a', { until })], settings({ send, pollTimeout: 1200, pollInterval: 200 }));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps.slice(0, -1))).toBeLessThan(120);
    expect(Math.max(...gaps)).toBeGreaterThan(190);
  });

  it('waits as long as Retry-After says', async () => {
    const busy: Answer = { ...answerOf({ state: 'busy' }), headers: [['retry-after', '1']] };
    const start = performance.now();
    const recording = await record([probeOf('a', { until })], { ...states('new', 'done'), a: busy }, { pollTimeout: 5000 });
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(keys(recording)).toEqual(['a', 'a#2']);
  });

  it.each(['soon', '-1', '1.5', ''])('takes no notice of Retry-After: %s', async (text) => {
    const busy: Answer = { ...answerOf({ state: 'busy' }), headers: [['Retry-After', text]] };
    const start = performance.now();
    await record([probeOf('a', { until })], { ...states('new', 'done'), a: busy }, { pollTimeout: 60_000 });
    expect(performance.now() - start).toBeLessThan(SOON);
  });

  it('waits never longer than there is time, whatever Retry-After says', async () => {
    const busy: Answer = { ...answerOf({ state: 'busy' }), headers: [['Retry-After', '999999999']] };
    const start = performance.now();
    await record([probeOf('a', { until })], { a: busy }, { pollTimeout: 100 });
    expect(performance.now() - start).toBeLessThan(SOON);
  });

  it('bears two errors in a row and not three', async () => {
    expect(keys(await record([probeOf('a', { until })], states(503, 503, 'busy', 503, 503, 'done')))).toHaveLength(6);
    expect(keys(await record([probeOf('a', { until })], states(503, 503, 503, 'done')))).toHaveLength(3);
  });

  it('ends its pause at once when it is interrupted', async () => {
    const interruption = new AbortController();
    const busy: Answer = { ...answerOf({ state: 'busy' }), headers: [['Retry-After', '60']] };
    setTimeout(() => interruption.abort('SIGINT'), 20);
    const start = performance.now();
    const recording = await record([probeOf('a', { until })], { a: busy }, { pollTimeout: 60_000, signal: interruption.signal });
    expect(performance.now() - start).toBeLessThan(SOON);
    expect(keys(recording)).toEqual(['a']);
  });
});

describe('the end of a run', () => {
  const remove = { ...OPERATION, id: 'remove_thing', method: 'DELETE' };
  const list = { ...OPERATION, id: 'list_things', path: '/things' };
  const creates: PlannedCreation = {
    ...{ service: 'things', operation: 'make_thing', created: '/things/*/id', ids: '/things/*/id', parameter: 'id' },
    ...{ remove, list },
  };
  const maker = (key: string, more: Partial<PlannedProbe> = {}): PlannedProbe => probeOf(key, { effect: 'write', creates, ...more });
  const made = (...ids: readonly Json[]): Answer => answerOf({ things: ids.map((id) => ({ id })) }, 201);
  const sentTo = (operation: Operation, sent: readonly Message[]): string[] =>
    sent.filter((message) => message.operation === operation).map(({ path }) => path.id ?? '');
  const removed = answerOf(undefined, 204);
  const listed = (...ids: readonly Json[]): Answer => ({ ...made(...ids), status: 200 });
  /** What the cleanup gets: answers to what removes and to what lists. */
  const answers = (more: Readonly<Record<string, Answer>>): Record<string, Answer> => ({
    'cleanup.remove_thing': removed,
    'cleanup.list_things': listed(),
    ...more,
  });
  /** Records a run before which the service listed this. */
  const recordAfter = (before: Answer, ...[probes, more, changes]: Parameters<typeof record>): ReturnType<typeof record> => {
    let looked = false;
    const send = async (message: Message): Promise<Exchange> => {
      const first = message.operation === list && !looked;
      looked ||= first;
      return exchangeFor(message, first ? before : (more?.[message.key] ?? answerOf({})));
    };
    return record(probes, {}, { send, ...changes });
  };

  it('removes what was created, the newest first, with the credentials that created it, and then looks whether it is gone', async () => {
    const probes = [maker('a', { credentials: 'given' }), maker('b', { credentials: 'given', needs: ['a'] })];
    const { sent, cleanup, exchanges } = await record(probes, answers({ a: made('1', '2'), b: made('3') }));
    expect(sentTo(remove, sent)).toEqual(['3', '2', '1']);
    expect(sent.map(({ operation }) => operation.id).filter((id) => id !== remove.id)).toEqual([
      list.id,
      OPERATION.id,
      OPERATION.id,
      list.id,
    ]);
    expect(new Set(sent.map(({ probe }) => probe.credentials))).toEqual(new Set(['given']));
    expect(cleanup).toEqual({ removed: 3, residue: [], left: [] });
    expect([...exchanges.keys()]).toEqual(['a', 'b']);
  });

  it('looks before, and sends nothing after, where nothing was created', async () => {
    const { sent, cleanup } = await record([maker('a')], answers({ a: error(400) }));
    expect(sent.map(({ operation }) => operation.id)).toEqual([list.id, OPERATION.id]);
    expect(cleanup).toEqual({ removed: 0, residue: [], left: [] });
  });

  it('leaves alone what a check has deleted, and takes away what should have been refused', async () => {
    const probes = [
      maker('a'),
      probeOf('gone', { effect: 'write', operation: remove, needs: ['a'], request: { path: { id: '1' } } }),
      maker('bad', { effect: 'refused', expects: 'error' }),
    ];
    const { sent, cleanup } = await record(probes, answers({ a: made('1', '2'), gone: removed, bad: made('9') }));
    expect(sentTo(remove, sent)).toEqual(['1', '9', '2']);
    expect(cleanup).toEqual({ removed: 3, residue: [], left: [] });
  });

  it('lists what is still there, and why', async () => {
    const left = async (more: Readonly<Record<string, Answer>>, settings: Partial<ScheduleSettings> = {}): Promise<string[]> => {
      const { cleanup } = await recordAfter(listed('0'), [maker('a')], answers({ a: made('1', '2'), ...more }), settings);
      for (const { method, url } of cleanup.left) expect([method, url.replace(/\d$/, '')]).toEqual(['DELETE', 'http://127.0.0.1/things/']);
      return cleanup.left.map(({ url, why }) => `${url.at(-1)} ${why}`);
    };
    const there = { 'cleanup.list_things': listed('0', '2', '1') };
    expect(await left({ 'cleanup.remove_thing': error(500), ...there })).toEqual(['2 status 500', '1 status 500']);
    expect(await left({ 'cleanup.list_things': listed('2') })).toEqual(['2 still listed after status 204']);
    expect(await left(there, { cleanup: false })).toEqual(['2 left by --no-cleanup', '1 left by --no-cleanup']);
    // What is not listed is gone, whatever the answer was.
    expect(await left({ 'cleanup.remove_thing': error(404) })).toEqual([]);
    // Without a list the answers have to do.
    expect(await left({ 'cleanup.list_things': error(500) })).toEqual([]);
    expect(await left({ 'cleanup.list_things': error(500), 'cleanup.remove_thing': error(404) })).toEqual(['2 status 404', '1 status 404']);
  });

  it('never touches what was there before, whatever the service calls new', async () => {
    const before = { 'cleanup.list_things': listed('old') };
    const { sent, cleanup } = await record([maker('a')], answers({ a: made('old', 'new'), ...before }));
    expect(sentTo(remove, sent)).toEqual(['new']);
    expect(cleanup).toEqual({ removed: 1, residue: [], left: [] });
  });

  it('ends what cannot be removed where it goes on, and says how it was last seen', async () => {
    const look = { ...OPERATION, id: 'look' };
    const end = { ...OPERATION, id: 'end', method: 'POST' };
    const { remove: _r, list: _l, ids: _i, ...base } = creates;
    const stays: PlannedCreation = { ...base, status: { operation: look, at: '/state', over: ['done'] }, end };
    const ended = async (first: Json, settings: Partial<ScheduleSettings> = {}) => {
      let state = first;
      const sent: string[] = [];
      const send = async (message: Message): Promise<Exchange> => {
        sent.push(message.operation.id);
        if (message.operation === end) state = 'done';
        return exchangeFor(message, message.operation === look ? answerOf({ state }) : made('1'));
      };
      const { cleanup } = await schedule([maker('a', { creates: stays })], settings_(settings, send));
      return { sent: sent.slice(1), residue: cleanup.residue, left: cleanup.left };
    };
    const settings_ = (more: Partial<ScheduleSettings>, send: ScheduleSettings['send']): ScheduleSettings => settings({ ...more, send });
    const residue = (state: string | null): object[] => [{ operation: 'make_thing', id: '1', state }];
    expect(await ended('done')).toEqual({ sent: ['look'], residue: residue('done'), left: [] });
    expect(await ended('busy')).toEqual({ sent: ['look', 'end', 'look'], residue: residue('done'), left: [] });
    expect(await ended('busy', { cleanup: false })).toEqual({ sent: ['look'], residue: residue('busy'), left: [] });
    expect(await ended(null)).toEqual({ sent: ['look'], residue: residue(null), left: [] });
  });

  it('keeps to its jobs before and after the run, too', async () => {
    let [under, most] = [0, 0];
    const send = async (message: Message): Promise<Exchange> => {
      under += 1;
      most = Math.max(most, under);
      await pause(1);
      under -= 1;
      return exchangeFor(message, made('1'));
    };
    const other = { ...creates, operation: 'make_other', list: { ...list, id: 'list_others' } };
    await schedule([maker('a'), maker('b', { creates: other })], settings({ send, jobs: 1 }));
    expect(most).toBe(1);
  });

  it('sends nothing when it is interrupted before it began', async () => {
    expect((await record([maker('a')], {}, { signal: AbortSignal.abort('SIGINT') })).sent).toEqual([]);
  });

  it('names what may have been created by a request whose answer was lost', async () => {
    const send = async (message: Message): Promise<Exchange> => {
      if (message.operation === list) return exchangeFor(message, { ...made(), status: 200 });
      const { answer: _, ...rest } = exchangeFor(message);
      return { ...rest, failure: { code: 'reset', detail: 'read ECONNRESET' } };
    };
    const { cleanup } = await schedule([maker('a')], settings({ send }));
    expect(cleanup).toEqual({
      removed: 0,
      residue: [],
      left: [
        {
          method: 'GET',
          url: 'http://127.0.0.1/things/',
          headers: [],
          credentials: 'none',
          why: expect.stringContaining('the answer was lost'),
        },
      ],
    });
  });

  it('takes each thing away as soon as nothing needs it, and what was made with its help before it', async () => {
    const other = { ...remove, id: 'remove_other' };
    const others = { ...list, id: 'list_others' };
    const probes = [
      maker('whole'),
      maker('part', { needs: ['whole'], creates: { ...creates, operation: 'make_other', remove: other, list: others } }),
      probeOf('look', { needs: ['part'], request: { times: 2 } }),
      maker('alone'),
      ...['x', 'y', 'z'].map((key, index, all) => probeOf(key, { needs: index === 0 ? ['alone'] : [all[index - 1] ?? ''] })),
    ];
    const { sent, cleanup } = await record(probes, {
      ...answers({ whole: made('1'), part: made('2'), alone: made('3') }),
      'cleanup.remove_other': removed,
      'cleanup.list_others': listed(),
    });
    const order = sent.map(({ key, path }) => `${key} ${path.id ?? ''}`.trim());
    const before = (first: string, second: string): void => expect(order.indexOf(first), order.join()).toBeLessThan(order.indexOf(second));
    before('look#2', 'cleanup.remove_other 2');
    before('cleanup.remove_other 2', 'cleanup.remove_thing 1');
    before('z', 'cleanup.remove_thing 3');
    expect(order.lastIndexOf('cleanup.list_things')).toBeGreaterThan(order.indexOf('cleanup.remove_thing 1'));
    expect(cleanup).toEqual({ removed: 3, residue: [], left: [] });
  });

  it('comes after all that told of a thing, and again where it is told of later', async () => {
    const probes = [maker('a'), maker('b'), maker('c', { after: ['a', 'b'], needs: ['wait'] }), probeOf('wait', { request: { times: 9 } })];
    const { sent } = await record(probes, answers({ a: made('1'), b: made('1'), c: made('1') }));
    expect(sentTo(remove, sent)).toEqual(['1', '1']);
    expect(sent.findLastIndex(({ operation }) => operation === remove)).toBeGreaterThan(sent.findIndex(({ key }) => key === 'c'));
  });

  it('tells of things in the order of the plan, whichever answer came first', async () => {
    const send = async (message: Message): Promise<Exchange> => {
      if (message.key === 'a') await pause(5);
      return exchangeFor(
        message,
        message.operation === list ? listed('1', '2') : message.operation === remove ? error(500) : made(message.key === 'a' ? '1' : '2'),
      );
    };
    let looked = false;
    const first = async (message: Message): Promise<Exchange> => {
      if (message.operation === list && !looked) {
        looked = true;
        return exchangeFor(message, listed());
      }
      return send(message);
    };
    const { cleanup } = await schedule([maker('a'), maker('b')], settings({ send: first }));
    expect(cleanup.left.map(({ url }) => url.at(-1))).toEqual(['2', '1']);
  });

  it('comes after a fault of ours as well, which is handed on', async () => {
    const sent: string[] = [];
    const send = async (message: Message): Promise<Exchange> => {
      sent.push(`${message.key} ${message.path.id ?? ''}`.trim());
      if (message.key === 'b') throw new Error('a bug');
      return exchangeFor(message, message.operation === remove ? removed : message.operation === list ? listed() : made('1'));
    };
    const probes = [maker('a'), maker('b', { needs: ['a'] }), probeOf('c', { needs: ['b'] })];
    const { bug, cleanup } = await schedule(probes, settings({ send }));
    expect(bug).toEqual(new Error('a bug'));
    expect(sent).toEqual(['cleanup.list_things', 'a', 'b', 'cleanup.remove_thing 1', 'cleanup.list_things']);
    expect(cleanup.removed).toBe(1);
    // The request that failed may have gone out.
    expect(cleanup.left).toEqual([expect.objectContaining({ method: 'GET', why: expect.stringContaining('the answer was lost') })]);
  });

  it('goes on after a fault of ours in its own midst', async () => {
    const send = async (message: Message): Promise<Exchange> => {
      if (message.operation === remove && message.path.id === '2') throw new Error('a bug');
      return exchangeFor(message, message.operation === list ? listed() : message.operation === remove ? removed : made('1', '2', '3'));
    };
    const { bug, cleanup } = await schedule([maker('a')], settings({ send }));
    expect(bug).toEqual(new Error('a bug'));
    expect(cleanup).toMatchObject({ removed: 3 });
  });

  it('comes also after an interruption and a stop', async () => {
    const interruption = new AbortController();
    const onExchange = (): void => interruption.abort('SIGINT');
    const probes = [maker('a'), probeOf('b', { needs: ['a'] })];
    const stopped = await record(probes, answers({ a: made('1') }), { signal: interruption.signal, onExchange });
    expect([keys(stopped), sentTo(remove, stopped.sent), stopped.cleanup.removed]).toEqual([['a'], ['1'], 1]);
    expect(sentTo(remove, (await record(probes, answers({ a: made('1') }), { stopAfter: () => true })).sent)).toEqual(['1']);
  });
});

describe('waiting for a service', () => {
  const { signal } = new AbortController();
  const ask = (status?: number) => async (): Promise<Exchange> => exchangeOf({ answer: answerOf({}, status) });

  it('ends with the first answer of 2xx', async () => {
    const statuses = [503, 404, 200, 200];
    const last = await waitUntilReady(() => ask(statuses.shift())(), 5000, signal);
    expect(last?.answer?.status).toBe(200);
    expect(statuses).toEqual([200]);
  });

  it('ends when patience does, with the last answer', async () => {
    const start = performance.now();
    const last = await waitUntilReady(ask(503), 60, signal);
    expect(last?.answer?.status).toBe(503);
    expect(performance.now() - start).toBeLessThan(SOON);
  });

  it('ends at once when it is interrupted', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 10);
    const start = performance.now();
    await waitUntilReady(ask(503), 60_000, interruption.signal);
    expect(performance.now() - start).toBeLessThan(SOON);
    expect(await waitUntilReady(ask(200), 1000, AbortSignal.abort())).toBeUndefined();
  });
});

describe('a request that must be refused', () => {
  const refused = (count: number): PlannedProbe[] =>
    Array.from({ length: count }, (_, index) =>
      probeOf(`r${index}`, {
        operation: { ...OPERATION, method: 'POST' },
        effect: 'refused',
        expects: 'error',
        request: { body: { json: { index } } },
      }),
    );

  it('is sent again where others are in its way, when they are not', async () => {
    let under = 0;
    const send = async (message: Message): Promise<Exchange> => {
      under += 1;
      const alone = under === 1;
      await pause(1);
      under -= 1;
      return exchangeFor(message, error(alone ? 400 : 409));
    };
    const { exchanges } = await schedule(refused(12), settings({ jobs: 4, send }));
    const last = new Map([...exchanges.values()].map(({ probe, answer }) => [probe, answer?.status]));
    expect([...last.values()]).toEqual(Array(12).fill(400));
  });

  it('is given up where it is turned down in the same way for ever, and the others with it', async () => {
    const { exchanges } = await record(refused(20), Object.fromEntries(refused(20).map(({ key }) => [key, error(409)])));
    expect(exchanges.size).toBeLessThanOrEqual(20 + 10);
    expect(new Set([...exchanges.values()].map(({ probe }) => probe)).size).toBe(20);
  });
});
