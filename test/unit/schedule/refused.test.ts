import { describe, expect, it } from 'vitest';
import { refusedNames } from '../../../src/schedule/refused.js';
import { answerOf, exchangeOf } from '../exchange.js';

const asked = (id: string, status: number, operation = 'make') =>
  exchangeOf({ operation, answer: answerOf({}, status), request: { json: { id } } });

describe('what requests named that were turned down', () => {
  it('is all that no other request was given, and what nobody was turned away for', () => {
    const exchanges = [asked('a', 400), asked('b', 422), asked('b', 200), asked('c', 401), asked('d', 500), asked('e', 400, 'other')];
    expect(refusedNames('make/id', exchanges)).toEqual(['a']);
  });

  it.each([1, 7, 108])('is from all parts of %d at the beginning', (count) => {
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    const told = refusedNames(
      'make/id',
      names.map((name) => asked(name, 400)),
    ) as string[];
    expect([...told].sort()).toEqual([...names].sort());
    const quarters = new Set(told.slice(0, 8).map((name) => Math.floor((names.indexOf(name) * 4) / count)));
    expect(quarters.size).toBe(Math.min(4, count));
  });
});
