import { placeOf } from '../../../json/pointer.js';
import type { Json, Matcher } from '../../../model.js';
import { meets } from '../../matcher.js';
import type { Seen } from '../../seen.js';
import { Gathered, type Reducer } from './reducer.js';

/** A demand on one place of an event, with everything filled in. */
export interface EventDemand {
  readonly at: string;
  readonly demands: Omit<Matcher, 'at'>;
  readonly exchange: Seen['exchange'];
}

/** Whether events meet a demand; undefined where there is nothing of the kind to be judged. */
export function eventMatcher({ at, demands, exchange }: EventDemand): (event: Json) => boolean | undefined {
  const place = placeOf(at);
  // What nearly every demand on events asks for takes next to no time.
  const words = new Set<Json>((demands.equals === undefined ? (demands.in ?? []) : [demands.equals]).filter((word) => !isComposed(word)));
  const none = new Map();
  return (event) => {
    if (words.size > 0 && words.has(place(event) as Json)) return true;
    const facts = meets({ at, ...demands }, { exchange, body: event }, none);
    return facts === undefined ? undefined : facts.length === 0;
  };
}

function isComposed(value: Json): boolean {
  return value !== null && typeof value === 'object';
}

/** Holds every event, or the first one alone, to a demand. */
export function eachEvent(demand: EventDemand, which: 'every' | 'first'): Reducer {
  const { at, demands } = demand;
  const [place, fits] = [placeOf(at), eventMatcher(demand)];
  const gathered = new Gathered();
  let done = false;
  return {
    at,
    take(event, line) {
      if (done) return;
      done = which === 'first';
      const good = fits(event);
      if (good !== undefined) gathered.judged = true;
      if (good === false) gathered.add({ kind: 'matcher', at, demands, actual: place(event) }, line);
    },
    end: () => gathered.found,
  };
}
