import { resolve } from 'node:path';
import { readBaseline } from '../../load/baseline.js';
import { readText } from '../../load/document.js';
import type { KnownFailure, Report } from '../../model.js';
import { nameOf } from '../../report/baseline-text.js';
import { type BaselineChange, changedBaseline } from '../../store/baseline.js';
import { writeAtomically } from '../../store/files.js';
import { isMended } from '../../verdict/baseline.js';
import { argument, type Given } from '../definition.js';
import type { Host } from '../host.js';
import { storedRun } from '../report/stored-run.js';
import { type Failure, failuresOf, today, wordsOf } from './entries.js';

/**
 * `baseline update REPORT FILE`: takes out what is mended, puts in what is new; what the report does not judge stays.
 * @returns 0
 * @throws UsageError where there is something new and no words for it
 */
export async function update(given: Given, host: Host): Promise<number> {
  const name = argument(given, 1);
  const file = resolve(host.directory, name);
  const [{ known }, run] = [await readBaseline(file), await storedRun(argument(given, 0), host.directory)];
  const failures = failuresOf(run);
  const change = changeOf(known, failures, run.reports);
  const words = change.added.length === 0 ? undefined : wordsOf(given, today());
  const added = words === undefined ? [] : change.added.map((failure) => ({ ...failure, ...words }));
  writeAtomically(file, changedBaseline(readText(file), { ...change, added }));
  const gone = known.filter((entry, index) => change.removed.has(index) && !added.some((one) => isSame(one, entry)));
  for (const entry of gone) host.stdout.write(`mended, taken out: ${nameOf(entry)}\n`);
  for (const entry of added) host.stdout.write(`new: ${nameOf(entry)}\n`);
  host.stdout.write(`${name}: ${known.length - change.removed.size + added.length} known\n`);
  return 0;
}

/** What an entry knows and that is gone is taken out of it; with something new beside it, the entry is a new one. */
function changeOf(
  known: readonly KnownFailure[],
  failures: readonly Failure[],
  reports: readonly Report[],
): Omit<BaselineChange, 'added'> & { readonly added: readonly Failure[] } {
  const removed = new Set<number>();
  const narrowed = new Map<number, readonly string[]>();
  const added = failures.filter((failure) => !known.some((entry) => isSame(failure, entry)));
  for (const [index, entry] of known.entries()) {
    const failure = failures.find((one) => isSame(one, entry));
    const { findings, ...anything } = entry;
    if (failure === undefined) {
      if (reports.some((report) => isMended(anything, report))) removed.add(index);
    } else if (findings !== undefined && failure.findings.some((finding) => !findings.includes(finding))) {
      removed.add(index);
      added.push(failure);
    } else if (findings !== undefined && failure.findings.length < findings.length) narrowed.set(index, failure.findings);
  }
  return { removed, narrowed, added };
}

function isSame(a: Pick<Failure, 'check' | 'requirement'>, b: KnownFailure): boolean {
  return a.check === b.check && a.requirement === b.requirement;
}
