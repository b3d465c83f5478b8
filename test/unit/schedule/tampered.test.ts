import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tampered } from '../../../src/schedule/tampered.js';

describe('a token that was tampered with', () => {
  it('differs in one character of the signature, and not in the last one', () => {
    expect(tampered('head.body.abcdef')).toBe('head.body.abcAef');
    expect(tampered('head.body.abcAef')).toBe('head.body.abcBef');
  });

  it('is another one where it has no parts, or an empty last one', () => {
    expect(tampered('abcdef')).toBe('abcAef');
    expect(tampered('abc.')).not.toBe('abc.');
  });

  it('always differs from the token in one character', () => {
    const tokens = fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,80}={0,2}$/);
    fc.assert(
      fc.property(tokens, (token) => {
        const other = tampered(token);
        expect(other).toHaveLength(token.length);
        expect([...other].filter((character, index) => character !== token[index])).toHaveLength(1);
      }),
    );
  });
});
