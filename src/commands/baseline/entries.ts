import { UsageError } from '../../errors.js';
import { isDay } from '../../load/baseline.js';
import type { KnownFailure, RunReport } from '../../model.js';
import { decidingFindings, fingerprint } from '../../verdict/baseline.js';
import { type Given, one } from '../definition.js';

/** What is said of every new entry. */
export type Words = Pick<KnownFailure, 'reason' | 'owner' | 'expires'>;

/** What fails, as an entry of which nothing is said yet. */
export type Failure = Omit<KnownFailure, keyof Words | 'findings'> & { readonly findings: readonly string[] };

/** @throws UsageError when a reason or an owner is missing, or the day is none */
export function wordsOf(given: Given, today: string): Words {
  const [reason, owner, expires] = ['reason', 'owner', 'expires'].map((name) => one(given, name));
  if (!reason?.trim()) throw new UsageError('New entries need a reason: say with --reason why they are not mended yet.');
  if (!owner?.trim()) throw new UsageError('New entries need an owner: say with --owner who sees to them.');
  if (expires !== undefined && !isDay(expires)) throw new UsageError(`--expires takes a day such as 2026-12-31, not "${expires}".`);
  if (expires !== undefined && expires < today) throw new UsageError(`--expires: ${expires} is over already.`);
  return { reason, owner, ...(expires === undefined ? {} : { expires }) };
}

/** What fails in a run, as entries without words: one for each check and requirement. */
export function failuresOf({ reports }: RunReport): Failure[] {
  const entries = new Map<string, { check: string; requirement: string; findings: Set<string> }>();
  for (const { verdict, findings } of reports.flatMap(decidingFindings)) {
    for (const finding of findings) {
      const key = `${verdict.check.id} ${finding.requirement}`;
      const entry = entries.get(key) ?? { check: verdict.check.id, requirement: finding.requirement, findings: new Set() };
      entry.findings.add(fingerprint(finding));
      entries.set(key, entry);
    }
  }
  return [...entries.values()].map(({ findings, ...rest }) => ({ ...rest, findings: [...findings].sort() }));
}

/** Today in UTC, as `2026-12-31`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
