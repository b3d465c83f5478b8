import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../src/json/schema/sample.js';
import type { Json } from '../../../src/model.js';
import { cpuTime } from '../cpu.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, ownProperties: true });
(addFormatsModule as unknown as (instance: Ajv2020) => void)(ajv);

function misfits(schema: Json): unknown {
  const fits = ajv.compile(schema as AnySchemaObject);
  const value = sampleOf(schema);
  // No sample at all is right where a schema asks for more than is understood.
  return value === undefined || fits(value) ? undefined : { schema, value, errors: fits.errors };
}

const NAMES = ['text', 'count', 'items', 'a b', '__proto', 'constructor'];

/** Schemas as tools have them: nothing that contradicts itself, no patterns. */
const { schema } = fc.letrec<{ schema: Json; typed: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('typed'),
    fc.record({ enum: fc.array(fc.constantFrom<Json>('x', 1, true, null, { a: 1 }), { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: fc.constantFrom<Json>('x', 0, false, [1], { a: 1 }) }),
    fc.tuple(fc.constantFrom('anyOf', 'oneOf'), tie('typed')).map(([keyword, branch]) => ({ [keyword]: [branch] })),
    tie('typed').map((branch) => ({ allOf: [branch] })),
    fc.tuple(tie('typed'), tie('schema')).map(([first, second]) => ({ anyOf: [first, second] })),
  ),
  typed: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ type: fc.constant('boolean') }),
    fc.record({ type: fc.constant('null') }),
    fc
      .tuple(fc.nat({ max: 20 }), fc.option(fc.nat({ max: 20 })), fc.option(fc.constantFrom('date-time', 'date', 'uri', 'email', 'uuid')))
      .map(([minLength, more, format]) =>
        format === null
          ? { type: 'string', minLength, ...(more === null ? {} : { maxLength: minLength + more }) }
          : { type: 'string', format },
      ),
    fc
      .tuple(
        fc.constantFrom('integer', 'number'),
        fc.integer({ min: -50, max: 50 }),
        fc.option(fc.nat({ max: 50 })),
        fc.boolean(),
        fc.option(fc.constantFrom(1, 2, 5)),
      )
      .map(([type, least, more, exclusive, step]) => ({
        type,
        [exclusive ? 'exclusiveMinimum' : 'minimum']: least,
        ...(more === null ? {} : { maximum: least + 1 + more + (step ?? 0) }),
        ...(step === null ? {} : { multipleOf: step }),
      })),
    fc.tuple(fc.constantFrom('integer', 'number'), fc.integer({ min: -50, max: 50 }), fc.boolean()).map(([type, most, exclusive]) => ({
      type,
      [exclusive ? 'exclusiveMaximum' : 'maximum']: most,
    })),
    fc.tuple(tie('schema'), fc.nat({ max: 3 })).map(([items, minItems]) => ({ type: 'array', items, minItems })),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('schema')), { selector: ([name]) => name, maxLength: 4 }),
        fc.nat({ max: 4 }),
        fc.boolean(),
      )
      .map(([properties, count, open]) => ({
        type: 'object',
        properties: Object.fromEntries(properties),
        required: properties.slice(0, count).map(([name]) => name),
        additionalProperties: open,
      })),
    fc.record({ type: fc.constantFrom<Json>(['string', 'null'], ['integer', 'string']) }),
  ),
}));

