import { messageOf } from '../errors.js';
import { type Job, mayCreate, type Surroundings } from '../run.js';
import type { Host } from './host.js';

/** Where ledgers are kept. */
export interface LedgerWishes {
  /** The folder that the user named; the working directory when absent. */
  readonly folder: string | undefined;
  /** Whether a text holds something that no output may hold. */
  hides(text: string): boolean;
}

/**
 * What keeps the ledgers of runs that may create something. In a working directory that cannot be written to there is none, and the user is
 * told: a run that is not killed needs none.
 * @throws UsageError for a folder that the user named and that cannot be used
 */
export async function keepLedgers(
  jobs: readonly Job[],
  { folder, hides }: LedgerWishes,
  { stderr }: Pick<Host, 'stderr'>,
): Promise<Pick<Surroundings, 'openLedger'>> {
  if (!jobs.some(mayCreate)) return {};
  const { LedgerFile, prepareLedgers } = await import('../store/ledger-file.js');
  const warn = (sentence: string): void => stderr.write(`warning: ${sentence}\n`);
  try {
    prepareLedgers(folder ?? '');
  } catch (error) {
    if (folder !== undefined) throw error;
    warn(`${messageOf(error)} Should this run be killed, what it creates stays on the service; --ledger DIR names another folder.`);
    return {};
  }
  return { openLedger: (head) => new LedgerFile(head, { folder: folder ?? '', hides, onLost: warn }) };
}
