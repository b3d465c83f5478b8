import type { Report } from '../model.js';

/** What the exit code of a run means; also the table in the README. */
export const EXIT = { conformant: 0, notConformant: 1, usage: 2, noVerdict: 3, bug: 4, SIGINT: 130, SIGTERM: 143 } as const;

/** The exit code of one service's report: 4 before 130/143 before 1 before 3 before 0. */
export function exitCodeOf(report: Omit<Report, 'exitCode'>): number {
  const { verdicts, requirements, counts, strict } = report;
  if (report.bug !== undefined) return EXIT.bug;
  if (report.interrupted !== undefined) return EXIT[report.interrupted];
  if (counts.FAIL > 0) return EXIT.notConformant;
  // What was left out by the user's own limit may have been what fails.
  if (report.stoppedAt !== undefined) return EXIT.noVerdict;
  if (counts.ERROR > 0 || !verdicts.some(({ outcome }) => outcome === 'PASS' || outcome === 'WARN')) return EXIT.noVerdict;
  const fallsShort = requirements.some(({ outcome, weight }) => outcome === 'UNTESTED' || (outcome === 'WARN' && weight !== 'advisory'));
  return strict && fallsShort ? EXIT.notConformant : EXIT.conformant;
}

/** The exit code of several reports: the one that comes first in the order of {@link exitCodeOf}. */
export function worstExitCode(codes: readonly number[]): number {
  const order = [EXIT.bug, EXIT.SIGINT, EXIT.SIGTERM, EXIT.notConformant, EXIT.noVerdict];
  return order.find((code) => codes.includes(code)) ?? (codes.length === 0 ? EXIT.noVerdict : EXIT.conformant);
}
