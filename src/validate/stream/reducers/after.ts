import { placeOf } from '../../../json/pointer.js';
import { type EventDemand, eventMatcher } from './each.js';
import { Gathered, type Reducer } from './reducer.js';

/** An event of the second kind comes only after one of the first. */
export function after(first: EventDemand, then: EventDemand): Reducer {
  const [isFirst, isThen, place] = [eventMatcher(first), eventMatcher(then), placeOf(then.at)];
  const gathered = new Gathered();
  let came = false;
  return {
    at: then.at,
    take(event, line) {
      if (isThen(event) === true) {
        gathered.judged = true;
        if (!came) gathered.add({ kind: 'too_early', at: then.at, demands: first.demands, actual: place(event) }, line);
      }
      came ||= isFirst(event) === true;
    },
    end: () => gathered.found,
  };
}
