import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model.js';
import { countValues } from '../../../src/probe/values.js';

function valuesIn(value: Json): number {
  return value === null || typeof value !== 'object' ? 1 : Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1);
}

describe('countValues', () => {
  it('counts as a reader of the tree would, whatever stands between the values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const count = valuesIn(value as Json);
        const text = Buffer.from(JSON.stringify(value, null, space));
        expect(countValues(text, count)).toBe(count);
        const padded = Buffer.concat([text, Buffer.alloc(2 * count, ' ')]);
        expect(countValues(padded, count)).toBe(count);
        expect(countValues(padded, count - 1)).toBe(count);
      }),
    );
  });

  it.each(['"', '"\\', '[', '{{{{', '\\"\\"', ']]]]'])('takes %j for what it is', (text) => {
    expect(countValues(Buffer.from(text.repeat(10)), 100)).toBeLessThanOrEqual(100);
  });
});
