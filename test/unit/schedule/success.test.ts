import { describe, expect, it } from 'vitest';
import { isGood } from '../../../src/schedule/success.js';
import { answerOf, exchangeOf } from '../exchange.js';

const answered = (status: number, expects: 'success' | 'error' | 'any') => exchangeOf({ answer: answerOf(undefined, status), expects });

describe('a request did what it was asked for', () => {
  it.each([
    ['success', 200, true],
    ['success', 404, false],
    ['error', 400, true],
    ['error', 200, false],
    // What is not there has refused nothing.
    ['error', 404, false],
    ['any', 404, true],
  ] as const)('%s with %d: %s', (expects, status, good) => {
    expect(isGood(answered(status, expects))).toBe(good);
  });

  it('only as its own check demands it', () => {
    const refused = { wanted: { status: [401] } };
    expect([401, 400, 200].map((status) => isGood(answered(status, 'error'), refused))).toEqual([true, false, false]);
    expect([404, 500].map((status) => isGood(answered(status, 'error'), { wanted: { status: ['4xx'] } }))).toEqual([true, false]);
    const there = { wanted: { implemented: true as const } };
    expect([400, 200, 404, 501].map((status) => isGood(answered(status, 'any'), there))).toEqual([true, true, false, false]);
  });

  it('not without an answer', () => {
    expect(isGood(exchangeOf({ failure: { code: 'reset', detail: '' }, expects: 'any' }))).toBe(false);
  });
});
