import { describe, expect, it } from 'vitest';
import type { Agreement, Check, Exchange, Expectations, HeaderList, Json, Matcher } from '../../../src/model.js';
import { type Expected, judgeExpectations, type Sight } from '../../../src/validate/expectations.js';
import type { Seen } from '../../../src/validate/seen.js';
import { answerOf, exchangeOf } from '../exchange.js';

const machines = { light: { red: ['green'], green: ['yellow', 'red'], yellow: ['red'], off: [] } };
const sight = (seen: readonly Seen[], more: Partial<Sight> = {}): Sight => ({
  seen,
  variables: new Map(),
  machines,
  standIns: new Map(),
  absent: () => false,
  all: seen.map(({ exchange }) => exchange),
  last: () => undefined,
  ...more,
});
const check = (expectations: Expectations | undefined, more: Partial<Check> = {}): Check => ({
  ...{ id: 'x', title: 'x', service: 'x', tier: 'core', requirements: ['X-1'], effect: 'read' },
  ...(expectations === undefined ? {} : { expect: expectations }),
  ...more,
});
const seenOf = (body: Json | undefined, status = 200, more: Partial<Exchange> = {}, headers: HeaderList = []): Seen => ({
  exchange: exchangeOf({ answer: answerOf(body, status, headers), ...more }),
  body,
});
const lost: Seen = { exchange: exchangeOf({ failure: { code: 'reset', detail: '' } }), body: undefined };

/** True: nothing found. Undefined: nothing judged. */
const good = ({ facts }: Expected): boolean | undefined => (facts === undefined ? undefined : facts.length === 0);
const judge = (expectations: Expectations, seen: Seen, more: Partial<Sight> = {}): (boolean | undefined)[] =>
  judgeExpectations(check(expectations), sight([seen], more)).map(good);

describe('a demanded status', () => {
  it.each<[Expectations['status'] & object, number, 'success' | 'error' | 'any', boolean | undefined]>([
    [['error'], 404, 'error', true],
    [['error'], 500, 'error', true],
    [['error'], 200, 'error', false],
    [['error'], 302, 'error', false],
    [['error'], 401, 'error', undefined],
    [['error'], 403, 'error', undefined],
    [['error'], 429, 'error', undefined],
    [[404], 404, 'error', true],
    [[404], 400, 'error', false],
    [[404], 500, 'error', false],
    // That there is no error at all is for another check to tell.
    [[404], 200, 'error', undefined],
    [[401], 401, 'error', true],
    [[401], 403, 'error', false],
    [[401], 200, 'error', false],
    [[401], 404, 'error', false],
    [[200, '4xx'], 404, 'any', true],
    [[200, '4xx'], 200, 'any', true],
    [[200, '4xx'], 500, 'any', false],
    [[200, '4xx'], 202, 'any', false],
  ])('%j meets %d where a request expects %s: %s', (status, actual, expects, verdict) => {
    expect(judge({ status }, seenOf({}, actual, { expects }))).toEqual([verdict]);
  });

  it('of 401 says nothing about a route that is not there', () => {
    for (const status of [404, 405, 501])
      expect(judge({ status: [401] }, seenOf({}, status, { expects: 'error' }), { absent: () => true })).toEqual([undefined]);
    expect(judge({ status: [401] }, seenOf({}, 200, { expects: 'error' }), { absent: () => true })).toEqual([false]);
  });

  it('says what was asked for', () => {
    const [found] = judgeExpectations(check({ status: [200, 'error'] }), sight([seenOf({}, 204)]));
    expect(found).toEqual({ exchange: 'x', places: [], facts: [{ kind: 'wrong_status', expected: ['200', 'error'], actual: 204 }] });
  });

  it('is not judged without an answer, unless an error was asked for and a connection was dropped', () => {
    expect(judge({ status: ['error'] }, lost)).toEqual([undefined]);
    const dropped = (code: 'reset' | 'interrupted'): Seen => ({
      exchange: exchangeOf({ expects: 'error', failure: { code, detail: '' } }),
      body: undefined,
    });
    expect(judge({ status: ['error'] }, dropped('reset'))).toEqual([false]);
    expect(judge({ status: ['error'] }, dropped('interrupted'))).toEqual([undefined]);
  });

  it('is asked of a request that nothing declares, whatever came', () => {
    const outside = { outside: 'X-1', expects: 'error', credentials: 'given' } as const;
    for (const [actual, verdict] of [
      [404, true],
      [200, false],
      [403, false],
      [500, false],
      [301, false],
    ] as const)
      expect(judge({ status: [404] }, seenOf({}, actual, outside))).toEqual([verdict]);
    // Who brings nothing may be turned away anywhere.
    expect(judge({ status: [404] }, seenOf({}, 403, { ...outside, credentials: 'none' }))).toEqual([undefined]);
  });
});

