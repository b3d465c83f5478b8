import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { formats } from '../../../src/json/formats.js';
import { countItemsOnce } from '../../../src/load/spec/unique-items.js';
import type { Json } from '../../../src/model.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, ownProperties: true });
(addFormatsModule as unknown as (instance: Ajv2020) => void)(ajv);
// That of ajv takes what `items` says for what `prefixItems` says; ours is held to another judge by its own test.
countItemsOnce(ajv);
for (const [name, holds] of Object.entries(formats)) ajv.addFormat(name, holds);

/** What ajv says of a value, for comparison. */
export function ajvFits(schema: Json, value: Json): boolean {
  return ajv.compile(schema as AnySchemaObject)(value) as boolean;
}

const size = fc.nat({ max: 3 });
const name = fc.constantFrom('a', 'b', 'c', 'x.y');
const word = fc.constantFrom<Json>('x', 'y', 1, 2.5, true, null);

/** Schemas of the keywords that are understood, which need not be satisfiable. */
export const { schema: schemas } = fc.letrec<{ schema: Json; typed: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: tie('typed') },
    fc.record({ enum: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: word }),
    fc
      .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(tie('schema'), { minLength: 1, maxLength: 3 }))
      .map(([keyword, parts]) => ({ [keyword]: parts })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    fc.tuple(tie('typed'), tie('schema')).map(([a, b]) => ({ ...(a as object), not: b })),
    fc.tuple(tie('schema'), tie('schema'), tie('schema')).map(([a, b, c]) =>
      Object.fromEntries([
        ['if', a],
        ['then', b],
        ['else', c],
      ]),
    ),
  ),
  typed: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ type: fc.constantFrom<Json>('boolean', 'null', ['string', 'null'], ['integer', 'boolean']) }),
    fc.record(
      {
        type: fc.constant('string'),
        minLength: size,
        maxLength: size.map((most) => most + 2),
        pattern: fc.constantFrom('^[a-z]+$', '^\\d', 'x', '^v[0-9]{1,2}$'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('string'), format: fc.constantFrom('date-time', 'date', 'uri', 'email', 'uuid', 'ipv4', 'hostname') }),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -4, max: 4 }),
        maximum: fc.integer({ min: 2, max: 20 }),
        exclusiveMinimum: fc.integer({ min: -4, max: 4 }),
        exclusiveMaximum: fc.integer({ min: 3, max: 20 }),
        multipleOf: fc.constantFrom(1, 2, 3),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        minItems: size,
        maxItems: size.map((most) => most + 2),
        uniqueItems: fc.boolean(),
        contains: tie('schema'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        patternProperties: fc.dictionary(fc.constantFrom('^x', '\\.y$'), tie('schema'), { maxKeys: 1 }),
        minProperties: size,
        maxProperties: size.map((most) => most + 2),
        propertyNames: fc.constant({ maxLength: 3 }),
        dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ $ref: fc.constant('#/$defs/text'), $defs: fc.constant({ text: { type: 'string' } }) }).map(() => ({ type: 'string' })),
  ),
})) as { readonly schema: fc.Arbitrary<Json> };

/** Values of the kind that those schemas are about. */
export const values = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.constantFrom<Json>('', 'abc', '2026-01-01', '1a', 'v1', 0, -3, 7, false),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    ),
  }))
  .value.map((value) => JSON.parse(JSON.stringify(value)) as Json);
