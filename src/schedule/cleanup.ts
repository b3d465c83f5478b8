import { valueAt } from '../json/pointer.js';
import type { CleanupRecord, Exchange, Message, Operation, PlannedCreation, PlannedProbe } from '../model.js';
import { idsIn, jsonIn, type Ledger, type LedgerEntry } from './ledger.js';

/** What cleaning up needs of a run. */
export interface CleanupSettings {
  /** False leaves everything where it is. */
  readonly cleanup: boolean;
  readonly lateSignal: AbortSignal;
  send(message: Message, signal: AbortSignal): Promise<Exchange>;
  describe(message: Message): { readonly url: string };
}

type Left = CleanupRecord['left'][number];

/** Looks at what is there before anything is created, so that nothing of it is ever taken for ours; one request for each kind of thing. */
export async function lookBefore(
  creations: readonly PlannedCreation[],
  ledger: Ledger,
  { send }: Pick<CleanupSettings, 'send'>,
  signal: AbortSignal,
): Promise<void> {
  const lists = new Map(creations.flatMap((creation) => (creation.list === undefined ? [] : [[creation.list.id, creation] as const])));
  await Promise.all(
    [...lists].map(async ([id, { list, ids }]) => {
      if (list === undefined || signal.aborted) return;
      const { answer } = await send(messageFor(list, {}, 'given', 'read'), signal);
      if (answer?.status === 200) ledger.noteBefore(id, idsIn(answer.body, ids ?? ''));
    }),
  );
}

/**
 * Removes what a run created, the newest first, one after the other, and then looks whether it is gone: an answer alone is no proof.
 * Whatever of ours is still there, or may be, is left and named; what cannot be removed is ended where it goes on.
 */
export async function cleanUp(ledger: Ledger, settings: CleanupSettings): Promise<CleanupRecord> {
  const entries = ledger.entries();
  const removable = entries.filter(({ creation }) => creation.remove !== undefined);
  const said = new Map<LedgerEntry, string>();
  for (const entry of removable) {
    if (entry.id === undefined) said.set(entry, 'the answer was lost or told no usable id: look for what it may have created');
    else if (ledger.isDeleted(entry)) said.set(entry, 'still listed although it was deleted');
    else if (!settings.cleanup) said.set(entry, 'left by --no-cleanup');
    else said.set(entry, outcome(await settings.send(removal(entry), settings.lateSignal)));
  }
  const present = await presentIds(removable, settings);
  const left = removable.flatMap((entry) => {
    const why = said.get(entry) ?? '';
    return isGone(entry, why, present.get(entry.creation.list?.id ?? '')) ? [] : leftOf(entry, why, settings);
  });
  const residue = await Promise.all(
    entries.filter(({ creation, id }) => creation.remove === undefined && id !== undefined).map((entry) => endOf(entry, settings)),
  );
  return { removed: removable.length - left.length, residue, left };
}

function outcome({ answer, failure }: Exchange): string {
  if (answer === undefined) return `no answer (${failure?.code ?? 'none'})`;
  return answer.status < 300 ? `still listed after status ${answer.status}` : `status ${answer.status}`;
}

/** Gone is what the list does not name any more; without a list, what was deleted by its answer. */
function isGone({ id }: LedgerEntry, why: string, present: ReadonlySet<string> | undefined): boolean {
  if (id === undefined) return false;
  return present === undefined ? why.startsWith('still listed') : !present.has(id);
}

/** What each kind of thing that was created lists now, by id of the list operation; one request for each kind. */
async function presentIds(entries: readonly LedgerEntry[], settings: CleanupSettings): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const present = new Map<string, ReadonlySet<string>>();
  for (const { creation, credentials } of entries) {
    const { list, ids = '' } = creation;
    if (list === undefined || present.has(list.id)) continue;
    const { answer } = await settings.send(messageFor(list, {}, credentials, 'read'), settings.lateSignal);
    if (answer?.status === 200) present.set(list.id, new Set(idsIn(answer.body, ids)));
  }
  return present;
}

function leftOf(entry: LedgerEntry, why: string, settings: CleanupSettings): Left[] {
  const { creation, credentials, id } = entry;
  const message =
    id !== undefined ? removal(entry) : creation.list === undefined ? undefined : messageFor(creation.list, {}, credentials, 'read');
  return message === undefined ? [] : [{ method: message.operation.method, ...settings.describe(message), why }];
}

/** How something that stays was last seen; one that still goes on is ended, where the service can. */
async function endOf(
  { creation, id = '', credentials }: LedgerEntry,
  settings: CleanupSettings,
): Promise<CleanupRecord['residue'][number]> {
  const { status, end, parameter, operation } = creation;
  const path = { [parameter]: id };
  const look = async (): Promise<string | null> => {
    if (status === undefined) return null;
    const { answer } = await settings.send(messageFor(status.operation, path, credentials, 'read'), settings.lateSignal);
    const body = answer === undefined ? undefined : jsonIn(answer.body);
    const state = body === undefined ? undefined : valueAt(body, status.at);
    return typeof state === 'string' ? state : null;
  };
  let state = await look();
  if (end !== undefined && settings.cleanup && state !== null && !status?.over.includes(state)) {
    await settings.send(messageFor(end, path, credentials, 'write'), settings.lateSignal);
    state = await look();
  }
  return { operation, id, state };
}

function removal({ creation, credentials, id = '' }: LedgerEntry): Message {
  return messageFor(creation.remove as Operation, { [creation.parameter]: id }, credentials, 'write');
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
  return { key, probe, operation, path, query: {}, credentials };
}
