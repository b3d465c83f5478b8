import { describe, expect, it } from 'vitest';
import type { StandInLog } from '../../../src/model.js';
import { touches } from '../../../src/validate/unreached.js';
import { answerOf, exchangeOf } from '../exchange.js';

const seen = { exchange: exchangeOf({ answer: answerOf(undefined, 204), startedAt: 1000 }), body: undefined };
const log = (...requests: readonly (readonly [method: string, at: number])[]): StandInLog => ({
  requests: requests.map(([method, at]) => ({ method, path: '/x', at })),
  answers: true,
});

describe('a service that is to be left alone', () => {
  it('may be looked at, at any time', () => {
    expect(touches(log(['GET', 900], ['GET', 1100], ['HEAD', 1200], ['OPTIONS', 1300]), seen)).toEqual([]);
  });

  it('may have been used before', () => {
    expect(touches(log(['POST', 999]), seen)).toEqual([]);
  });

  it('is touched by anything else that comes from then on, however much later', () => {
    const facts = touches(log(['POST', 1000], ['DELETE', 60_000]), seen);
    expect(facts?.map((fact) => (fact.kind === 'reached' ? fact.method : fact.kind))).toEqual(['POST', 'DELETE']);
  });

  it('has to go on', () => {
    expect(touches({ ...log(), answers: false }, seen)).toEqual([{ kind: 'silenced' }]);
  });

  it('is not judged where none of ours was there, or the request had no answer', () => {
    expect(touches(undefined, seen)).toBeUndefined();
    expect(touches(log(['POST', 2000]), { ...seen, exchange: exchangeOf({ failure: { code: 'reset', detail: '' } }) })).toBeUndefined();
  });
});
