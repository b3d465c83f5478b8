import { MEDIA_FRAMINGS } from '../../framing/media-framings.js';
import type { Message, Plan, Spec, StreamLimits, StreamTaker } from '../../model.js';
import { mediaTypeOf } from '../media-type.js';
import { reducersFor } from './reducers-for.js';
import { StreamReading } from './stream-reading.js';

/** How far a stream is read, and when its request was sent, in milliseconds since 1970. */
export interface Opening {
  readonly limits: StreamLimits;
  readonly startedAt: number;
}

/** What judges the stream that a request is answered with, by all checks of the plan that look at it. */
export function openStream(message: Message, plan: Plan, spec: Spec, { limits, startedAt }: Opening): StreamTaker | undefined {
  const { probe } = message;
  const { stream: contract, waits } = probe;
  if (contract === undefined) return undefined;
  const reducers = plan.checks
    .filter(({ probes }) => probes.includes(probe.key))
    .flatMap(({ check }) =>
      check.expect?.stream === undefined
        ? []
        : reducersFor(check.expect.stream, message, startedAt).map((reducer) => [check.id, reducer] as const),
    );
  return new StreamReading({
    contract,
    validator: spec.validator(contract.event),
    framing: (headers) => MEDIA_FRAMINGS[mediaTypeOf(headers)?.type ?? ''],
    reducers,
    limits,
    waits: waits !== undefined,
    ...(probe.request.leave_after === undefined ? {} : { leaveAfter: probe.request.leave_after }),
  });
}
