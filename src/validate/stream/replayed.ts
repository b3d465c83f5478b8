import { isEqual } from '../../json/equality.js';
import type { Json, LineFact, StreamRecord } from '../../model.js';

/**
 * Whether every event of a stream comes again in another one, in the same order and with none between; the other may have begun earlier.
 * Only the first events of each are kept, so that only these are compared. Undefined where one of them is missing or was not read to its end.
 */
export function replayed(one: StreamRecord, other: StreamRecord, from: string): readonly LineFact[] | undefined {
  const [first] = one.kept;
  if (first === undefined || other.ended !== 'closed') return undefined;
  const start = other.kept.findIndex((event) => isEqual(event, first));
  if (start < 0) return other.events > other.kept.length ? undefined : [missing(first, other.kept[0], from)];
  for (const [index, event] of one.kept.entries()) {
    const again: Json | undefined = other.kept[start + index];
    if (again === undefined && other.events > other.kept.length) return [];
    if (again === undefined || !isEqual(event, again)) return [missing(event, again, from)];
  }
  return [];
}

function missing(expected: Json, actual: Json | undefined, from: string): LineFact {
  return { fact: { kind: 'not_replayed', from, expected, actual } };
}
