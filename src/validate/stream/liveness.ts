import type { Exchange, Note } from '../../model.js';

/** Events closer together than this, in milliseconds, tell nothing about whether they came as they happened. */
const SHORTEST_SPAN = 25;

/**
 * Whether the events of a stream came as they happened: spread like their own times, or all at once after the service had held its answer
 * back. Undefined where the times tell neither.
 * @param quickest milliseconds of the quickest other exchange of the run: what a request takes anyway
 */
export function livenessOf({ stream }: Exchange, quickest: number): Note | undefined {
  const { firstMs, lastMs, span = 0 } = stream ?? {};
  if (firstMs === undefined || lastMs === undefined || span < SHORTEST_SPAN) return undefined;
  const spread = lastMs - firstMs;
  if (spread >= span / 4) return { kind: 'live', firstMs, lastMs };
  return lastMs - quickest >= span / 2 ? { kind: 'buffered', lastMs, span } : undefined;
}
