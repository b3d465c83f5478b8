import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, readJson } from '../../../src/json/read.js';
import { cpuTime } from '../cpu.js';

/** Text of any JSON value, written tightly or with white space. */
const jsonText = fc
  .tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const container = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(readJson(text)).toEqual({ value: { json: JSON.parse(text) }, flaws: [] });
      }),
    );
  });

  it('agrees with JSON.parse about what is JSON, and never throws', () => {
    const spoilt = fc
      .tuple(jsonText, fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', ']', '0', '-', '.', 'e', 'NaN', '\u0000', '\u00a0', '//', "'"))
      .map(
        ([text, at, piece]) =>
          text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + (piece === '' ? 1 : 0)),
      );
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const { value, flaws } = readJson(text);
        const faultless = value !== undefined && flaws.every(({ kind }) => kind === 'duplicate');
        expect(faultless ? { value: value.json } : undefined).toEqual(parsed(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no part of an object or array for the whole', () => {
    fc.assert(
      fc.property(container, fc.nat(), (value, cut) => {
        const text = JSON.stringify(value);
        const part = text.slice(0, cut % text.length);
        const { value: read, flaws } = readJson(part);
        expect(read).toBeUndefined();
        expect(flaws).toEqual([{ kind: 'not_json', offset: expect.any(Number) }]);
        expect(flaws[0]).toHaveProperty(
          'offset',
          expect.toSatisfy((offset: number) => offset <= part.length),
        );
      }),
    );
  });

  it.each<[string, number]>([
    ['', 0],
    ['  ', 2],
    ['{"a":1,}', 7],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['[,1]', 1],
    ['{"a":NaN}', 5],
    ['{"a":01}', 6],
    ['{"a":"\t"}', 5],
    ['"\\x"', 0],
    ['{"a":1', 6],
    ['[}', 1],
    ['nul', 0],
  ])('says where %s stops to be JSON', (text, offset) => {
    expect(readJson(text)).toEqual({ flaws: [{ kind: 'not_json', offset }] });
  });

  it.each<[string, unknown, number]>([
    ['{} x', {}, 3],
    ['{"a":1}{"a":1}', { a: 1 }, 7],
    ['1 2', 1, 2],
    ['true,', true, 4],
    ['[1]]', [1], 3],
    ['{}\n\u0000', {}, 3],
  ])('reads the value of %s and says what follows it', (text, json, offset) => {
    expect(readJson(text)).toEqual({ value: { json }, flaws: [{ kind: 'trailing', offset }] });
  });

  it.each<[string, readonly string[]]>([
    ['{"a":1,"a":1}', ['/a']],
    ['{"a":1,"\\u0061":1}', ['/a']],
    ['{"a":{"a":1},"b":{"a":1}}', []],
    ['[{"a":1},{"a":1}]', []],
    ['[[],{"x":[0,{"a/b":1,"~":2,"a/b":3,"~":4}]}]', ['/1/x/1/a~1b', '/1/x/1/~0']],
    ['{"":1,"":2}', ['/']],
    ['{"__proto__":1,"__proto__":2}', ['/__proto__']],
  ])('finds the members of %s that stand twice', (text, places) => {
    expect(readJson(text).flaws).toEqual(places.map((at) => ({ kind: 'duplicate', at })));
  });

  it('finds a member that stands twice at any depth', () => {
    const step = fc.oneof(fc.string(), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.string(), (path, name) => {
        const key = JSON.stringify(name);
        const text = path.reduceRight<string>(
          (inner, at) => (typeof at === 'string' ? `{${JSON.stringify(at)}:${inner}}` : `[${'0,'.repeat(at)}${inner}]`),
          `{${key}:1,${key}:2}`,
        );
        const at = [...path, name].map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        expect(readJson(text).flaws).toEqual([{ kind: 'duplicate', at }]);
      }),
    );
  });

  it('tells a bounded number of duplicates', () => {
    const text = `{${Array.from({ length: 5000 }, (_, index) => `"a${index >> 1}":1`).join()}}`;
    expect(readJson(text).flaws).toHaveLength(100);
    expect(readJson('{"a":1,"a":2,"a":3}').flaws).toEqual([{ kind: 'duplicate', at: '/a' }]);
  });

  it('reads nesting up to its limit, and survives any beyond', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(readJson(nested(MAX_DEPTH)).flaws).toEqual([]);
    for (const depth of [MAX_DEPTH + 1, 100_000]) expect(readJson(nested(depth))).toEqual({ flaws: [{ kind: 'too_deep' }] });
    expect(readJson('{"a":'.repeat(100_000))).toEqual({ flaws: [{ kind: 'too_deep' }] });
  });

  it('reads long strings without going over them twice', () => {
    const text = `"${'\\n'.repeat(1_000_000)}"`;
    expect(cpuTime(() => expect(readJson(text).flaws).toEqual([]))).toBeLessThan(2000);
  });
});
