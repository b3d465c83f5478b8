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
  const [[key, demanded] = [], ...more] = Object.entries(demands);
  const words = key === 'equals' ? [demanded as Json] : key === 'in' ? (demanded as readonly Json[]) : [];
  const none = new Map();
  if (words.length === 0 || more.length > 0 || words.some(isComposed)) {
    return (event) => {
      const facts = meets({ at, ...demands }, { exchange, body: event }, none);
      return facts === undefined ? undefined : facts.length === 0;
    };
  }
  // What nearly every demand on events asks for: one of a few words. It takes next to no time.
  const known = new Set<Json>(words);
  const absent = key === 'in' ? undefined : false;
  return (event) => {
    const actual = place(event) ?? undefined;
    return actual === undefined ? absent : known.has(actual);
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
