import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingFrom } from '../../../src/json/inclusion.js';
import type { Json } from '../../../src/model.js';

const isIncluded = (part: Json, whole: Json | undefined): boolean => missingFrom(whole, part) === undefined;
const json = fc.jsonValue({ depthSize: 'small' }) as fc.Arbitrary<Json>;

/** The same value with a member more in every object. */
function more(value: Json): Json {
  if (Array.isArray(value)) return value.map(more);
  if (value === null || typeof value !== 'object') return value;
  return { ...Object.fromEntries(Object.entries(value).map(([name, item]) => [name, more(item)])), 'an addition': 1 };
}

describe('a value is among another', () => {
  it('when it is the same, or more was added to its objects at any depth', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isIncluded(value, structuredClone(value))).toBe(true);
        expect(isIncluded(value, more(value))).toBe(true);
      }),
    );
  });

  it('not when a member is gone or changed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          json.filter((value) => value !== null),
          { minKeys: 1 },
        ),
        fc.nat(),
        (value, which) => {
          const names = Object.keys(value);
          const name = names[which % names.length] ?? '';
          const { [name]: _, ...rest } = value;
          expect(isIncluded(value, rest)).toBe(false);
          expect(isIncluded(value, { ...value, [name]: [value[name] as Json, 'changed'] })).toBe(false);
        },
      ),
    );
  });

  it.each<[Json, Json | undefined, boolean]>([
    [null, undefined, true],
    [{ a: null }, {}, true],
    [{ a: 1 }, null, false],
    [{ a: 1 }, undefined, false],
    [{ length: 0 }, [], false],
    [[1, 2], [1, 2, 3], false],
    [[1, 2], [2, 1], false],
    [[{ a: 1 }], [{ a: 1, b: 2 }], true],
    ['1', 1, false],
    ['http://h', 'http://h/', true],
    ['http://h:80/a', 'HTTP://H/a', true],
    ['https://h:443', 'https://h/', true],
    ['http://h:8080', 'http://h/', false],
    ['http://h/a', 'http://h/b', false],
    ['http://[', 'http://[', true],
    ['note: a', 'note:  a', false],
  ])('%j in %j: %s', (part, whole, included) => {
    expect(isIncluded(part, whole)).toBe(included);
  });

  it('or else tells the place of what is missing', () => {
    const whole = { a: { 'b/c': [{ d: 1 }] }, e: 2 };
    expect(missingFrom(whole, { e: 2, a: { 'b/c': [{ d: 2 }] } })).toBe('/a/b~1c/0/d');
    expect(missingFrom(whole, { a: { 'b/c': [] } })).toBe('/a/b~1c');
    expect(missingFrom(whole, { f: { g: 1 } })).toBe('/f');
    expect(missingFrom(undefined, { f: 1 })).toBe('');
  });
});
