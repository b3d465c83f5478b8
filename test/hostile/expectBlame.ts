import type { Outcome } from '../cli/command.js';
import { runInside } from '../cli/inside.js';
import { type JsonReport, reportOf } from '../cli/report.js';
import { startService } from '../cli/service.js';
import { expectRow, type Row, type runWatched } from './fleet.js';

/** A row that is checked by itself. */
export interface Blame extends Omit<Row, 'start' | 'settings'> {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Checks a service that is wrong in one way, and holds the report to the blame that it deserves. @param run a process of its own costs more */
export async function expectBlame(
  { health, version, args = [], env, ...row }: Blame,
  run: typeof runWatched = runInside,
): Promise<{ outcome: Outcome; report: JsonReport }> {
  const service = await startService({ ...(health === undefined ? {} : { health }), ...(version === undefined ? {} : { version }) });
  const outcome = await run(['check', 'runtime', '--url', service.url, '--format', 'json', ...args], env === undefined ? {} : { env });
  const report = reportOf(outcome);
  expectRow(row, report);
  return { outcome, report };
}