describe('a refusal', () => {
  it.each<[number, boolean | undefined, string | undefined]>([
    [400, true, undefined],
    [422, false, 'refusal_status'],
    [404, false, 'refusal_status'],
    [415, false, 'refusal_status'],
    [200, false, 'not_refused'],
    [302, false, 'not_refused'],
    [500, false, 'not_refused'],
    [503, false, 'not_refused'],
    [401, undefined, undefined],
    [403, undefined, undefined],
    [429, undefined, undefined],
  ])('by %d: %s %s', (status, verdict, kind) => {
    const [found] = judgeExpectations(check({ refused: 'as-required' }), sight([seenOf({}, status)]));
    expect(found && good(found)).toBe(verdict);
    expect(found?.facts?.[0]?.kind).toBe(kind);
    expect(found?.level).toBeUndefined();
  });

  it('that is a must weighs more where there is none, and not where it has another status', () => {
    const levelOf = (seen: Seen): unknown => judgeExpectations(check({ refused: 'must' }), sight([seen]))[0]?.level;
    expect([levelOf(seenOf({}, 200)), levelOf(lost), levelOf(seenOf({}, 422)), levelOf(seenOf({}, 400))]).toEqual([
      'must',
      'must',
      undefined,
      undefined,
    ]);
  });

  it('is no connection that is dropped, but may be an interrupted run', () => {
    expect(judge({ refused: 'as-required' }, lost)).toEqual([false]);
    const interrupted = exchangeOf({ failure: { code: 'interrupted', detail: '' } });
    expect(judge({ refused: 'as-required' }, { exchange: interrupted, body: undefined })).toEqual([undefined]);
  });
});

describe('a route that should be there', () => {
  it.each<[number, boolean | undefined]>([
    [400, true],
    [200, true],
    [500, true],
    [404, false],
    [405, false],
    [501, false],
    [401, undefined],
    [429, undefined],
  ])('and answers %d: %s', (status, verdict) => {
    expect(judge({ implemented: true }, seenOf({}, status))).toEqual([verdict]);
  });

  it('is not judged without an answer', () => {
    expect(judge({ implemented: true }, lost)).toEqual([undefined]);
  });
});

describe('a demanded challenge', () => {
  const judged = (header: string | undefined, error?: readonly string[], status = 401): boolean | undefined => {
    const headers: HeaderList = header === undefined ? [] : [['WWW-Authenticate', header]];
    return judge({ challenge: { scheme: 'Bearer', ...(error === undefined ? {} : { error }) } }, seenOf({}, status, {}, headers))[0];
  };

  it.each<[string | undefined, readonly string[] | undefined, boolean | undefined]>([
    ['Bearer realm="arp"', undefined, true],
    ['bearer', undefined, true],
    ['Basic realm="arp"', undefined, false],
    ['Basic realm="arp", Bearer realm="arp"', undefined, true],
    ['Bearer realm="arp", error="invalid_token"', ['invalid_token'], true],
    ['Bearer realm="arp"', ['invalid_token'], false],
    ['Bearer error="other"', ['invalid_request', 'invalid_token'], false],
    ['Basic error="invalid_token"', ['invalid_token'], false],
    ['"garbage', undefined, false],
    // The contract tells that it is missing.
    [undefined, undefined, undefined],
  ])('meets %j (error %j): %s', (header, error, verdict) => {
    expect(judged(header, error)).toBe(verdict);
  });

  it('is one of a 401', () => {
    expect(judged('Basic', undefined, 403)).toBeUndefined();
    expect(judged('Basic', undefined, 200)).toBeUndefined();
  });
});

describe('a status that a check is about', () => {
  it('leaves out all other answers', () => {
    const seen = [seenOf({ a: 1 }, 200, { key: 'x' }), seenOf({ a: 2 }, 401, { key: 'x#2' })];
    expect(judgeExpectations(check({ if_status: [401], body: [{ at: '/a', equals: 1 }] }), sight(seen))).toEqual([
      { exchange: 'x#2', places: ['/a'], facts: [{ kind: 'matcher', at: '/a', demands: { equals: 1 }, actual: 2 }] },
    ]);
    expect(judge({ if_status: [401], body: [{ at: '/a', equals: 1 }] }, seenOf({ a: 2 }))).toEqual([]);
    expect(judge({ if_status: [401], status: [401] }, lost)).toEqual([]);
  });
});

