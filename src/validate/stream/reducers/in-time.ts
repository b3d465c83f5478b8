import { instantOf } from '../../../json/formats.js';
import { placeOf } from '../../../json/pointer.js';
import { Gathered, type Reducer } from './reducer.js';

/** The date-time at a place does not go back from event to event. Text that is no time is passed over. */
export function inTime(at: string): Reducer {
  const place = placeOf(at);
  const gathered = new Gathered();
  let before: string | undefined;
  return {
    at,
    take(event, line) {
      const actual = place(event);
      if (typeof actual !== 'string' || (!isUniform(actual) && Number.isNaN(instantOf(actual)))) return;
      if (before !== undefined) {
        gathered.judged = true;
        if (isBefore(actual, before)) gathered.add({ kind: 'back_in_time', at, from: before, actual }, line);
      }
      before = actual;
    },
    end: () => gathered.found,
  };
}

/** Times in UTC that are written alike sort as their texts do, which takes no parsing. */
function isBefore(a: string, b: string): boolean {
  if (a === b) return false;
  if (a.length === b.length && isUniform(a) && isUniform(b)) return a < b;
  return instantOf(a) < instantOf(b);
}

/** Whether a text looks like `2026-01-31T…Z`. */
function isUniform(text: string): boolean {
  return text.length >= 20 && text.charCodeAt(text.length - 1) === 90 && text.charCodeAt(10) === 84 && text.charCodeAt(4) === 45;
}
