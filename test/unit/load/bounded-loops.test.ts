import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/json/schema/judge.js';
import { MOST_ALIKE } from '../../../src/load/spec/bounded-loops.js';
import { validatorOf } from '../../../src/load/spec/breaches.js';
import { addressOf, schemaCompiler } from '../../../src/load/spec/compile.js';
import type { Json } from '../../../src/model.js';

function validator(schemas: Record<string, Json>): ReturnType<typeof validatorOf> {
  const compiled = schemaCompiler(schemas).getSchema(addressOf('main'));
  if (compiled === undefined) throw new Error('no such schema');
  return validatorOf(compiled as never);
}

const item = { $id: addressOf('item'), type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const times = (count: number, value: Json): Json[] => Array<Json>(count).fill(value);
const members = (count: number, value: Json): Json => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));

describe('A value that is wrong over and over', () => {
  it.each<[string, Json, Json]>([
    ['items', { items: { type: 'string' } }, times(50_000, 1)],
    ['items by reference', { items: { $ref: 'item.schema.json' } }, times(50_000, 1)],
    ['items of items', { items: { items: { type: 'string' } } }, times(200, times(200, 1))],
    ['additionalProperties', { type: 'object', additionalProperties: false }, members(50_000, 1)],
    ['additionalProperties with a schema', { type: 'object', additionalProperties: { type: 'string' } }, members(50_000, 1)],
    ['patternProperties', { type: 'object', patternProperties: { '^k': { type: 'string' }, '0$': { minimum: 2 } } }, members(50_000, 1)],
    ['propertyNames', { type: 'object', propertyNames: { maxLength: 1 } }, members(50_000, 1)],
    ['contains', { type: 'array', contains: { type: 'string' } }, times(50_000, 1)],
    ['unevaluatedProperties', { type: 'object', unevaluatedProperties: false }, members(50_000, 1)],
    ['unevaluatedItems', { type: 'array', unevaluatedItems: false }, times(50_000, 1)],
  ])('%s: some of it is told', (_name, schema, value) => {
    const breaches = validator({ main: schema, item })(value);
    expect(breaches.length).toBeGreaterThan(0);
    expect(breaches.length).toBeLessThanOrEqual(4 * MOST_ALIKE);
  });

  it('leaves room for what is wrong elsewhere', () => {
    const schema = { properties: { list: { items: { type: 'string' } }, time: { type: 'string' } }, additionalProperties: false };
    const breaches = validator({ main: schema as Json })({ ...(members(5000, 1) as object), list: times(5000, 1), time: 1 });
    expect(new Set(breaches.map(({ at }) => at.replace(/\d+$/, 'N')))).toEqual(new Set(['/kN', '/list/N', '/time']));
  });

  it('is found at the end of a long list', () => {
    expect(validator({ main: { items: { type: 'string' } } })([...times(50_000, 'good'), 1])).toMatchObject([{ at: '/50000' }]);
  });

  it('does not make anything valid, nor anything else wrong', () => {
    const leaf = fc.constantFrom<Json>({ type: 'string' }, { minimum: 2 }, { const: 1 }, true, false);
    const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.record({ type: fc.constant('array'), items: tie('schema') }) as fc.Arbitrary<Json>,
        fc.record({ type: fc.constant('array'), contains: tie('schema') }) as fc.Arbitrary<Json>,
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }) as fc.Arbitrary<Json>,
        fc.record({ not: tie('schema') }) as fc.Arbitrary<Json>,
        fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }) as fc.Arbitrary<Json>,
      ),
    }));
    const scalar = fc.constantFrom<Json>(0, 1, 2, 'a');
    const long = fc.tuple(scalar, fc.array(scalar, { maxLength: 3 })).map(([value, rest]): Json => [...times(150, value), ...rest]);
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        long,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(schema, value, (main, instance) => {
        const own = judge(main, instance);
        fc.pre(own !== undefined);
        expect(validator({ main })(instance).length === 0).toBe(own?.length === 0);
      }),
      { numRuns: 50 },
    );
  });
});
