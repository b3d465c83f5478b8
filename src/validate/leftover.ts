import { located, valueAt } from '../json/pointer.js';
import type { Exchange, Json, Leftover } from '../model.js';
import { isTurnedAway } from './contract.js';
import type { Expected } from './expectations.js';
import type { Seen } from './seen.js';

/**
 * A request that was turned down has had no effect: nothing of what is read afterwards bears the name that it asked for. Names are those that the
 * run made up, so that what others create meanwhile is never taken for it.
 */
export function judgeLeftover({ of, sent, listed }: Leftover, { exchange, body }: Seen, all: readonly Exchange[]): Expected {
  const base = { exchange: exchange.key, places: [listed] };
  const named = all.flatMap((other) => {
    const name = other.operation === of ? nameIn(other, sent) : undefined;
    return name === undefined ? [] : [{ name, key: other.key, status: other.answer?.status ?? 0 }];
  });
  // What one request was given, another one may be refused.
  const given = new Set(named.filter(({ status }) => !isRefusal(status)).map(({ name }) => name));
  const asked = named.filter(({ name }) => !given.has(name));
  const isGone = isRefusal(exchange.answer?.status ?? 0);
  if (asked.length === 0 || (body === undefined && !isGone)) return { ...base, facts: undefined };
  const places = isGone || body === undefined ? [] : located(body, listed);
  const left = places.flatMap((at) => {
    const actual = valueAt(body ?? null, at) ?? null;
    return asked
      .filter(({ name }) => name === actual)
      .map(({ key, status }) => ({ kind: 'left_behind' as const, at, actual, asked: key, status }));
  });
  return { ...base, facts: left.slice(0, 1) };
}

function nameIn({ request: { path, json } }: Exchange, sent: string): Json | undefined {
  const name = sent.startsWith('path:') ? path[sent.slice('path:'.length)] : json === undefined ? undefined : valueAt(json, sent);
  return typeof name === 'string' ? name : undefined;
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !isTurnedAway(status);
}
