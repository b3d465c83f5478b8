import type { Exchange, NoteOn, Plan } from '../../model.js';
import { livenessOf } from './liveness.js';

/** What may be worth knowing of the streams of a run. Only one that was opened while its run went on can show whether it is live. */
export function notesOf(exchanges: readonly Exchange[], { probes }: Plan): NoteOn[] {
  const streams = exchanges.filter(({ stream }) => stream !== undefined);
  if (streams.length === 0) return [];
  const quickest = Math.min(...exchanges.filter(({ stream }) => stream === undefined).map(({ durationMs }) => durationMs));
  return streams.flatMap((exchange) => {
    const waited = probes.some(({ key, waits }) => key === exchange.probe && waits !== undefined);
    const liveness = waited ? livenessOf(exchange, quickest) : undefined;
    return [...(liveness === undefined ? [] : [liveness]), ...(exchange.stream?.notes ?? [])].map((note) => ({
      exchange: exchange.key,
      note,
    }));
  });
}
