import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { misfitOf } from '../../../src/json/misfit.js';
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
