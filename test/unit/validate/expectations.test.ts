import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange, Expectations, Json } from '../../../src/model.js';
import { isEqual, judgeExpectations } from '../../../src/validate/expectations.js';

const exchange: Exchange = {
  key: 'x',
  operation: 'x',
  effect: 'read',
  credentials: 'none',
  request: { method: 'GET', url: 'http://127.0.0.1/', headers: [] },
  startedAt: Date.parse('2026-01-15T09:30:00Z'),
  durationMs: 1000,
};
const judge = (expect: Expectations, body: Json, other?: Json) => judgeExpectations(expect, { exchange, body, bodyOf: () => other });

describe('a matcher', () => {
  it.each<[Expectations['body'], Json, boolean | undefined]>([
    [[{ at: '/a', contains: 'v1' }], { a: ['v0', 'v1'] }, true],
    [[{ at: '/a', contains: 'v1' }], { a: ['V1'] }, false],
    [[{ at: '/a', contains: 'v1' }], { a: 'v1' }, undefined],
    [[{ at: '/a', contains: { b: 1, c: [2] } }], { a: [{ c: [2], b: 1 }] }, true],
    [[{ at: '/a', matches: '\\S' }], { a: ' x ' }, true],
    [[{ at: '/a', matches: '\\S' }], { a: ' ' }, false],
    [[{ at: '/a', matches: '\\S' }], { a: 1 }, undefined],
    [[{ at: '/a', matches: '\\S' }], {}, undefined],
    [[{ at: '/a', now_within: 300 }], { a: '2026-01-15T09:25:00Z' }, true],
    [[{ at: '/a', now_within: 300 }], { a: '2026-01-15T09:35:01Z' }, true],
    [[{ at: '/a', now_within: 300 }], { a: '2026-01-15T09:24:59Z' }, false],
    [[{ at: '/a', now_within: 300 }], { a: '2026-01-15T09:35:02Z' }, false],
    [[{ at: '/a', now_within: 300 }], { a: '2026-01-15T10:30:00+01:00' }, true],
    [[{ at: '/a', now_within: 300 }], { a: 'soon' }, undefined],
  ])('%j on %j: %s', (body = [], value, good) => {
    const [expected] = judge({ body }, value);
    expect(expected?.facts === undefined ? undefined : expected.facts.length === 0).toBe(good);
    expect(expected?.places).toEqual(['/a']);
  });
});

describe('a comparison', () => {
  const same = { as: 'other', at: ['/name'] };
  it('holds two bodies to each other at its places alone', () => {
    expect(judge({ same }, { name: 'a', time: 1 }, { name: 'a', time: 2 })).toEqual([{ places: ['/name'], facts: [] }]);
    expect(judge({ same }, { name: 'a' }, { name: 'b' })).toEqual([
      { places: ['/name'], facts: [{ kind: 'differs', at: '/name', from: 'other', expected: 'b', actual: 'a' }] },
    ]);
  });

  it('has nothing to say where one of them lacks the place', () => {
    expect(judge({ same }, {}, { name: 'b' })).toEqual([{ places: ['/name'], facts: undefined }]);
    expect(judge({ same }, { name: 'a' })).toEqual([{ places: ['/name'], facts: undefined }]);
  });
});

describe('equality of JSON values', () => {
  it('is that of their text, whatever the order of members', () => {
    const shuffled = (value: Json): Json => {
      if (value === null || typeof value !== 'object') return value;
      if (Array.isArray(value)) return value.map(shuffled);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, child]) => [name, shuffled(child)]),
      );
    };
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
    fc.assert(fc.property(json, (value) => isEqual(value, shuffled(value))));
    fc.assert(
      fc.property(json, json, (a, b) => isEqual(a, b) === isEqual(b, a) && (JSON.stringify(a) !== JSON.stringify(b) || isEqual(a, b))),
    );
  });

  it.each<[Json, Json]>([
    [{}, []],
    [null, {}],
    [0, false],
    ['1', 1],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, { toString: 1 }],
  ])('tells %j from %j', (a, b) => {
    expect(isEqual(a, b)).toBe(false);
  });
});
