import { isEqual } from '../json/equality.js';
import { instantOf } from '../json/formats.js';
import { valueAt } from '../json/pointer.js';
import type { Json } from '../model.js';
import type { Expected } from './expectations.js';
import { precedes } from './precedes.js';
import type { Seen } from './seen.js';

/** Once a value stands at a place, every later reading has it: the first one that has not is told. Undefined facts where no two could be compared. */
export function judgeStays(at: string, seen: readonly Seen[]): Expected {
  const base = { exchange: seen.at(-1)?.exchange.key ?? '', places: [at] };
  const readings = seen.flatMap(({ exchange, body }) => (body === undefined ? [] : [{ exchange, value: valueAt(body, at) ?? undefined }]));
  const first = readings.find(({ value }) => value !== undefined);
  const before = first?.value;
  const later = readings.filter(({ exchange }) => first !== undefined && precedes(first.exchange, exchange));
  if (before === undefined || later.length === 0) return { ...base, facts: undefined };
  const other = later.find(({ value }) => value === undefined || !isSame(before, value));
  if (other === undefined) return { ...base, facts: [] };
  return { ...base, exchange: other.exchange.key, facts: [{ kind: 'changed', at, before, actual: other.value }] };
}

/** One moment can be written in several ways. */
function isSame(a: Json, b: Json): boolean {
  if (isEqual(a, b)) return true;
  if (typeof a !== 'string' || typeof b !== 'string' || !DATE_TIME.test(a) || !DATE_TIME.test(b)) return false;
  return instantOf(a) === instantOf(b);
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT/i;
