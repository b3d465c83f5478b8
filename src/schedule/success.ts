import type { Exchange, PlannedProbe } from '../model.js';

/** Status codes by which a service says that it has no such route. */
const ABSENT: readonly number[] = [404, 405, 501];

/**
 * Whether what was asked for happened: a success, or for a request that should fail an error that is not that of an absent route; and
 * what the check that sent it demands of the status.
 */
export function isGood({ answer, expects }: Exchange, { wanted }: Pick<PlannedProbe, 'wanted'> = {}): boolean {
  if (answer === undefined) return false;
  const { status } = answer;
  if (wanted?.implemented && ABSENT.includes(status)) return false;
  if (wanted?.status !== undefined && !wanted.status.some((word) => fits(status, word))) return false;
  const success = status >= 200 && status < 300;
  return expects === 'error' ? !success && (wanted?.status !== undefined || !ABSENT.includes(status)) : success || expects === 'any';
}

function fits(status: number, word: number | 'error' | '4xx'): boolean {
  if (typeof word === 'number') return status === word;
  return status >= 400 && (word === 'error' || status < 500);
}
