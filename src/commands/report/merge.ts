import type { RunReport } from '../../model.js';
import { worstExitCode } from '../../verdict/exit-code.js';
import { mergeReports } from '../../verdict/merge.js';
import type { Given } from '../definition.js';
import type { Host } from '../host.js';
import { openShelf } from '../shelf.js';
import { draw } from './draw.js';
import { storedRun } from './stored-run.js';

/** `report merge FILE…`: several reports as one. @returns the exit code of the whole @throws UsageError for what is not a report */
export async function merge(given: Given, host: Host): Promise<number> {
  const files = given.arguments[0] as readonly string[];
  const runs: RunReport[] = [];
  for (const file of files) runs.push(await storedRun(file, host.directory));
  const { checks, spec } = await openShelf(given);
  const reports = mergeReports(
    runs.flatMap((run) => run.reports),
    { checks: checks.map(({ id }) => id), requirements: [...spec.requirements.keys()] },
  );
  const run: RunReport = { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
  await draw(run, given, host);
  return run.exitCode;
}
