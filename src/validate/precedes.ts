import type { Exchange } from '../model.js';

/** Whether one exchange was over before another began; of two that overlap a service may have looked at either first. Moments are known to the millisecond. */
export function precedes(a: Exchange, b: Exchange): boolean {
  if (a.probe === b.probe && a.item === undefined && b.item === undefined) return numberOf(a) < numberOf(b);
  return a.startedAt + a.durationMs + 1 <= b.startedAt;
}

/** The exchanges of a probe are sent one after the other. */
function numberOf({ key, probe }: Exchange): number {
  return key === probe ? 1 : Number(key.slice(probe.length + 1));
}
