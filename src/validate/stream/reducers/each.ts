import { placeOf } from '../../../json/pointer.js';
import type { Json, Matcher } from '../../../model.js';
import { holds } from '../../matcher.js';
import type { Seen } from '../../seen.js';
import { Gathered, type Reducer } from './reducer.js';

/** A demand on one place of an event, with everything filled in. */
export interface EventDemand {
  readonly at: string;
  readonly demands: Omit<Matcher, 'at'>;
  readonly exchange: Seen['exchange'];
}

/** Whether events meet a demand. */
export function eventMatcher({ at, demands, exchange }: EventDemand): (event: Json) => boolean | undefined {
  const place = placeOf(at);
  const { equals } = demands;
  return (event) => {
    const actual = place(event) ?? undefined;
    if (actual !== undefined && actual === equals) return true;
    return holds(demands, actual, { exchange, body: event });
  };
}

/** Holds every event, or the first one alone, to a demand. */
export function eachEvent(demand: EventDemand, which: 'every' | 'first'): Reducer {
  const { at, demands } = demand;
  const [place, meets] = [placeOf(at), eventMatcher(demand)];
  const gathered = new Gathered();
  let done = false;
  return {
    at,
    take(event, line) {
      if (done) return;
      done = which === 'first';
      const good = meets(event);
      if (good !== undefined) gathered.judged = true;
      if (good === false) gathered.add({ kind: 'matcher', at, demands, actual: place(event) }, line);
    },
    end: () => gathered.found,
  };
}
