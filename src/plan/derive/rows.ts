import { fitsPattern } from '../../json/pointer.js';
import type { Expectations, RefusalRow } from '../../model.js';

/** What a derived check is about, and what it expects. */
export interface Judged {
  readonly requirements: readonly string[];
  readonly expect: Expectations;
}

/** The first row that fits a fault, as a check has it; undefined where none does. */
export function rowFor(operation: string, at: string, kind: string, rows: readonly RefusalRow[]): Judged | undefined {
  const row = rows.find(
    (candidate) =>
      (candidate.operation?.includes(operation) ?? true) &&
      (candidate.fault?.includes(kind) ?? true) &&
      (candidate.at?.some((place) => fitsPattern(at, place)) ?? true),
  );
  if (row === undefined) return undefined;
  const { requirement, refused = 'must', status } = row;
  return { requirements: requirement, expect: status === undefined ? { refused } : { status } };
}