describe('an agreement', () => {
  const when = (condition: Agreement['if'], demanded: Matcher): Agreement[] => [
    Object.fromEntries([
      ['if', condition],
      ['then', demanded],
    ]) as unknown as Agreement,
  ];
  const agree = when({ at: '/ok', equals: false }, { at: '/error', present: true });
  it.each<[Json | undefined, boolean | undefined]>([
    [{ ok: false, error: {} }, true],
    [{ ok: false }, false],
    [{ ok: true }, undefined],
    [undefined, undefined],
  ])('is asked of %j: %s', (body, verdict) => {
    expect(judge({ agree }, seenOf(body))).toEqual([verdict]);
  });

  it('may take its condition from another check', () => {
    const across: Expectations = { agree: when({ of: 'status', at: '/state', in: ['done'] }, { at: '/ok', equals: true }) };
    const withState = (state: Json) => ({ last: (id: string) => (id === 'status' ? seenOf({ state }) : undefined) });
    expect(judge(across, seenOf({ ok: false }), withState('done'))).toEqual([false]);
    expect(judge(across, seenOf({ ok: true }), withState('done'))).toEqual([true]);
    expect(judge(across, seenOf({ ok: false }), withState('failed'))).toEqual([undefined]);
    expect(judge(across, seenOf({ ok: false }))).toEqual([undefined]);
  });

  it('looks at every exchange', () => {
    const seen = [seenOf({ ok: false }, 200, { key: 'x' }), seenOf({ ok: false, error: {} }, 200, { key: 'x#2' })];
    expect(judgeExpectations(check({ agree }), sight(seen)).map(good)).toEqual([false, true]);
  });

  it('says which condition was not met', () => {
    expect(judgeExpectations(check({ agree }), sight([seenOf({ ok: true })]))).toEqual([
      { exchange: 'x', places: ['/error'], facts: undefined, unmet: { at: '/ok', equals: false } },
    ]);
  });
});

