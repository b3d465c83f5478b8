import type { Outcome, Report, RunReport, Verdict } from '../model.js';

/** How a check changed from one report to another. */
export const CHANGES = ['newly failing', 'mended', 'changed', 'new', 'gone'] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** One check that is not as it was. */
export interface Change {
  readonly kind: ChangeKind;
  readonly service: string;
  readonly check: string;
  readonly title: string;
  /** Undefined where the check is not in that report. */
  readonly before?: Outcome;
  readonly after?: Outcome;
  /** The verdict that there is, the newer one first. */
  readonly verdict: Verdict;
}

/** What changed, and what is wrong in the newer run whether it changed or not. */
export interface RunDiff {
  readonly changes: readonly Change[];
  /** How many checks fail in the newer run. */
  readonly failing: number;
}

/** Compares two runs check by check; services that only one of them has count as well. Pure. */
export function runDiff(older: RunReport, newer: RunReport): RunDiff {
  const before = verdictsOf(older.reports);
  const after = verdictsOf(newer.reports);
  const judged = new Set(newer.reports.map(({ service }) => service));
  const changes = [...new Set([...after.keys(), ...before.keys()])].flatMap((id) => changeOf(before.get(id), after.get(id), judged) ?? []);
  const order = (change: Change): number => CHANGES.indexOf(change.kind);
  return { changes: changes.sort((a, b) => order(a) - order(b)), failing: [...after.values()].filter(isBad).length };
}

function changeOf(before: Verdict | undefined, after: Verdict | undefined, judged: ReadonlySet<string>): Change | undefined {
  const verdict = after ?? before;
  if (verdict === undefined) return undefined;
  const { id, service, title } = verdict.check;
  const rest = {
    ...{ service, title, verdict, check: id },
    ...(before === undefined ? {} : { before: before.outcome }),
    ...(after === undefined ? {} : { after: after.outcome }),
  };
  // What stands for findings alone is gone with them.
  if (after === undefined) return { kind: verdict.unplanned && judged.has(service) ? 'mended' : 'gone', ...rest };
  if (isBad(after) && (before === undefined || !isBad(before))) return { kind: 'newly failing', ...rest };
  if (before === undefined) return { kind: 'new', ...rest };
  if (isBad(before) && after.outcome === 'PASS') return { kind: 'mended', ...rest };
  return before.outcome === after.outcome ? undefined : { kind: 'changed', ...rest };
}

/** An id carries its service; of a service that was checked at several places the worst counts. */
function verdictsOf(reports: readonly Report[]): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const verdict of reports.flatMap((report) => report.verdicts)) {
    const known = verdicts.get(verdict.check.id);
    if (known === undefined || rank(verdict) < rank(known)) verdicts.set(verdict.check.id, verdict);
  }
  return verdicts;
}

function rank({ outcome }: Verdict): number {
  return (['FAIL', 'ERROR', 'WARN', 'SKIP', 'PASS'] as const).indexOf(outcome);
}

function isBad({ outcome }: Verdict): boolean {
  return outcome === 'FAIL' || outcome === 'ERROR';
}
