import { UsageError } from '../errors.js';
import { readText } from './document.js';

/**
 * How long the checks of an earlier run took, in milliseconds by id, from its JSON report (of one service or several).
 * @throws UsageError for a file that is no report
 */
export function readDurations(file: string): ReadonlyMap<string, number> {
  let document: unknown;
  try {
    document = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('--durations: this is not JSON; give the JSON report of an earlier run (--reporter json=FILE).', { file });
  }
  const reports = [(document as { reports?: unknown }).reports ?? document].flat() as { results?: unknown }[];
  const results = reports.flatMap(({ results: list }) => (Array.isArray(list) ? list : [])) as {
    check_id?: unknown;
    duration_ms?: unknown;
  }[];
  const told = results.filter(({ check_id, duration_ms }) => typeof check_id === 'string' && typeof duration_ms === 'number');
  if (told.length === 0)
    throw new UsageError('--durations: no check in this file has a duration; give the JSON report of a run.', { file });
  return new Map(told.map(({ check_id, duration_ms }) => [String(check_id), Number(duration_ms)]));
}
