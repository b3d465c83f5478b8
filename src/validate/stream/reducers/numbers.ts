import { placeOf } from '../../../json/pointer.js';
import { Gathered, type Reducer } from './reducer.js';

/** The number at a place is greater from event to event. Events without one are passed over: that is for their schema to tell. */
export function increasing(at: string): Reducer {
  const place = placeOf(at);
  const gathered = new Gathered();
  let before: number | undefined;
  return {
    at,
    take(event, line) {
      const actual = place(event);
      if (typeof actual !== 'number') return;
      if (before !== undefined) {
        gathered.judged = true;
        if (actual <= before) gathered.add({ kind: 'not_increasing', at, from: before, actual }, line);
      }
      before = actual;
    },
    end: () => gathered.found,
  };
}

/** The number at a place, where it grows, grows by one. Numbers that do not grow are another fault, and leave nothing to be judged here. */
export function gapless(at: string): Reducer {
  const place = placeOf(at);
  const gathered = new Gathered();
  let before: number | undefined;
  let fell = false;
  return {
    at,
    take(event, line) {
      const actual = place(event);
      if (typeof actual !== 'number') return;
      if (before !== undefined) {
        gathered.judged = true;
        fell ||= actual <= before;
        if (actual > before + 1) gathered.add({ kind: 'gap', at, from: before, actual }, line);
      }
      before = actual;
    },
    end: () => (fell ? undefined : gathered.found),
  };
}
