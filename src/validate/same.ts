import { isEqual } from '../json/equality.js';
import { below, fitsPattern, valueAt } from '../json/pointer.js';
import type { Expectations, Json } from '../model.js';
import type { Expected, Sight } from './expectations.js';
import type { Seen } from './seen.js';

/** Holds one place of a body to the same place of another check's body. Of lists in any order, what only one of them has is told. */
export function judgeSame(at: string, same: NonNullable<Expectations['same']>, { exchange, body }: Seen, sight: Sight): Expected {
  const base = { exchange: exchange.key, places: [at] };
  const other = sight.last(same.as)?.body;
  const [expected, actual] = [other, body].map((one) => (one === undefined ? undefined : prunedAt(one, at, same.without ?? [])));
  if (expected === undefined || actual === undefined) return { ...base, facts: undefined };
  const fact = (before: Json, now: Json) => ({ kind: 'differs' as const, at, from: same.as, expected: before, actual: now });
  if (same.unordered && Array.isArray(expected) && Array.isArray(actual)) {
    const [gone, come] = [lacking(actual, expected), lacking(expected, actual)];
    return { ...base, facts: gone.length + come.length === 0 ? [] : [fact(gone, come)] };
  }
  return { ...base, facts: isEqual(expected, actual) ? [] : [fact(expected, actual)] };
}

function prunedAt(body: Json, at: string, without: readonly string[]): Json | undefined {
  const value = valueAt(body, at);
  return value === undefined || without.length === 0 ? value : pruned(value, at, without);
}

/** Without the places that are set aside. */
function pruned(value: Json, at: string, without: readonly string[]): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => pruned(item, below(at, index), without));
  const kept = Object.entries(value).flatMap(([name, item]) => {
    const place = below(at, name);
    return without.some((pattern) => fitsPattern(place, pattern)) ? [] : [[name, pruned(item, place, without)] as const];
  });
  return Object.fromEntries(kept);
}

/** The items of the second list that the first one lacks; of equal ones as many as it lacks. */
function lacking(list: readonly Json[], items: readonly Json[]): Json[] {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(canonical(item), (counts.get(canonical(item)) ?? 0) + 1);
  return items.filter((item) => {
    const left = counts.get(canonical(item)) ?? 0;
    counts.set(canonical(item), left - 1);
    return left <= 0;
  });
}

/** A text that equal values share: the order of members does not matter. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, item: Json) =>
    item === null || typeof item !== 'object' || Array.isArray(item)
      ? item
      : Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