describe('a comparison', () => {
  const same = { as: 'other', at: ['/name'] };
  const against = (body: Json, other?: Json): Expected[] =>
    judgeExpectations(check({ same }), sight([seenOf(body)], { last: () => (other === undefined ? undefined : seenOf(other)) }));

  it('holds two bodies to each other at its places alone', () => {
    expect(against({ name: 'a', time: 1 }, { name: 'a', time: 2 })).toEqual([{ exchange: 'x', places: ['/name'], facts: [] }]);
    expect(against({ name: 'a' }, { name: 'b' })[0]?.facts).toEqual([
      { kind: 'differs', at: '/name', from: 'other', expected: 'b', actual: 'a' },
    ]);
  });

  it('has nothing to say where one of them lacks the place', () => {
    expect([against({}, { name: 'b' }), against({ name: 'a' }, {}), against({ name: 'a' })].flat().map(good)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a comparison in any order', () => {
  const compare = (same: Omit<NonNullable<Expectations['same']>, 'as'>, body: Json, other: Json): Expected[] =>
    judgeExpectations(check({ same: { as: 'other', ...same } }), sight([seenOf(body)], { last: () => seenOf(other) }));
  const unordered = { at: [''], unordered: true } as const;

  it.each<[Json, Json, boolean]>([
    [[1, 2], [2, 1], true],
    [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }], true],
    [[1, 1, 2], [1, 2, 2], false],
    [[1], [1, 2], false],
    [[[1, 2]], [[2, 1]], false],
    [{ a: 1 }, { a: 1 }, true],
  ])('of %j with %j: %s', (body, other, verdict) => {
    expect(compare(unordered, body, other).map(good)).toEqual([verdict]);
  });

  it('tells what only one of them has', () => {
    expect(compare(unordered, [1, 3], [2, 1])[0]?.facts).toEqual([{ kind: 'differs', at: '', from: 'other', expected: [2], actual: [3] }]);
  });

  it('sets places aside', () => {
    const without = ['/*/note', '/*/more/**'];
    expect(compare({ ...unordered, without }, [{ id: 1, note: 'a', more: { x: 1 } }], [{ id: 1, note: 'b', more: {} }]).map(good)).toEqual([
      true,
    ]);
    expect(compare({ at: ['/a'], without: ['/a/b'] }, { a: { b: 1, c: 2 } }, { a: { c: 2 } }).map(good)).toEqual([true]);
    expect(compare({ at: ['/a'], without: ['/b'] }, { a: { b: 1, c: 2 } }, { a: { c: 2 } }).map(good)).toEqual([false]);
  });
});

describe('values that stay', () => {
  const over = (...times: readonly (Json | undefined)[]): Expected[] =>
    judgeExpectations(
      check({ stays: ['/time'] }),
      sight(
        times.map((time, index) => seenOf(time === undefined ? {} : { time }, 200, { key: `x#${index + 1}`, startedAt: index * 2000 })),
      ),
    );
  const [noon, later] = ['2026-01-15T12:00:00Z', '2026-01-15T12:00:01Z'];

  it.each<[(Json | undefined)[], boolean | undefined]>([
    [[undefined, noon, noon], true],
    [[null, noon, '2026-01-15T13:00:00.000+01:00'], true],
    [[noon, later], false],
    [[noon, undefined], false],
    [[noon, null], false],
    [['a', 'b'], false],
    [[1, 1], true],
    [[noon], undefined],
    [[undefined, noon], undefined],
    [[undefined, undefined], undefined],
  ])('over %j: %s', (times, verdict) => {
    expect(over(...times).map(good)).toEqual([verdict]);
  });

  it('are told with what they were', () => {
    expect(over(noon, noon, later)).toEqual([
      { exchange: 'x#3', places: ['/time'], facts: [{ kind: 'changed', at: '/time', before: noon, actual: later }] },
    ]);
  });

  it('are not held to readings that were under way at the same time', () => {
    const startedAt = Date.UTC(2026, 0, 15);
    const reading = (probe: string, from: number, durationMs: number, time: Json): Seen =>
      seenOf({ time }, 200, { key: probe, probe, startedAt: startedAt + from, durationMs });
    const stays = check({ stays: ['/time'] });
    expect(judgeExpectations(stays, sight([reading('a', 0, 20, noon), reading('b', 10, 20, later)])).map(good)).toEqual([undefined]);
    expect(judgeExpectations(stays, sight([reading('a', 0, 20, noon), reading('b', 30, 20, later)])).map(good)).toEqual([false]);
  });
});

describe('headers', () => {
  const headers = { Allow: '(?:^|[\\s,])GET(?:[\\s,]|$)' };
  it.each<[HeaderList, boolean]>([
    [[['allow', 'GET']], true],
    [[['Allow', 'HEAD, GET']], true],
    [
      [
        ['Allow', 'HEAD'],
        ['ALLOW', 'GET'],
      ],
      true,
    ],
    [[['Allow', 'TARGET']], false],
    [[['Allow', '']], false],
    [[], false],
  ])('%j: %s', (sent, verdict) => {
    expect(judge({ headers }, seenOf({}, 405, {}, sent))).toEqual([verdict]);
  });

  it('that are missing are told apart from those that are wrong', () => {
    const kinds = (sent: HeaderList) =>
      judgeExpectations(check({ headers }), sight([seenOf({}, 405, {}, sent)]))[0]?.facts?.map(({ kind }) => kind);
    expect([kinds([]), kinds([['Allow', 'PUT']])]).toEqual([['header_missing'], ['header_value']]);
  });

  it('are not judged without an answer', () => {
    expect(judge({ headers }, lost)).toEqual([undefined]);
  });
});

describe('a history', () => {
  const history = { at: '/light', moves: 'light' };
  const over = (...lights: readonly Json[]): Expected | undefined =>
    judgeExpectations(
      check({ history }),
      sight(lights.map((light, index) => seenOf({ light }, 200, { key: `x#${index + 1}`, startedAt: index * 2000 }))),
    )[0];

  it.each<[Json[], boolean | undefined]>([
    [['red', 'green', 'yellow', 'red'], true],
    [['red', 'red', 'green', 'green'], true],
    [['red', 'yellow'], false],
    [['green', 'yellow', 'green'], false],
    [['off', 'red'], false],
    // What is no state is the contract's to tell.
    [['red', 'blue', 'green'], true],
    [['red', null, 'yellow'], false],
    [['red'], undefined],
    [[], undefined],
    [['blue', 1], undefined],
  ])('of %j: %s', (lights, verdict) => {
    const found = over(...lights);
    expect(found === undefined ? undefined : good(found)).toBe(verdict);
  });

  it('says from where to where, and in which exchange', () => {
    expect(over('green', 'yellow', 'green', 'off')).toEqual({
      exchange: 'x#3',
      places: [],
      facts: [{ kind: 'moved', at: '/light', expected: ['red'], from: 'yellow', actual: 'green' }],
    });
  });

  it.each<[string, [Json, number, number][], boolean]>([
    [
      'are under way together, in whatever order they are told',
      [
        ['green', 0, 9],
        ['red', 1, 5],
        ['green', 10, 12],
      ],
      true,
    ],
    [
      'are under way together, and one after both',
      [
        ['green', 0, 9],
        ['red', 1, 5],
        ['off', 10, 12],
      ],
      false,
    ],
    [
      'follow each other at once',
      [
        ['red', 0, 5],
        ['yellow', 6, 9],
      ],
      false,
    ],
    [
      'leave out what another one may have missed',
      [
        ['red', 0, 9],
        ['red', 0, 9],
        ['yellow', 10, 12],
      ],
      true,
    ],
  ])('of readings that %s', (_what, rows, verdict) => {
    const seen = rows.map(([light, startedAt, end], index) =>
      seenOf({ light }, 200, { key: `x#${index + 1}`, startedAt, durationMs: end - startedAt }),
    );
    expect(judgeExpectations(check({ history }), sight(seen)).map(good)).toEqual([verdict]);
  });

  it('of a machine that is not known is not judged', () => {
    const seen = [seenOf({ light: 'red' }), seenOf({ light: 'off' })];
    expect(judgeExpectations(check({ history: { at: '/light', moves: 'toString' } }), sight(seen)).map(good)).toEqual([undefined]);
  });
});

describe('an end', () => {
  const until = { at: '/state', in: ['done', 'failed'] };
  const end = (...seen: readonly Seen[]): Expected[] => judgeExpectations(check(undefined, { until }), sight(seen));

  it('is reached by the last reading', () => {
    expect(end(seenOf({ state: 'busy' }), seenOf({ state: 'failed' })).map(good)).toEqual([true]);
    expect(end(seenOf({ state: 'done' }), seenOf({ state: 'busy' }))).toEqual([
      { exchange: 'x', places: ['/state'], facts: [{ kind: 'not_reached', at: '/state', demands: ['done', 'failed'], actual: 'busy' }] },
    ]);
    expect(end(seenOf({})).map(good)).toEqual([false]);
  });

  it('may be that of an item of a list, which has to be there', () => {
    const second = { ...until, item: { of: '/things', with: { '/id': 2 } } };
    const ends = (...ids: readonly number[]): Expected[] =>
      judgeExpectations(check(undefined, { until: second }), sight([seenOf({ things: ids.map((id) => ({ id, state: 'busy' })) })]));
    expect(ends(1, 2)).toEqual([
      {
        exchange: 'x',
        places: ['/things'],
        facts: [{ kind: 'not_reached', at: '/things/1/state', demands: ['done', 'failed'], actual: 'busy' }],
      },
    ]);
    expect(ends(1).map(good)).toEqual([undefined]);
  });

  it('that the run was interrupted before is not judged', () => {
    const before = sight([seenOf({ state: 'busy' })], { interrupted: true });
    expect(judgeExpectations(check(undefined, { until }), before).map(good)).toEqual([undefined]);
    const after = sight([seenOf({ state: 'done' })], { interrupted: true });
    expect(judgeExpectations(check(undefined, { until }), after).map(good)).toEqual([true]);
  });

  it('is not judged where the last reading failed', () => {
    expect([end(seenOf({ state: 'busy' }, 500)), end(lost), end(seenOf(undefined))].flat().map(good)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(end()).toEqual([]);
  });
});

describe('several demands', () => {
  it('are judged each by itself, on every exchange', () => {
    const seen = [seenOf({ a: 1, b: 1 }, 200, { key: 'x' }), seenOf({ a: 2 }, 200, { key: 'x#2' })];
    const body: Expectations['body'] = [
      { at: '/a', equals: 1 },
      { at: '/b', matches: '1' },
    ];
    expect(judgeExpectations(check({ body }), sight(seen)).map((one) => [one.exchange, one.places[0], good(one)])).toEqual([
      ['x', '/a', true],
      ['x', '/b', undefined],
      ['x#2', '/a', false],
      ['x#2', '/b', undefined],
    ]);
  });
});

describe('a refusal that may have another reason', () => {
  it.each([
    [400, true],
    [422, false],
    [409, undefined],
    [429, undefined],
    [401, undefined],
  ] as const)('%d', (status, said) => {
    expect(judge({ refused: 'must' }, seenOf(undefined, status))).toEqual([said]);
  });
});
