import type { Exchange, Json, Matcher, Message, StreamExpectations } from '../../model.js';
import { filled } from '../seen.js';
import { after } from './reducers/after.js';
import { type EventDemand, eachEvent } from './reducers/each.js';
import { inTime } from './reducers/in-time.js';
import { last } from './reducers/last.js';
import { gapless, increasing } from './reducers/numbers.js';
import type { Reducer } from './reducers/reducer.js';

/**
 * One reducer for each demand on a stream. What a demand names is filled in from the request; a demand that names something else is left
 * out, and nothing is judged by it.
 */
export function reducersFor(expected: StreamExpectations, message: Message, startedAt: number): Reducer[] {
  const demand = (matcher: Matcher): EventDemand | undefined => filledIn(matcher, message, startedAt);
  const { each = [], first, increasing: rising, gapless: counted, in_time: timed, after: ordered, last: ending } = expected;
  const [before, then] = ordered === undefined ? [] : [demand(ordered.first), demand(ordered.then)];
  const opening = first === undefined ? undefined : demand(first);
  return [
    ...each.flatMap((matcher) => demand(matcher) ?? []).map((one) => eachEvent(one, 'every')),
    ...(opening === undefined ? [] : [eachEvent(opening, 'first')]),
    ...(rising === undefined ? [] : [increasing(rising)]),
    ...(counted === undefined ? [] : [gapless(counted)]),
    ...(timed === undefined ? [] : [inTime(timed)]),
    ...(before === undefined || then === undefined ? [] : [after(before, then)]),
    ...(ending === undefined ? [] : [last(ending)]),
  ];
}

function filledIn({ at, ...written }: Matcher, { path, body, item, ...message }: Message, startedAt: number): EventDemand | undefined {
  const exchange = {
    key: message.key,
    request: { path, ...(body?.json === undefined ? {} : { json: body.json }) },
    ...(item === undefined ? {} : { item }),
    startedAt,
    durationMs: 0,
  } as unknown as Exchange;
  const demands = filled(written as unknown as Json, { exchange, body: undefined }, new Map()) as Omit<Matcher, 'at'> | undefined;
  return demands === undefined ? undefined : { at, demands, exchange };
}
