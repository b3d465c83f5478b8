import type { CleanupRecord, Exchange, Message, Operation, PlannedProbe } from '../model.js';
import { idsIn, type Ledger, type LedgerEntry } from './ledger.js';

/** What cleaning up needs of a run. */
export interface CleanupSettings {
  /** False leaves everything where it is. */
  readonly cleanup: boolean;
  readonly lateSignal: AbortSignal;
  send(message: Message, signal: AbortSignal): Promise<Exchange>;
  describe(message: Message): { readonly url: string };
}

type Left = CleanupRecord['left'][number];

/**
 * Removes what a run created, the newest first, one after the other, and then looks whether it is gone: an answer alone is no proof.
 * Whatever of ours is still there, or may be, is left and named.
 */
export async function cleanUp(ledger: Ledger, settings: CleanupSettings): Promise<CleanupRecord> {
  const entries = ledger.entries();
  const said = new Map<LedgerEntry, string>();
  for (const entry of entries) {
    if (entry.id === undefined) said.set(entry, 'the answer was lost: look for what it may have created');
    else if (ledger.isDeleted(entry)) said.set(entry, 'still listed although it was deleted');
    else if (!settings.cleanup) said.set(entry, 'left by --no-cleanup');
    else said.set(entry, outcome(await settings.send(removal(entry), settings.lateSignal)));
  }
  const present = await presentIds(entries, settings);
  const left = entries.flatMap((entry) => {
    const why = said.get(entry) ?? '';
    return isGone(entry, why, present.get(entry.creation.list.id)) ? [] : [leftOf(entry, why, settings)];
  });
  return { removed: entries.length - left.length, left };
}

function outcome({ answer, failure }: Exchange): string {
  if (answer === undefined) return `no answer (${failure?.code ?? 'none'})`;
  return answer.status < 300 ? `still listed after status ${answer.status}` : `status ${answer.status}`;
}

/** Gone is what the list does not name any more; without a list, what was deleted by its answer. */
function isGone({ id }: LedgerEntry, why: string, present: ReadonlySet<string> | undefined): boolean {
  if (id === undefined) return false;
  if (present !== undefined) return !present.has(id);
  return why.startsWith('still listed');
}

/** What each kind of thing that was created lists now, by id of the list operation; one request for each kind. */
async function presentIds(entries: readonly LedgerEntry[], settings: CleanupSettings): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const present = new Map<string, ReadonlySet<string>>();
  for (const { creation, credentials } of entries) {
    if (present.has(creation.list.id)) continue;
    const { answer } = await settings.send(messageFor(creation.list, {}, credentials, 'read'), settings.lateSignal);
    if (answer !== undefined && answer.status === 200) present.set(creation.list.id, new Set(idsIn(answer.body, creation.ids)));
  }
  return present;
}

function leftOf(entry: LedgerEntry, why: string, settings: CleanupSettings): Left {
  const { creation, credentials, id } = entry;
  const message = id === undefined ? messageFor(creation.list, {}, credentials, 'read') : removal(entry);
  return { method: message.operation.method, ...settings.describe(message), why };
}

function removal({ creation, credentials, id = '' }: LedgerEntry): Message {
  return messageFor(creation.remove, { [creation.parameter]: id }, credentials, 'write');
}

function messageFor(
  operation: Operation,
  path: Readonly<Record<string, string>>,
  credentials: string,
  effect: PlannedProbe['effect'],
): Message {
  const key = `cleanup.${operation.id}`;
  const probe: PlannedProbe = {
    key,
    operation,
    request: { operation: operation.id },
    credentials,
    expects: 'any',
    effect,
    needs: [],
    save: {},
  };
  return { key, probe, operation, path, query: {} };
}
