import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UsageError } from '../errors.js';
import type { LedgerHead, LedgerLine } from '../model.js';
import { readText } from './document.js';

/** A ledger file as it was read. */
export interface StoredLedger {
  readonly file: string;
  readonly head: LedgerHead;
  readonly lines: readonly LedgerLine[];
}

/** How the names of ledger files end. */
const LEDGER_ENDING = '.ledger';
/** More than any run writes: a file that is longer is none of ours. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_LINES = 20_000;
/** Longest id that a path is made of. */
const LONGEST_ID = 8192;

/**
 * Reads a ledger file that a run has left. A last line that is cut off is passed over: nothing was sent that it would have told of, or
 * nobody heard the answer.
 * @throws UsageError with file and line for whatever no run writes: what is removed is only what such a file tells of
 */
export function readLedger(file: string): StoredLedger {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) throw new UsageError('This is too long for a ledger.', { file });
  return parseLedger(file, readText(file));
}

/** As {@link readLedger}, of text that is already there. */
export function parseLedger(file: string, text: string): StoredLedger {
  const [first = '', ...rest] = text.split('\n');
  // What follows the last line feed is empty, or was never written whole.
  rest.pop();
  if (rest.length > MOST_LINES) throw new UsageError(`More than ${MOST_LINES} lines are more than a run writes.`, { file });
  const head = headOf(parsed(first, { file, line: 1 }));
  if (head === undefined) throw new UsageError(NO_LEDGER, { file, line: 1 });
  const sent = new Set<string>();
  const lines = rest.map((line, index) => {
    const place = { file, line: index + 2 };
    const entry = lineOf(parsed(line, place));
    if (entry === undefined) throw new UsageError('No run writes such a line into its ledger.', place);
    if ('before' in entry) return entry;
    const key = 'sent' in entry ? entry.sent : 'made' in entry ? entry.made : entry.deleted;
    if ('sent' in entry === sent.has(key))
      throw new UsageError(`${JSON.stringify(key)} was ${'sent' in entry ? 'sent before' : 'not sent by any line before'}.`, place);
    sent.add(key);
    return entry;
  });
  return { file, head, lines };
}

/** Files in a folder that are called as ledgers are, in the order of their names. @throws UsageError when it cannot be read */
export function ledgersIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(LEDGER_ENDING))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new UsageError(`The folder cannot be read: ${messageOf(error)}.`, { file: folder });
  }
}

/** Whether a name leads to a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const NO_LEDGER = 'This is no ledger of this version. Ledgers are left by runs of check that were killed or could not remove something.';

function parsed(line: string, place: { readonly file: string; readonly line: number }): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new UsageError(place.line === 1 ? NO_LEDGER : 'This line is not a JSON object.', place);
}

function headOf(value: Readonly<Record<string, unknown>>): LedgerHead | undefined {
  const { ledger, run, service, url, spec, suites = [], begun } = value;
  if (ledger !== 1 || !hasOnly(value, ['ledger', 'run', 'service', 'url', 'spec', 'suites', 'begun'])) return undefined;
  if (!isText(run, /^arpc-[a-z0-9-]{1,60}$/) || !isText(service, /^[\w.-]{1,200}$/) || !isText(url, /^https?:\/\/\S{1,4000}$/))
    return undefined;
  if (!isText(spec) || !isText(begun, /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z$/)) return undefined;
  if (!Array.isArray(suites) || !suites.every((suite) => isText(suite))) return undefined;
  return { run, service, url, spec, begun, ...(suites.length === 0 ? {} : { suites: suites as string[] }) };
}

function lineOf(value: Readonly<Record<string, unknown>>): LedgerLine | undefined {
  const { before, sent, operation, credentials, id, made, ids, deleted } = value;
  if (isText(sent) && hasOnly(value, ['sent', 'operation', 'credentials', 'id'])) {
    if (!isText(operation) || (credentials !== 'given' && credentials !== 'none' && credentials !== 'other')) return undefined;
    if (id === undefined) return { sent, operation, credentials };
    return isId(id) ? { sent, operation, credentials, id } : undefined;
  }
  if (isText(before) && hasOnly(value, ['before', 'ids']) && Array.isArray(ids)) {
    return ids.every((one) => typeof one === 'string') ? { before, ids } : undefined;
  }
  if (isText(made) && hasOnly(value, ['made', 'ids']) && Array.isArray(ids)) {
    return ids.every((one) => one === null || isId(one)) ? { made, ids: ids as (string | null)[] } : undefined;
  }
  if (isText(deleted) && hasOnly(value, ['deleted', 'id']) && isId(id)) return { deleted, id };
  return undefined;
}

/** What can stand for one thing as a segment of a path: `.` and `..` lead elsewhere, however they are written. */
function isId(id: unknown): id is string {
  return isText(id) && id.length <= LONGEST_ID && id !== '.' && id !== '..';
}

function isText(value: unknown, pattern = /./s): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function hasOnly(value: object, names: readonly string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name));
}
