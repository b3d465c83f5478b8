import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/json/schema/judge.js';
import type { Json } from '../../../src/model.js';
import { cpuTime } from '../cpu.js';
import { ajvFits, schemas, values } from './schemas.js';

const fits = (schema: Json, value: Json): boolean | undefined => {
  const found = judge(schema, value, { formats: true });
  return found === undefined ? undefined : found.length === 0;
};

describe('a schema that is interpreted', () => {
  it('says what ajv says', () => {
    fc.assert(
      fc.property(schemas, values, (schema, value) => {
        expect(fits(schema, value)).toBe(ajvFits(schema, value));
      }),
      { numRuns: 250 },
    );
  });

  it.each<[string, Json, Json, boolean]>([
    ['a reference', { $defs: { 'a/b': { type: 'string' } }, $ref: '#/$defs/a~1b' }, 1, false],
    ['a reference to a name', { $defs: { a: { $anchor: 'here', type: 'string' } }, $ref: '#here' }, 'x', true],
    ['a recursive schema', { properties: { child: { $ref: '#' } }, additionalProperties: false }, { child: { child: { x: 1 } } }, false],
    ['members that nothing looked at', { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false }, { a: 1, b: 1 }, false],
    ['members that a branch looked at', { anyOf: [{ properties: { a: {} } }], unevaluatedProperties: false }, { a: 1 }, true],
    ['items that nothing looked at', { prefixItems: [{}], unevaluatedItems: false }, [1, 2], false],
    [
      'tuples of older drafts',
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }], additionalItems: false },
      ['a', 1],
      false,
    ],
    ['dependencies of older drafts', { dependencies: { a: ['b'] } }, { a: 1 }, false],
    ['exclusive bounds of older drafts', { minimum: 1, exclusiveMinimum: true }, 1, false],
    [
      'what stands beside a reference in older drafts',
      { $schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/definitions/a', type: 'string', definitions: { a: {} } },
      1,
      true,
    ],
    ['names of every object', { required: ['constructor'] }, {}, false],
    ['a step that floating point cannot count', { multipleOf: 0.01 }, 4.35, true],
    ['false', { properties: { a: false } }, { a: 1 }, false],
  ])('knows %s', (_what, schema, value, good) => {
    expect(fits(schema, value)).toBe(good);
  });

  it('tells where what is wrong', () => {
    const schema = { type: 'object', required: ['a'], properties: { b: { items: { type: 'integer' } } }, additionalProperties: false };
    expect(judge(schema, { b: [1, 'x'], c: 1 })).toEqual([
      { at: '/a', keyword: 'required', demands: 'a' },
      { at: '/b/1', keyword: 'type', demands: 'integer' },
      { at: '/c', keyword: 'additionalProperties', demands: null },
    ]);
  });

  it('takes a format for a remark unless it is told otherwise', () => {
    expect(judge({ format: 'uri' }, 'no uri')).toEqual([]);
  });

  const deep = (depth: number): Json => {
    let one: Json = { type: 'string' };
    for (let left = depth; left > 0; left -= 1) one = { items: one };
    return one;
  };
  const many = { anyOf: Array.from({ length: 30 }, () => ({ $ref: '#' })) };
  it.each<[string, Json, Json]>([
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }, 1],
    ['a reference to itself', { $ref: '#' }, 1],
    ['branches without end', many, 1],
    ['a look-around', { pattern: '(?=a)' }, 'a'],
    ['a text too long for its pattern', { pattern: '^(a|b|c)*$' }, 'a'.repeat(1_000_000)],
    ['many items that differ', { uniqueItems: true }, Array.from({ length: 20_000 }, (_, index) => index)],
    ['a depth without end', deep(5000), Array.from({ length: 100 }).reduce<Json>((inner) => [inner], 1)],
  ])('says nothing of %s, soon', (_what, schema, value) => {
    expect(cpuTime(() => expect(judge(schema, value)).toBeUndefined())).toBeLessThan(2000);
  });

  it('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), (schema, value) => {
        expect(() => judge(schema as Json, value as Json)).not.toThrow();
      }),
    );
  });
});
