import type { Cause, Level, Report } from '../model.js';

/** The level of what was found: a finding may weigh otherwise than its requirement. */
export function levelOf({ requirement, findings }: Cause): Level {
  return findings[0]?.level ?? requirement.level;
}

/** Title of the first check that a cause touches. */
export function causeTitle({ requirement, checks }: Cause, report: Report): string {
  return report.verdicts.find(({ check }) => check.id === checks[0])?.check.title ?? checks[0] ?? requirement.sentence;
}

/** Fails before warnings, otherwise in the order in which they are told. */
export function gravestFirst(causes: readonly Cause[]): Cause[] {
  const rank = (cause: Cause): number => (isKnown(cause) ? 2 : 0) + (cause.outcome === 'FAIL' ? 0 : 1);
  return [...causes].sort((a, b) => rank(a) - rank(b));
}

/** Whether a baseline knows all of it. */
export function isKnown({ findings }: Cause): boolean {
  return findings.every(({ known }) => known !== undefined);
}
