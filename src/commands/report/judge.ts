import { messageOf, UsageError } from '../../errors.js';
import { judge } from '../../judge.js';
import { openSpec } from '../../load/spec/open.js';
import type { Report, RunReport, Spec } from '../../model.js';
import { makePlan, schemasOf } from '../../plan/plan.js';
import type { Circumstances } from '../../verdict/conclude.js';
import { worstExitCode } from '../../verdict/exit-code.js';
import { argument, type Given, isSet, one } from '../definition.js';
import type { Host } from '../host.js';
import { heldAgain } from '../shelf.js';
import { draw } from './draw.js';
import { storedRun } from './stored-run.js';

/**
 * `report judge FILE`: the exchanges of a recorded run judged again, by this version and by the standard of --spec-path. Sends nothing.
 * @returns the exit code that a run with these answers would have
 * @throws UsageError where the report holds no recording
 */
export async function judgeAgain(given: Given, host: Host): Promise<number> {
  const file = argument(given, 0);
  const stored = await storedRun(file, host.directory);
  const standard = await openSpec(one(given, 'spec-path'));
  const strict = isSet(given, 'strict');
  const reports: Report[] = [];
  for (const report of stored.reports) reports.push(await judged(strict ? { ...report, strict } : report, standard, file, host));
  const run: RunReport = { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
  await draw(run, given, host);
  return run.exitCode;
}

async function judged(report: Report, standard: Spec, file: string, { tool }: Host): Promise<Report> {
  const { record, exchanges, selection, service } = report;
  if (record === undefined)
    throw new UsageError('This report holds no recording; write it with check --record --reporter json=FILE.', { file });
  const { spec, suites } = await heldAgain(selection, standard);
  const plan = makePlan(service, suites, spec, selection);
  await spec.prepare(schemasOf(plan.probes));
  const { url, runId, startedAt, finishedAt, strict, implied, cleanup, timing, interrupted, stoppedAt } = report;
  const circumstances: Circumstances = {
    ...{ url, runId, startedAt, finishedAt, strict, cleanup, timing, tool },
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  };
  try {
    return { ...judge({ plan, implied }, { exchanges, ...record }, spec, circumstances), record };
  } catch (error) {
    throw new UsageError(`The recording cannot be judged: ${messageOf(error)}.`, { file });
  }
}
