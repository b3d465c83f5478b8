import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model.js';
import { hasMoreValues } from '../../../src/probe/values.js';

function valuesIn(value: Json): number {
  return value === null || typeof value !== 'object' ? 1 : Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1);
}

describe('hasMoreValues', () => {
  it('counts as a reader of the tree would, whatever stands between the values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const count = valuesIn(value as Json);
        const text = Buffer.from(JSON.stringify(value, null, space));
        expect(hasMoreValues(text, count)).toBe(false);
        // A text that cannot hold so many is not even looked at.
        const padded = Buffer.concat([text, Buffer.alloc(2 * count, ' ')]);
        expect(hasMoreValues(padded, count)).toBe(false);
        expect(hasMoreValues(padded, count - 1)).toBe(true);
      }),
    );
  });

  it.each(['"', '"\\', '[', '{{{{', '\\"\\"', ']]]]'])('takes %j for what it is', (text) => {
    expect(hasMoreValues(Buffer.from(text.repeat(10)), 100)).toBe(false);
  });
});
