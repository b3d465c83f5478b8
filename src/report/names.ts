import type { Check, Report, Requirement, RunReport } from '../model.js';
import { visibleLine } from './text.js';

/**
 * A run in which what suites, copies of the standard and files are called acts on nobody: reporters take such names for our own, and print
 * them as they are.
 */
export function withHarmlessNames(run: RunReport): RunReport {
  return { ...run, reports: run.reports.map(harmlessReport) };
}

function harmlessReport(report: Report): Report {
  const { spec, selection, verdicts, requirements, causes } = report;
  return {
    ...report,
    spec: { ...spec, origin: visibleLine(spec.origin) },
    selection: { ...selection, ...(selection.own === undefined ? {} : { own: selection.own.map(visibleLine) }) },
    verdicts: verdicts.map((one) => ({ ...one, check: harmlessCheck(one.check) })),
    requirements: requirements.map((one) => ({ ...one, requirement: harmlessRequirement(one.requirement) })),
    causes: causes.map((one) => ({ ...one, requirement: harmlessRequirement(one.requirement) })),
    ...(report.baseline === undefined ? {} : { baseline: { ...report.baseline, file: visibleLine(report.baseline.file) } }),
  };
}

function harmlessCheck(check: Check): Check {
  return { ...check, title: visibleLine(check.title) };
}

function harmlessRequirement(one: Requirement): Requirement {
  return { ...one, sentence: visibleLine(one.sentence), source: visibleLine(one.source), mend: visibleLine(one.mend) };
}
