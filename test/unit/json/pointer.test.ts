import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern, hasValueAt, located, overlap, valueAt } from '../../../src/json/pointer.js';
import type { Json } from '../../../src/model.js';

const escaped = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Every place in a value, with what stands there. */
function places(value: Json, at = ''): [string, Json][] {
  const children = value === null || typeof value !== 'object' ? [] : Object.entries(value);
  return [[at, value], ...children.flatMap(([name, child]) => places(child, at + escaped(name)))];
}

describe('a JSON Pointer', () => {
  it('leads to every place of every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        for (const [at, there] of places(json)) expect(valueAt(json, at)).toBe(there);
      }),
    );
  });

  it.each<[Json, string]>([
    [{ a: 1 }, '/b'],
    [{ a: 1 }, '/a/b'],
    [[1], '/1'],
    [[1], '/-'],
    [[1], '/00'],
    [[1], '/length'],
    [{ a: 1 }, '/toString'],
    ['text', '/0'],
    [null, '/a'],
  ])('leads nowhere in %j at %s', (value, at) => {
    expect(valueAt(value, at)).toBeUndefined();
  });

  it('overlaps with itself and with what it holds', () => {
    expect(overlap('/a', '/a')).toBe(true);
    expect(overlap('/a', '/a/b')).toBe(true);
    expect(overlap('/a/b', '/a')).toBe(true);
    expect(overlap('', '/a')).toBe(true);
    expect(overlap('/a', '/ab')).toBe(false);
    expect(overlap('/a/b', '/a/c')).toBe(false);
  });
});

describe('a pattern', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['/a', '', false],
    ['/a', '/a', true],
    ['/a/b', '/a', false],
    ['/a', '/*', true],
    ['', '/*', false],
    ['/a/0/b', '/a/*/b', true],
    ['/a/b', '/a/*/b', false],
    ['/a/0/1/b', '/a/*/b', false],
    ['/a/0/1/b', '/a/**/b', true],
    ['/a/b', '/a/**/b', true],
    ['/a', '/a/**', true],
    ['/x/y/z', '**', true],
    ['', '**', true],
    ['/extensions/a', '**/extensions/*', true],
    ['/x/extensions/a', '**/extensions/*', true],
    ['/x/extensions/a/b', '**/extensions/*', false],
    ['/extensions', '**/extensions/*', false],
    ['/a~1b', '/a~1b', true],
    ['/a~1b', '/a/b', false],
  ])('%j and %s: %s', (at, pattern, fits) => {
    expect(fitsPattern(at, pattern)).toBe(fits);
  });

  it('without stars fits the same place and no other', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '*' && text !== '**');
    const path = fc.array(name, { maxLength: 5 }).map((names) => names.map(escaped).join(''));
    fc.assert(fc.property(path, path, (a, b) => fitsPattern(a, b) === (a === b)));
  });

  it('finds values other than null', () => {
    const body: Json = { a: [{ b: null }, { b: 1 }], c: null, d: {} };
    expect(['', '/a', '/a/*', '/a/*/b', '**/b', '/d', '/a/1/b', '/d/**'].filter((pattern) => !hasValueAt(body, pattern))).toEqual([]);
    expect(['/c', '/a/0/b', '/d/*', '/e', '/a/2'].filter((pattern) => hasValueAt(body, pattern))).toEqual([]);
    expect(hasValueAt(undefined, '')).toBe(false);
    expect(hasValueAt(null, '')).toBe(false);
  });

  it('agrees about values and places', () => {
    const pattern = fc.constantFrom('/a', '/*', '**', '/a/**', '**/a', '/*/a', '/a/*', '/0', '**/0/*');
    const value = fc.object({
      key: fc.constantFrom('a', 'b', '0'),
      values: [fc.boolean(), fc.constant(null)],
      withNullPrototype: false,
      maxDepth: 3,
    });
    fc.assert(
      fc.property(value, pattern, (body, wanted) => {
        const json = JSON.parse(JSON.stringify(body)) as Json;
        expect(hasValueAt(json, wanted)).toBe(places(json).some(([at, there]) => there !== null && fitsPattern(at, wanted)));
      }),
    );
  });
});

describe('the places that a pattern leads to', () => {
  it.each<[Json, string, readonly string[]]>([
    [{ a: [{ b: 1 }, { b: null }, {}] }, '/a/*/b', ['/a/0/b', '/a/1/b', '/a/2/b']],
    [{ a: [] }, '/a/*/b', []],
    [{}, '/a/*/b', []],
    [null, '/*', []],
    ['text', '/*', []],
    [[1, 2], '/*', ['/0', '/1']],
    [{ 'a/b': 1, '~': 2 }, '/*', ['/a~1b', '/~0']],
    [{ a: { x: [1], y: [2, 3] } }, '/a/*/*', ['/a/x/0', '/a/y/0', '/a/y/1']],
    [{ a: 1 }, '/a', ['/a']],
    [{ a: 1 }, '/b', ['/b']],
    [{ a: 1 }, '', ['']],
  ])('of %j: %s', (value, pattern, found) => {
    expect(located(value, pattern)).toEqual(found);
  });

  it('fit it, and hold what stands there', () => {
    const pattern = fc.constantFrom('/*', '/*/*', '/a/*', '/*/0', '/a', '');
    const value = fc.object({ key: fc.constantFrom('a', 'b', '0', 'x/y', '~'), withNullPrototype: false, maxDepth: 3 });
    fc.assert(
      fc.property(value, pattern, (body, wanted) => {
        const json = JSON.parse(JSON.stringify(body)) as Json;
        const found = located(json, wanted);
        expect(found.filter((at) => !fitsPattern(at, wanted))).toEqual([]);
        const there = places(json).map(([at]) => at);
        expect(there.filter((at) => fitsPattern(at, wanted) && !found.includes(at))).toEqual([]);
      }),
    );
  });
});
