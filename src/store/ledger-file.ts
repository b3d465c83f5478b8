import { accessSync, closeSync, constants, openSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, UsageError } from '../errors.js';
import type { LedgerHead, LedgerLine } from '../model.js';
import { makeFolder, writeAtomically } from './files.js';

/** How a ledger is kept. */
export interface LedgerSettings {
  /** Folder that it stands in, as the user named it. */
  readonly folder: string;
  /** Takes out of a text what no output may hold. */
  redact(text: string): string;
  /** Told once, in a sentence, when it cannot be written any more. */
  onLost(sentence: string): void;
}

/** Longest id that is written down: no path carries a longer one. */
const LONGEST_ID = 8192;
/** More things that were there before are not written down. */
const MOST_BEFORE = 10_000;

/**
 * The file in which a run takes down what it creates, so that it can be removed when the run is killed. It is begun with the first line,
 * and each line is handed to the system before anything else is done: what a killed process has written stays.
 */
export class LedgerFile {
  /** Its name, as a user would write it. */
  readonly file: string;
  readonly #head: LedgerHead;
  readonly #settings: LedgerSettings;
  #open: number | undefined;
  #lost = false;

  constructor(head: LedgerHead, settings: LedgerSettings) {
    this.#head = { ...head, url: settings.redact(head.url) };
    this.#settings = settings;
    this.file = join(settings.folder, `${head.run}-${head.service.replace(/[^\w.-]/g, '-')}.ledger`);
  }

  /** Adds a line. A run goes on without its ledger, and its user is told. */
  write(line: LedgerLine): void {
    const written = this.#writable(line);
    if (this.#lost || written === undefined) return;
    try {
      if (this.#open === undefined) {
        this.#open = openSync(this.file, 'wx');
        writeFileSync(this.#open, headText(this.#head));
      }
      writeFileSync(this.#open, lineText(written));
    } catch (error) {
      this.#lose(`${messageOf(error)}; the run goes on, and should it be killed, what it creates stays on the service`);
    }
  }

  /** Ends it: without anything left it is removed, else it holds that alone. @returns its name, where there is still such a file */
  close(left: readonly LedgerLine[]): string | undefined {
    if (this.#open === undefined) return undefined;
    closeSync(this.#open);
    this.#open = undefined;
    try {
      return keepLedger(
        this.file,
        this.#head,
        left.flatMap((line) => this.#writable(line) ?? []),
      );
    } catch (error) {
      this.#lose(messageOf(error));
      return undefined;
    }
  }

  #lose(why: string): void {
    this.#lost = true;
    this.#settings.onLost(`The ledger ${this.file} cannot be written: ${why}.`);
  }

  /** Without ids that hold a secret or that no path carries: nobody knows them then. */
  #writable(line: LedgerLine): LedgerLine | undefined {
    const isFit = (id: string): boolean => id.length <= LONGEST_ID && this.#settings.redact(id) === id;
    // Without it nothing is taken for known.
    if ('before' in line) return line.ids.length <= MOST_BEFORE && line.ids.every(isFit) ? line : undefined;
    if ('made' in line) return { ...line, ids: line.ids.map((id) => (id !== null && isFit(id) ? id : null)) };
    if (line.id === undefined || isFit(line.id)) return line;
    if ('deleted' in line) return undefined;
    const { id: _, ...rest } = line;
    return rest;
  }
}

/** Leaves a ledger with these lines alone; without any it is removed. @returns its name, where it is still there @throws UnwrittenError */
export function keepLedger(file: string, head: LedgerHead, lines: readonly LedgerLine[]): string | undefined {
  if (lines.length > 0) writeAtomically(file, [headText(head), ...lines.map(lineText)].join(''));
  else rmSync(file, { force: true });
  return lines.length > 0 ? file : undefined;
}

/** Adds a line to a ledger that is there. */
export function lineText(line: LedgerLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Makes sure that ledgers can be kept in a folder, and makes it. @throws UsageError that says why not */
export function prepareLedgers(folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(resolve(folder), constants.W_OK);
  } catch (error) {
    throw new UsageError(`No ledger can be kept in ${folder === '' ? 'this folder' : folder}: ${messageOf(error)}.`);
  }
}

function headText(head: LedgerHead): string {
  return `${JSON.stringify({ ledger: 1, ...head })}\n`;
}
