import { describe, expect, it } from 'vitest';
import type { Exchange, Json } from '../../../src/model.js';
import { judgeLeftover } from '../../../src/validate/leftover.js';
import type { Seen } from '../../../src/validate/seen.js';
import { answerOf, exchangeOf } from '../exchange.js';

const asked = (key: string, json: Json, status: number, operation = 'make'): Exchange => {
  const exchange = exchangeOf({ key, operation, answer: answerOf({}, status) });
  return { ...exchange, request: { ...exchange.request, json, path: { name: key } } };
};
const seen = (body: Json | undefined, status = 200): Seen => ({
  exchange: exchangeOf({ key: 'look', operation: 'list', answer: answerOf(body, status) }),
  body,
});
const facts = (all: readonly Exchange[], look: Seen, sent = '/id') =>
  judgeLeftover({ of: 'make', sent, listed: '/things/*/id' }, look, all).facts;
const list = (...ids: string[]): Json => ({ things: ids.map((id) => ({ id })) });

describe('what a refused request asked for', () => {
  it('is not in the list', () => {
    expect(facts([asked('a', { id: 'x' }, 400)], seen(list('y')))).toEqual([]);
  });

  it('is told when it is', () => {
    expect(facts([asked('a', { id: 'x' }, 422)], seen(list('y', 'x')))).toEqual([
      { kind: 'left_behind', at: '/things/1/id', actual: 'x', asked: 'a', status: 422 },
    ]);
  });

  it('may be named by the path', () => {
    expect(facts([asked('a', {}, 400)], seen(list('a')), 'path:name')).toHaveLength(1);
  });

  it('may be there when another request was given it', () => {
    expect(facts([asked('a', { id: 'x' }, 200), asked('b', { id: 'x' }, 409), asked('c', { id: 'z' }, 400)], seen(list('x')))).toEqual([]);
  });

  it('is gone when the answer says so', () => {
    expect(facts([asked('a', { id: 'x' }, 400)], seen(undefined, 404))).toEqual([]);
  });

  it.each<[string, Exchange]>([
    ['accepted', asked('a', { id: 'x' }, 200)],
    ['turned away', asked('a', { id: 'x' }, 401)],
    ['broken', asked('a', { id: 'x' }, 500)],
    ['without a name', asked('a', { id: 1 }, 400)],
    ['for something else', asked('a', { id: 'x' }, 400, 'other')],
  ])('is nothing to judge where the request was %s', (_what, exchange) => {
    expect(facts([exchange], seen(list('x')))).toBeUndefined();
  });

  it('is nothing to judge where nothing was read', () => {
    expect(facts([asked('a', { id: 'x' }, 400)], seen(undefined, 500))).toBeUndefined();
  });
});
