import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, offsetOf } from '../../../src/json/locate.js';
import { located, valueAt } from '../../../src/json/pointer.js';
import type { Json } from '../../../src/model.js';

describe('the place of a value in a text', () => {
  it('is where the value begins, whatever the layout', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(undefined, 1, '\t'),
        fc.constantFrom('', '*', '*/*', '*/*/*'),
        (value, indent, pattern) => {
          const text = JSON.stringify(value, null, indent);
          for (const at of located(value as Json, pattern)) {
            const rest = text.slice(offsetOf(text, at));
            const own = JSON.stringify(valueAt(value as Json, at), null, indent) ?? '';
            expect(rest.replace(/\s+/g, '').startsWith(own.replace(/\s+/g, ''))).toBe(true);
          }
        },
      ),
    );
  });

  it('is that of what is around it where nothing is there', () => {
    const text = '{ "a": [1, {"b": 2}] }';
    expect(offsetOf(text, '/a/1/c')).toBe(text.indexOf('{"b"'));
    expect(offsetOf(text, '/x/y')).toBe(0);
    expect(offsetOf(text, '/a/1/b/z')).toBe(text.indexOf('2'));
  });

  it('is that of the last of two members of one name', () => {
    expect(offsetOf('{"a":1,"a":2}', '/a')).toBe(11);
  });

  it('counts lines and columns from 1', () => {
    expect(lineOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
    expect(lineOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
  });
});
