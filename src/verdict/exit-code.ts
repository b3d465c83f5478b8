import type { Outcome, Report, Verdict } from '../model.js';
import { outcomeOf } from './check-verdicts.js';

/** What the exit code of a run means; also the table in the README. */
export const EXIT = { conformant: 0, notConformant: 1, usage: 2, noVerdict: 3, bug: 4, unwritten: 5, SIGINT: 130, SIGTERM: 143 } as const;

/** The exit code of one service's report: 4 before 130/143 before 1 before 3 before 0. What a baseline knows decides nothing. */
export function exitCodeOf(report: Omit<Report, 'exitCode'>): number {
  const { verdicts, counts, strict, baseline } = report;
  if (report.bug !== undefined) return EXIT.bug;
  if (report.interrupted !== undefined) return EXIT[report.interrupted];
  const known = verdicts.filter((verdict) => verdict.outcome === 'FAIL' && isKnown(verdict, report));
  if (counts.FAIL > known.length) return EXIT.notConformant;
  if (baseline?.strict && baseline.mended.length > 0) return EXIT.notConformant;
  // What was left out at a limit may have been what fails.
  if (report.stop !== undefined) return EXIT.noVerdict;
  if (counts.ERROR > 0 || !verdicts.some(({ outcome }) => JUDGED.has(outcome))) return EXIT.noVerdict;
  return strict && fallsShort(report) ? EXIT.notConformant : EXIT.conformant;
}

const JUDGED: ReadonlySet<Outcome> = new Set(['PASS', 'WARN', 'FAIL']);

/** Whether nothing that makes a check fail is news. */
function isKnown({ findings }: Verdict, { requirements, implied }: Omit<Report, 'exitCode'>): boolean {
  const news = findings.filter(({ known }) => known === undefined);
  const all = new Map(requirements.map(({ requirement }) => [requirement.id, requirement]));
  return news.length < findings.length && outcomeOf(news, { requirements: all, implied }) !== 'FAIL';
}

/** Requirements that nobody tested, or that are broken by a warning that counts and that no baseline knows. */
function fallsShort({ requirements, verdicts }: Omit<Report, 'exitCode'>): boolean {
  const findings = verdicts.flatMap((verdict) => verdict.findings);
  return requirements.some(({ requirement, outcome, weight }) => {
    if (outcome !== 'WARN' || weight === 'advisory') return outcome === 'UNTESTED';
    const own = findings.filter((finding) => finding.requirement === requirement.id);
    return own.length === 0 || own.some(({ known }) => known === undefined);
  });
}

/** The exit code of several reports: the one that comes first in the order of {@link exitCodeOf}. */
export function worstExitCode(codes: readonly number[]): number {
  const order = [EXIT.bug, EXIT.SIGINT, EXIT.SIGTERM, EXIT.notConformant, EXIT.noVerdict];
  return order.find((code) => codes.includes(code)) ?? (codes.length === 0 ? EXIT.noVerdict : EXIT.conformant);
}
