import { isEqual } from '../json/equality.js';
import { instantOf } from '../json/formats.js';
import { missingFrom } from '../json/inclusion.js';
import { hasValues, placeIn } from '../json/items.js';
import { located, valueAt } from '../json/pointer.js';
import { judge } from '../json/schema/judge.js';
import { misshapenAt, refusesObjects } from '../json/schema/well-formed.js';
import type { Variables } from '../json/template.js';
import type { Fact, Json, Matcher } from '../model.js';
import { filled, type Seen } from './seen.js';

/** Holds one place of a body to one demand. Undefined where there is nothing, or nothing of the kind, to be judged. */
export function meets(matcher: Matcher, seen: Seen, variables: Variables): readonly Fact[] | undefined {
  const { at: written, ...template } = matcher;
  const demanded = filled(template as unknown as Json, seen, variables) as Omit<Matcher, 'at'> | undefined;
  if (demanded === undefined || seen.body === undefined) return undefined;
  const { item, ...demands } = demanded;
  const at = placeIn(seen.body, written, item);
  if (at === undefined) return undefined;
  const places = at.split('/').includes('*') ? located(seen.body, at) : [at];
  const judged = places.map((place) => {
    const actual = valueAt(seen.body as Json, place) ?? undefined;
    const gap = demands.includes === undefined ? undefined : missingFrom(actual, demands.includes);
    if (gap !== undefined) return { good: false, fact: gapAt(place, gap, demands.includes as Json, actual) };
    return { good: holds(demands, actual, seen), fact: { kind: 'matcher' as const, at: place, demands, actual } };
  });
  if (judged.every(({ good }) => good === undefined)) return undefined;
  return judged.filter(({ good }) => good === false).map(({ fact }) => fact);
}

/** What is not among what stands at a place: only the part that is missing is told. */
function gapAt(place: string, gap: string, part: Json, actual: Json | undefined): Extract<Fact, { kind: 'matcher' }> {
  const [wanted, there] = [valueAt(part, gap) ?? null, actual === undefined ? undefined : valueAt(actual, gap)];
  return { kind: 'matcher', at: `${place}${gap}`, demands: { includes: wanted }, actual: there };
}

function holds(demands: Omit<Matcher, 'at'>, actual: Json | undefined, seen: Seen): boolean | undefined {
  if (demands.present !== undefined) return actual !== undefined;
  if (demands.absent !== undefined) return actual === undefined;
  if (demands.not !== undefined) return actual === undefined || !isEqual(actual, demands.not);
  if (demands.equals !== undefined)
    return actual !== undefined && isEqual(pruned(actual, demands.without), pruned(demands.equals, demands.without));
  // What is missing was found before.
  if (demands.includes !== undefined) return true;
  if (actual === undefined) return undefined;
  if (demands.fits !== undefined || demands.schema !== undefined) return holdsForSchemas(demands, actual);
  if (demands.some !== undefined) return demands.some.some((place) => (valueAt(actual, place) ?? null) !== null);
  if (demands.in !== undefined) return demands.in.some((word) => isEqual(word, actual));
  if (Array.isArray(actual)) return holdsForList(demands, actual);
  return typeof actual === 'string' ? holdsForText(demands, actual, seen) : undefined;
}

/** Without what is set aside, and without nulls, which are as good as nothing. */
function pruned(value: Json, without: readonly string[] | undefined, at = ''): Json {
  if (without === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => pruned(item, without, `${at}/${index}`));
  const kept = Object.entries(value).filter(([name, item]) => item !== null && !without.includes(`${at}/${name}`));
  return Object.fromEntries(kept.map(([name, item]) => [name, pruned(item, without, `${at}/${name}`)]));
}

function holdsForList(
  { contains, unique, count, at_most, lists, lacks, increasing }: Omit<Matcher, 'at'>,
  items: readonly Json[],
): boolean | undefined {
  const has = (values: Readonly<Record<string, Json>>): boolean => items.some((item) => hasValues(item, values));
  if (contains !== undefined) return items.some((item) => isEqual(item, contains));
  if (unique !== undefined) return new Set(items.map((item) => JSON.stringify(valueAt(item, unique) ?? null))).size === items.length;
  if (count !== undefined) return items.length === count;
  if (at_most !== undefined) return items.length <= Number(at_most);
  if (lists !== undefined) return has(lists);
  if (increasing !== undefined) return isIncreasing(items.map((item) => valueAt(item, increasing)));
  return lacks === undefined ? undefined : !has(lacks);
}

/** Undefined where there are no two numbers to be compared. */
function isIncreasing(values: readonly (Json | undefined)[]): boolean | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length < 2 ? undefined : numbers.every((value, index) => index === 0 || value > (numbers[index - 1] ?? 0));
}

function holdsForText(
  { matches, now_within, not_before }: Omit<Matcher, 'at'>,
  text: string,
  { exchange, body }: Seen,
): boolean | undefined {
  if (matches !== undefined) return new RegExp(matches, 'u').test(text);
  const instant = instantOf(text);
  if (Number.isNaN(instant)) return undefined;
  if (now_within !== undefined) {
    const [from, to] = [exchange.startedAt - now_within * 1000, exchange.startedAt + exchange.durationMs + now_within * 1000];
    return instant >= from && instant <= to;
  }
  const earlier = not_before === undefined || body === undefined ? undefined : valueAt(body, not_before);
  const other = typeof earlier === 'string' ? instantOf(earlier) : Number.NaN;
  return Number.isNaN(other) ? undefined : instant >= other;
}

/** Nothing is said where a schema asks for what is not understood. */
function holdsForSchemas({ fits, schema }: Omit<Matcher, 'at'>, actual: Json): boolean | undefined {
  if (schema !== undefined) return misshapenAt(actual) === undefined && (schema === 'any' || !refusesObjects(actual));
  if (fits === undefined || misshapenAt(fits) !== undefined) return undefined;
  const breaches = judge(fits, actual);
  return breaches === undefined ? undefined : breaches.length === 0;
}
