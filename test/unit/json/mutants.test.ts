import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/json/schema/judge.js';
import { mutantsOf } from '../../../src/json/schema/mutants.js';
import { sampleOf } from '../../../src/json/schema/sample.js';
import type { Json } from '../../../src/model.js';
import { ajvFits, schemas } from './schemas.js';

const judging = (schema: Json) => (value: Json) => judge(schema, value, { formats: true });
const mutants = (schema: Json, base: Json) => mutantsOf(schema, base, judging(schema));
const ids = (schema: Json, base: Json): string[] => mutants(schema, base).map(({ at, kind }) => `${at}:${kind}`);

describe('a mutant', () => {
  it('breaks its schema, and its twin does not', () => {
    let made = 0;
    fc.assert(
      fc.property(schemas, (schema) => {
        const base = sampleOf(schema);
        if (base === undefined || !ajvFits(schema, base)) return;
        for (const { twin, body } of mutants(schema, base)) {
          made += 1;
          expect(ajvFits(schema, twin)).toBe(true);
          expect(ajvFits(schema, body)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(100);
  });

  it.each<[string, Json, Json, readonly string[]]>([
    ['a text', { type: 'string' }, 'x', [':null', ':number']],
    ['an integer', { type: 'integer', minimum: 1, maximum: 3 }, 2, [':null', ':fraction', ':numeral', ':below-minimum', ':above-maximum']],
    ['a boolean', { type: 'boolean' }, true, [':null', ':string']],
    ['an object', { type: 'object', additionalProperties: false }, {}, [':null', ':array', '/no_such_property:unknown-key']],
    [
      'a list',
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
      ['x'],
      [':null', ':object', ':too-few', ':too-many', '/0:null', '/0:number'],
    ],
    [
      'an optional list',
      { properties: { a: { type: 'array', items: { type: 'boolean' } } } },
      {},
      ['/a:null', '/a:object', '/a/0:null', '/a/0:string'],
    ],
    ['words', { enum: ['x', 'y'] }, 'x', [':other-word']],
    ['a constant', { const: 1 }, 1, [':other-value']],
    ['a text with a shape', { type: 'string', pattern: '^[a-z]+$', minLength: 2 }, 'ab', [':null', ':number', ':too-short', ':pattern']],
    ['a format', { type: 'string', format: 'uri' }, 'x:y', [':null', ':number', ':format']],
    [
      'a required member deep inside',
      { properties: { a: { type: 'object', required: ['b'], properties: { b: {} } } } },
      {},
      ['/a/b:missing', '/a:null', '/a:array'],
    ],
    ['a map', { additionalProperties: { type: 'string' } }, {}, ['/sample:null', '/sample:number']],
    [
      'one of two names',
      { required: ['a'], anyOf: [{ required: ['b'] }, { required: ['c'] }] },
      { a: 1, b: 1 },
      [':no-branch', '/a:missing'],
    ],
    ['names that depend on each other', { dependentRequired: { a: ['b'] }, properties: { a: {}, b: {} } }, {}, ['/b:missing']],
    ['a reference', { $defs: { a: { type: 'boolean' } }, properties: { a: { $ref: '#/$defs/a' } } }, {}, ['/a:null', '/a:string']],
    ['a type that allows null', { type: ['string', 'null'] }, 'x', [':number']],
    [
      'items that differ',
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      ['a'],
      [':null', ':object', ':repeated', '/0:null', '/0:number'],
    ],
    ['anything', {}, {}, []],
  ])('of %s is there for each of its constraints', (_what, schema, base, expected) => {
    expect(ids(schema, base).sort()).toEqual([...expected].sort());
  });

  it('of a schema that holds itself ends', () => {
    const schema = { $ref: '#/$defs/a', $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: [] } } };
    expect(ids(schema, {})).toEqual([':null', ':array']);
  });
});
