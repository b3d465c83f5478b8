import { messageOf } from '../errors.js';
import { type Job, mayCreate, type Surroundings } from '../run.js';
import type { Host } from './host.js';

/**
 * What keeps the ledgers of runs that may create something. In a working directory that cannot be written to there is none, and the user is
 * told: a run that is not killed needs none.
 * @param folder the one that the user named; the working directory when absent
 * @throws UsageError for a folder that the user named and that cannot be used
 */
export async function keepLedgers(
  jobs: readonly Job[],
  folder: string | undefined,
  { stderr, secrets }: Host,
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
  return { openLedger: (head) => new LedgerFile(head, { folder: folder ?? '', redact: (text) => secrets.redact(text), onLost: warn }) };
}
