import type { Fact, StandInLog } from '../model.js';
import type { Seen } from './seen.js';

/** Methods that change nothing at the one who is asked (RFC 9110 9.2.1): to look at a service is not to touch it. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What was done to a service of ours since an exchange began; undefined where none of ours was there. */
export function touches(log: StandInLog | undefined, { exchange }: Seen): readonly Fact[] | undefined {
  if (log === undefined || exchange.answer === undefined) return undefined;
  const reached = log.requests.filter(({ method, at }) => at >= exchange.startedAt && !SAFE.has(method));
  return [
    ...reached.map(({ method, path }): Fact => ({ kind: 'reached', method, path })),
    ...(log.answers ? [] : [{ kind: 'silenced' } as const]),
  ];
}
