import { relative, resolve } from 'node:path';
import { type Place, UsageError, usageText } from '../errors.js';
import { FileWatch } from '../load/file-watch.js';
import type { RunReport } from '../model.js';
import { runDiff } from '../report/diff.js';
import { diffText } from '../report/diff-text.js';
import { type Host, wantsColor } from './host.js';

/** What one round of a watch leaves behind. */
export interface Round {
  readonly exitCode: number;
  /** As it was drawn; absent where nothing was judged. */
  readonly shown?: RunReport;
}

/** Carries out one run, and tells what it reads and writes as soon as it knows. */
export type OneRun = (told: { reads(paths: readonly string[]): void; writes(paths: readonly string[]): void }) => Promise<Round>;

/**
 * Runs again whenever a file that the run reads has changed, or the user presses Enter, and tells what changed since the run before; `q`
 * or a signal ends it. Mistakes in files are told, and waited for to be mended.
 * @returns the exit code of the last run
 * @throws UsageError where the first run cannot be begun for a reason that no file holds
 */
export async function watch(runOnce: OneRun, host: Host): Promise<number> {
  const files = new FileWatch();
  const input = new Lines(host);
  let last: Round | undefined;
  try {
    for (;;) {
      const { read, round } = await oneRound(runOnce, files, last === undefined, host);
      if (last?.shown !== undefined && round.shown !== undefined) {
        const changes = diffText(runDiff(last.shown, round.shown), wantsColor('auto', host.stderr, host.environment));
        host.stderr.write(`\nsince the run before:\n${changes}`);
      }
      // What could not be run is no run to compare the next one with.
      last = { ...(last?.shown === undefined ? {} : { shown: last.shown }), ...round };
      if (host.signal.aborted || (read.length === 0 && input.over)) return last.exitCode;
      const shown = read.map((path) => relative(host.directory, resolve(host.directory, path)) || '.');
      const keys = input.over ? '' : '; Enter runs again, q and Enter ends';
      host.stderr.write(`\nwatching ${read.length === 0 ? 'nothing' : shown.join(', ')}${keys}\n`);
      if ((await nextCause(files, input, read.length > 0, host.signal)) === 'end') return last.exitCode;
    }
  } finally {
    input.close();
    files.close();
  }
}

async function oneRound(
  runOnce: OneRun,
  files: FileWatch,
  isFirst: boolean,
  host: Host,
): Promise<{ readonly read: readonly string[]; readonly round: Round }> {
  const read = new Set<string>();
  const told = {
    reads: (paths: readonly string[]) => {
      for (const path of paths) read.add(path);
      files.follow([...read]);
    },
    writes: (paths: readonly string[]) => files.pass(paths),
  };
  files.begin();
  try {
    return { round: await runOnce(told), read: [...read] };
  } catch (error) {
    const place: Place | undefined = error instanceof UsageError ? error.place : undefined;
    if (!(error instanceof UsageError) || (isFirst && place === undefined)) throw error;
    if (read.size === 0 && place !== undefined) told.reads([place.file]);
    host.stderr.write(`arp-conformance: ${usageText(error)}`);
    return { round: { exitCode: 2 }, read: [...read] };
  }
}

/** Waits for what begins the next run, or ends the watch. */
async function nextCause(files: FileWatch, input: Lines, hasFiles: boolean, signal: AbortSignal): Promise<'run' | 'end'> {
  const quiet = new AbortController();
  const aborted = new Promise<'end'>((resolve) => {
    if (signal.aborted) resolve('end');
    else signal.addEventListener('abort', () => resolve('end'), { once: true, signal: quiet.signal });
  });
  const typed = input.next().then((line) => {
    if (line === undefined) return hasFiles ? new Promise<never>(() => undefined) : 'end';
    return line.trim().toLowerCase() === 'q' ? 'end' : 'run';
  });
  try {
    return await Promise.race([aborted, typed, files.changed().then(() => 'run' as const)]);
  } finally {
    quiet.abort();
  }
}

/** What the user types, line by line; what was typed in the course of a run counts once. */
class Lines {
  over = false;
  readonly #end: () => void;
  #waiting: ((line: string | undefined) => void) | undefined;
  #typed: string | undefined;

  constructor({ lines }: Host) {
    if (lines === undefined) this.over = true;
    this.#end = lines?.((line) => this.#take(line)) ?? (() => undefined);
  }

  /** The next line; undefined once there will be no more. */
  next(): Promise<string | undefined> {
    const line = this.#typed;
    this.#typed = undefined;
    if (line !== undefined || this.over) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    this.#end();
  }

  #take(line: string | undefined): void {
    if (line === undefined) this.over = true;
    if (this.#waiting === undefined) this.#typed = line ?? this.#typed;
    else {
      this.#waiting(line);
      this.#waiting = undefined;
    }
  }
}
