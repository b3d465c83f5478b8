import { messageOf, UsageError } from './errors.js';
import { heldAgain } from './held.js';
import { judge } from './judge.js';
import type { Report, Requirement, RunReport, Spec } from './model.js';
import { makePlan, schemasOf } from './plan/plan.js';
import type { ReportDocument, ReportsDocument } from './report/document.js';
import { reportsOf, type ToldReport } from './report/from-document.js';
import { findingLine, messageOf as messageOfVerdict, tellReason } from './report/sentences.js';
import { tellNote } from './report/stream-sentences.js';
import { causes } from './verdict/causes.js';
import type { Circumstances } from './verdict/conclude.js';
import { worstExitCode } from './verdict/exit-code.js';
import { mergeReports } from './verdict/merge.js';

/** How a recorded run is to be judged again. */
export interface JudgingAgain {
  readonly tool: Report['tool'];
  /** What it is held to. */
  readonly standard: Spec;
  /** Suites of the user, in place of those that the run named; none: those. */
  readonly suites: readonly string[];
  readonly strict: boolean;
  /** File that the report was read from, for messages. */
  readonly file?: string;
}

/** A run as a JSON report tells of it, ready to be drawn. @throws UsageError for facts that are none */
export function runOf(document: ReportDocument | ReportsDocument): RunReport {
  const told = reportsOf(document);
  for (const report of told) demandTold(report);
  const reports = told.map(
    (report): Report => ({ ...report, causes: causes(report.verdicts, { requirements: requirementsOf(report), implied: report.implied }) }),
  );
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

/** The schema of reports says that a fact is an object; what each kind of them holds shows when it is told. */
function demandTold({ verdicts, requirements, notes }: ToldReport): void {
  const demand = (what: string, tell: () => void): void => {
    try {
      tell();
    } catch {
      throw new UsageError(
        `This is no JSON report of this version: what it knows of ${what} cannot be told. Reports are written by check --reporter json=FILE.`,
      );
    }
  };
  for (const verdict of verdicts) demand(verdict.check.id, () => [verdict.findings.map(findingLine), messageOfVerdict(verdict)]);
  for (const { requirement, reason } of requirements) if (reason !== undefined) demand(requirement.id, () => tellReason(reason));
  for (const { exchange, note } of notes) demand(exchange, () => tellNote(note));
}

function requirementsOf({ requirements }: Pick<Report, 'requirements'>): ReadonlyMap<string, Requirement> {
  return new Map(requirements.map(({ requirement }) => [requirement.id, requirement]));
}

/** The exchanges of a recorded run judged again. Sends nothing. @throws UsageError where a report holds no recording */
export async function judgeRecorded(stored: RunReport, how: JudgingAgain): Promise<RunReport> {
  const reports: Report[] = [];
  for (const report of stored.reports) reports.push(await reportAgain(report, how));
  return { reports, exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)) };
}

/** Parts of a run are judged one by one: what one of them saved says nothing of another. */
async function reportAgain(report: Report, how: JudgingAgain): Promise<Report> {
  const parts: Report[] = [];
  let order = { checks: [] as string[], requirements: [] as string[] };
  for (const part of report.parts ?? [report]) {
    const selection = how.suites.length === 0 ? part.selection : { ...part.selection, own: how.suites };
    const { spec, suites } = await heldAgain(selection, how.standard);
    order = { checks: suites.flatMap(({ checks }) => checks.map(({ id }) => id)), requirements: [...spec.requirements.keys()] };
    const plan = makePlan(part.service, suites, spec, selection);
    await spec.prepare(schemasOf(plan.probes));
    parts.push(judged(part, plan, spec, how));
  }
  return mergeReports(parts, order)[0] as Report;
}

function judged(report: Omit<Report, 'causes'>, plan: Parameters<typeof judge>[0]['plan'], spec: Spec, how: JudgingAgain): Report {
  const { record, exchanges, url, target, runId, startedAt, finishedAt, implied, cleanup, timing, interrupted, stop } = report;
  const place = how.file === undefined ? undefined : { file: how.file };
  if (record === undefined)
    throw new UsageError('This report holds no recording; write it with check --record --reporter json=FILE.', place);
  const circumstances: Circumstances = {
    ...{ url, runId, startedAt, finishedAt, cleanup, timing, tool: how.tool, strict: report.strict || how.strict },
    ...(target === undefined ? {} : { target }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(stop === undefined ? {} : { stop }),
  };
  try {
    return { ...judge({ plan, implied }, { exchanges, ...record }, spec, circumstances), record };
  } catch (error) {
    throw new UsageError(`The recording cannot be judged: ${messageOf(error)}.`, place);
  }
}
