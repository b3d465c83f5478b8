import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEqual } from '../../../src/json/equality.js';
import type { Json } from '../../../src/model.js';

function shuffled(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, child]) => [name, shuffled(child)]),
  );
}

describe('equality of JSON values', () => {
  it('is that of their text, whatever the order of members', () => {
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
    [{ a: null }, {}],
  ])('tells %j from %j', (a, b) => {
    expect(isEqual(a, b)).toBe(false);
    expect(isEqual(b, a)).toBe(false);
  });
});
