import { messageOf, UsageError } from '../../errors.js';
import { judge } from '../../judge.js';
import { openSpec } from '../../load/spec/open.js';
import type { Report, RunReport, Spec } from '../../model.js';
import { makePlan, schemasOf } from '../../plan/plan.js';
import type { Circumstances } from '../../verdict/conclude.js';
import { worstExitCode } from '../../verdict/exit-code.js';
import { mergeReports } from '../../verdict/merge.js';
import { argument, every, type Given, isSet, one } from '../definition.js';
import type { Host } from '../host.js';
import { heldAgain, openShelf } from '../shelf.js';
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
  const [own, strict] = [every(given, 'suite'), isSet(given, 'strict')];
  const { checks, spec } = await openShelf(given);
  const order = { checks: checks.map(({ id }) => id), requirements: [...spec.requirements.keys()] };
  const reports: Report[] = [];
  for (const report of stored.reports) {
    const parts: Report[] = [];
    for (const part of report.parts ?? [report]) {
      const selection = own.length === 0 ? part.selection : { ...part.selection, own };
      parts.push(await judged({ ...part, selection, strict: part.strict || strict }, standard, file, host));
    }
    reports.push(...mergeReports(parts, order));
  }
  const run: RunReport = { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
  await draw(run, given, host);
  return run.exitCode;
}

async function judged(report: Omit<Report, 'causes'>, standard: Spec, file: string, { tool }: Host): Promise<Report> {
  const { record, exchanges, selection, service } = report;
  if (record === undefined)
    throw new UsageError('This report holds no recording; write it with check --record --reporter json=FILE.', { file });
  const { spec, suites } = await heldAgain(selection, standard);
  const plan = makePlan(service, suites, spec, selection);
  await spec.prepare(schemasOf(plan.probes));
  const { url, target, runId, startedAt, finishedAt, strict, implied, cleanup, timing, interrupted, stoppedAt } = report;
  const circumstances: Circumstances = {
    ...{ url, runId, startedAt, finishedAt, strict, cleanup, timing, tool },
    ...(target === undefined ? {} : { target }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  };
  try {
    return { ...judge({ plan, implied }, { exchanges, ...record }, spec, circumstances), record };
  } catch (error) {
    throw new UsageError(`The recording cannot be judged: ${messageOf(error)}.`, { file });
  }
}
