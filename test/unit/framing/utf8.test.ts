import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, firstBadByte } from '../../../src/framing/utf8.js';

describe('firstBadByte', () => {
  it('is the same however much good text stands before, wherever a piece ends', () => {
    const bad = fc.uint8Array({ minLength: 1, maxLength: 12 }).filter((bytes) => decodeUtf8(bytes) === undefined);
    const letters = fc.constantFrom('x', 'é', '€', '\u{1f642}');
    fc.assert(
      fc.property(bad, letters, fc.integer({ min: 65_500, max: 65_560 }), (bytes, letter, length) => {
        const before = Buffer.from(letter.repeat(Math.floor(length / Buffer.byteLength(letter))));
        expect(firstBadByte(Buffer.concat([before, bytes]))).toBe(before.length + firstBadByte(bytes));
      }),
    );
  });
});
