import { placeOf } from '../../../json/pointer.js';
import type { Json, LineFact } from '../../../model.js';
import type { Reducer } from './reducer.js';

/** Exactly one event has one of these values at this place, and it is the last one. */
export function last({ at, in: wanted }: { readonly at: string; readonly in: readonly Json[] }): Reducer {
  const place = placeOf(at);
  const words = new Set(wanted);
  let [end, actual]: (Json | undefined)[] = [];
  let follower: LineFact | undefined;
  let line = 0;
  return {
    at,
    take(event, now) {
      line = now;
      actual = place(event);
      if (end !== undefined) follower ??= { fact: { kind: 'after_last', at, from: end, actual }, line };
      else if (actual !== undefined && words.has(actual)) end = actual;
    },
    end(whole) {
      if (follower !== undefined) return [follower];
      if (end !== undefined) return [];
      const where = line > 0 ? { line } : {};
      return whole ? [{ fact: { kind: 'no_last', at, demands: wanted, actual }, ...where }] : undefined;
    },
  };
}