describe('a sample', () => {
  it('fits its schema', () => {
    fc.assert(
      fc.property(schema, (one) => {
        expect(misfits(one)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each<[Json, Json]>([
    [{ type: 'object', properties: { a: { type: 'string' } } }, {}],
    [
      { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' } } },
      { a: 'sample', b: 'sample' },
    ],
    [{ type: 'string', default: 'x' }, 'x'],
    [{ type: 'string', examples: ['y'] }, 'y'],
    [{ type: 'string', minLength: 10 }, 'samplexxxx'],
    [{ type: 'string', maxLength: 3 }, 'sam'],
    [{ type: 'integer', exclusiveMinimum: 2, multipleOf: 5 }, 5],
    [{ type: 'integer', minimum: 1.5 }, 2],
    [{ required: ['n'], properties: { n: { type: 'number' } } }, { n: 1 }],
    [{ type: ['null', 'string'] }, null],
    [{ items: { type: 'boolean' }, minItems: 2 }, [true, true]],
    [
      {
        allOf: [
          { required: ['a'], properties: { a: { const: 1 } } },
          { required: ['b'], properties: { b: { const: 2 } } },
        ],
      },
      { a: 1, b: 2 },
    ],
    [{}, {}],
    [true, {}],
  ])('of %j is %j', (one, sample) => {
    expect(sampleOf(one)).toEqual(sample);
  });

  it.each<[string, Json]>([
    ['a default that is null', { type: ['string', 'null'], const: null }],
    ['a default that does not fit', { type: 'string', default: 1 }],
    ['a reference', { $defs: { a: { type: 'string' } }, type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/a' } } }],
    ['items that differ', { type: 'array', items: { type: 'string' }, minItems: 2, uniqueItems: true }],
    ['items by their place', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], minItems: 2 }],
    ['a number of properties', { type: 'object', minProperties: 1 }],
    ['a branch of fixed values', { anyOf: [{ enum: ['x'] }, { type: 'null' }] }],
    ['a branch of branches', { anyOf: [{ oneOf: [{ type: 'string' }] }] }],
    ['a format with a length', { type: 'string', format: 'email', maxLength: 10 }],
    ['a part of a step', { type: 'number', multipleOf: 0.1, minimum: 0.25 }],
    ['an upper bound and a step', { type: 'integer', maximum: -1, multipleOf: 5 }],
    ['both bounds exclusive', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  ])('fits a schema with %s', (_what, one) => {
    expect(misfits(one)).toBeUndefined();
  });
});

describe('a hostile schema', () => {
  const deep = (wrap: (inner: Json) => Json, depth = 5000): Json => {
    let one: Json = { type: 'string' };
    for (let left = depth; left > 0; left -= 1) one = wrap(one);
    return one;
  };
  const wide = (inner: Json): Json => ({ type: 'array', minItems: 1e9, items: inner });

  it.each<[string, Json]>([
    ['deep objects', deep((inner) => ({ type: 'object', required: ['a'], properties: { a: inner } }))],
    ['deep branches', deep((inner) => ({ anyOf: [inner] }))],
    ['deep parts', deep((inner) => ({ allOf: [inner] }))],
    ['a long array', wide({ type: 'string' })],
    ['a long string', { type: 'string', minLength: 1e12 }],
    ['many required names', { type: 'object', required: Array.from({ length: 100_000 }, (_, index) => `n${index}`) }],
    ['the same name over and over', { type: 'object', required: Array(1000).fill('__proto__') }],
    [
      'keywords of the wrong kind',
      { type: 5, required: 'a', properties: [], items: 3, anyOf: {}, allOf: 'x', minItems: 'y', minimum: '1', enum: {} },
    ],
    ['negative sizes', { type: 'string', minLength: -5, maxLength: -1 }],
    ['a step of nothing', { type: 'number', multipleOf: 0 }],
    ['a pattern that explodes', { type: 'string', pattern: '^(a+)+$' }],
    ['nulls', { type: null, const: null, default: null, properties: null, items: null, allOf: [null], anyOf: [null] }],
  ])('with %s yields something, soon', (_what, one) => {
    expect(cpuTime(() => expect(() => JSON.stringify(sampleOf(one))).not.toThrow())).toBeLessThan(2000);
  });

  it('with long arrays in long arrays yields nothing', () => {
    expect(sampleOf(wide(wide(wide({ type: 'boolean' }))))).toBeUndefined();
  });

  it('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(() => sampleOf(JSON.parse(JSON.stringify(value)) as Json)).not.toThrow();
      }),
    );
    const keyword = fc.constantFrom(
      'type',
      'required',
      'properties',
      'items',
      'anyOf',
      'allOf',
      'enum',
      'minItems',
      'minLength',
      'minimum',
      'multipleOf',
    );
    const strange = fc.dictionary(keyword, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
    fc.assert(
      fc.property(strange, (value) => {
        expect(() => sampleOf(JSON.parse(JSON.stringify(value)) as Json)).not.toThrow();
      }),
    );
  });
});
