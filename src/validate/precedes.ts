import type { Exchange } from '../model.js';

/** `startedAt` is known to the millisecond. */
const GRAIN = 1;

/** Whether an exchange was over before another one began; of two that were under way together, nobody knows which saw the older state. */
export function precedes({ startedAt, durationMs }: Exchange, later: Exchange): boolean {
  return startedAt + durationMs + GRAIN <= later.startedAt;
}
