import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { misfitOf, mistypedOf } from '../../../src/json/misfit.js';
import type { Json } from '../../../src/model.js';

const text = { type: 'string' };

describe('arguments that break a schema', () => {
  it.each<[Json, Json]>([
    [{ type: 'object', required: ['a', 'b'], properties: { a: text, b: text } }, { b: 'sample' }],
    [{ required: ['a'] }, {}],
    // A sample is more than is needed.
    [{ required: ['a'], properties: { a: { pattern: 'x' } } }, {}],
    [{ required: [7, 'a'], properties: { a: text } }, {}],
  ])('for %j: %j', (schema, misfit) => {
    expect(misfitOf(schema)).toEqual(misfit);
    const broken = new Ajv2020({ strict: false, validateSchema: false, logger: false });
    if (!JSON.stringify(schema).includes('7')) expect(broken.compile(schema as AnySchemaObject)(misfit)).toBe(false);
  });

  it.each<[Json]>([
    [{}],
    [true],
    [null],
    ['x'],
    [[]],
    [{ type: 'object', properties: { a: text } }],
    [{ required: 'a' }],
    [{ required: [] }],
  ])('are not made up for %j', (schema) => {
    expect(misfitOf(schema)).toBeUndefined();
  });
});

describe('arguments of a wrong type', () => {
  const number = { type: 'number' };
  it.each<[Json, Json]>([
    [{ type: 'object', required: ['a'], properties: { a: text } }, { a: 12 }],
    [
      { properties: { a: { type: ['string', 'number'] }, b: { type: 'boolean' } }, type: 'object' },
      { a: 'sample', b: 'true' },
    ],
    [
      { type: 'object', properties: { a: {}, b: { type: 'array', items: number } } },
      { a: { sample: 'sample' }, b: {} },
    ],
  ])('for %j: %j', (schema, mistyped) => {
    expect(mistypedOf(schema)).toEqual(mistyped);
    const broken = new Ajv2020({ strict: false, validateSchema: false, logger: false });
    expect(broken.compile(schema as AnySchemaObject)(mistyped)).toBe(false);
  });

  it.each<[Json]>([[{}], [true], ['x'], [{ type: 'object' }], [{ type: 'object', properties: { a: {} } }], [{ type: 'array' }]])(
    'are not made up for %j',
    (schema) => {
      expect(mistypedOf(schema)).toBeUndefined();
    },
  );
});
