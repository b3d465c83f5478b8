import { resolve } from 'node:path';
import { readBaseline } from '../../load/baseline.js';
import type { KnownFailure, Report } from '../../model.js';
import { baselineTable, type ShownEntry } from '../../report/baseline-table.js';
import { isMended } from '../../verdict/baseline.js';
import { argument, type Given, isSet } from '../definition.js';
import type { Host } from '../host.js';
import { storedRun } from '../report/stored-run.js';
import { openShelf } from '../shelf.js';
import { today } from './entries.js';

/** `baseline show FILE [REPORT]`: every entry, and how it stands today. @returns 0 @throws UsageError for a file that is no baseline */
export async function show(given: Given, host: Host): Promise<number> {
  const { known } = await readBaseline(resolve(host.directory, argument(given, 0)));
  const report = argument(given, 1);
  const reports = report === '' ? [] : (await storedRun(report, host.directory)).reports;
  const { checks } = await openShelf(given);
  const ids = new Set(checks.map(({ id }) => id));
  const day = today();
  const entries = known.map((entry): ShownEntry => ({ ...entry, state: stateOf(entry, ids, reports, day) }));
  host.stdout.write(isSet(given, 'json') ? `${JSON.stringify(entries, null, 2)}\n` : baselineTable(entries, day));
  return 0;
}

function stateOf(entry: KnownFailure, ids: ReadonlySet<string>, reports: readonly Report[], day: string): string {
  if (reports.some((report) => isMended(entry, report))) return 'mended';
  if (entry.expires !== undefined && entry.expires < day) return 'expired';
  return ids.has(entry.check) || entry.check.endsWith(`.contract[${entry.requirement}]`) ? 'holds' : 'no such check';
}
