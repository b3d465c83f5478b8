import type { Exchange, Expectations, Fact, Json, Matcher } from '../model.js';
import { valueAt } from './pointer.js';

/** What one expectation looks at and what it found: `places` are where a finding of the contract makes it moot. */
export interface Expected {
  readonly places: readonly string[];
  /** Undefined: nothing stands there to be judged. */
  readonly facts: readonly Fact[] | undefined;
}

/** The parts of the run that expectations may look at. */
export interface Seen {
  readonly exchange: Exchange;
  readonly body: Json;
  /** Body of the exchange that belongs to another check. */
  bodyOf(check: string): Json | undefined;
}

/** Judges each expectation of a check by itself. */
export function judgeExpectations(expect: Expectations, seen: Seen): Expected[] {
  return [
    ...(expect.body ?? []).map((matcher) => judgeMatcher(matcher, seen)),
    ...(expect.same === undefined ? [] : expect.same.at.map((at) => judgeSame(at, expect.same?.as ?? '', seen))),
  ];
}

function judgeMatcher({ at, ...demands }: Matcher, seen: Seen): Expected {
  const actual = valueAt(seen.body, at);
  const good = meets(demands, actual, seen.exchange);
  if (good === undefined) return { places: [at], facts: undefined };
  return { places: [at], facts: good ? [] : [{ kind: 'matcher', at, demands, actual }] };
}

/** Undefined where the value is not of the kind that can be judged. */
function meets({ contains, matches, now_within }: Omit<Matcher, 'at'>, actual: Json | undefined, exchange: Exchange): boolean | undefined {
  if (contains !== undefined) return Array.isArray(actual) ? actual.some((item) => isEqual(item, contains)) : undefined;
  if (typeof actual !== 'string') return undefined;
  if (matches !== undefined) return new RegExp(matches, 'u').test(actual);
  if (now_within === undefined) return undefined;
  const instant = Date.parse(actual);
  if (Number.isNaN(instant)) return undefined;
  const [from, to] = [exchange.startedAt - now_within * 1000, exchange.startedAt + exchange.durationMs + now_within * 1000];
  return instant >= from && instant <= to;
}

function judgeSame(at: string, check: string, seen: Seen): Expected {
  const other = seen.bodyOf(check);
  const [expected, actual] = [other === undefined ? undefined : valueAt(other, at), valueAt(seen.body, at)];
  if (expected === undefined || actual === undefined) return { places: [at], facts: undefined };
  return { places: [at], facts: isEqual(expected, actual) ? [] : [{ kind: 'differs', at, from: check, expected, actual }] };
}

/** Strict equality of JSON values; the order of members does not matter. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isEqual(item, b[index] as Json));
  const [left, right] = [a as { [name: string]: Json }, b as { [name: string]: Json }];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key] as Json, right[key] as Json));
}
