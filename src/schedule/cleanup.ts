import { valueAt } from '../json/pointer.js';
import { jsonIn } from '../json/read.js';
import type {
  CleanupRecord,
  Exchange,
  HeaderList,
  LedgerLine,
  LeftThing,
  Message,
  Operation,
  PlannedCreation,
  PlannedProbe,
} from '../model.js';
import { idsIn, type Ledger, type LedgerEntry } from './ledger.js';
import { heirsOf } from './steps.js';

/** What cleaning up needs of a run. Paths are the longest chains of exchanges that end at a place, in milliseconds. */
export interface CleanupSettings {
  readonly probes: readonly PlannedProbe[];
  /** False leaves everything where it is. */
  readonly cleanup: boolean;
  /** Whether all requests of the run have ended long ago, so that what no list shows was never made. */
  readonly isPast?: boolean;
  readonly lateSignal: AbortSignal;
  /** @returns the path to the end of a probe, once it has ended */
  ended(key: string): Promise<number>;
  /** What was sent so far, and what came back. */
  exchanges(): readonly Exchange[];
  /** @param ahead how many exchanges come one after the other from here on, this one included */
  send(message: Message, signal: AbortSignal, ahead: number): Promise<Exchange>;
  /** What a message would be on the wire. */
  describe(message: Message): { readonly url: string; readonly headers: HeaderList };
}

/** Looks at what is there before anything is created, so that nothing of it is ever taken for ours. @returns the path to the answer */
export async function lookBefore(
  { list, ids }: PlannedCreation,
  ledger: Ledger,
  send: (message: Message) => Promise<Exchange>,
): Promise<number> {
  if (list === undefined) return 0;
  const { answer, durationMs } = await send(messageFor(list, {}, 'given', 'read'));
  if (answer?.status === 200) ledger.noteBefore(list.id, idsIn(answer.body, ids ?? ''));
  return durationMs;
}

/**
 * Removes what a run created, each thing as soon as all that needs it has ended and what was made with its help is gone, and then looks
 * whether it is gone: an answer alone is no proof. What of ours is still there, or may be, is left and named; what cannot be removed is
 * ended where it goes on.
 */
export class Cleanup {
  readonly #ledger: Ledger;
  readonly #settings: CleanupSettings;
  readonly #makers: readonly PlannedProbe[];
  readonly #undone = new Map<string, Promise<number>>();
  readonly #free = new Set<string>();
  readonly #said = new Map<LedgerEntry, string>();
  readonly #states = new Map<LedgerEntry, string | null>();
  /** What the service does not know any more, or never did. */
  readonly #unknown = new Set<LedgerEntry>();
  /** What each kind of thing that was created lists afterwards, by id of the list operation. */
  readonly #present = new Map<string, ReadonlySet<string>>();
  /** A fault of ours; what else there is to remove is removed all the same. */
  bug: unknown;

  constructor(ledger: Ledger, settings: CleanupSettings) {
    this.#ledger = ledger;
    this.#settings = settings;
    this.#makers = settings.probes.filter(({ creates }) => creates !== undefined);
  }

  /** @returns the longest path of all, once nothing is left to do */
  async carryOut(): Promise<number> {
    const lists = new Set(this.#makers.map(({ creates }) => creates?.list?.id));
    return longest([...lists].map((list) => this.#prove(this.#makers.filter(({ creates }) => creates?.list?.id === list))));
  }

  record(): CleanupRecord {
    const entries = this.#ledger.entries();
    const removable = entries.filter(({ creation }) => creation.remove !== undefined);
    const left = removable.filter((entry) => !this.#isGone(entry));
    const residue = entries.flatMap((entry) => {
      const { creation, id } = entry;
      if (creation.remove !== undefined || id === undefined || this.#unknown.has(entry)) return [];
      return { operation: creation.operation, id, state: this.#states.get(entry) ?? null };
    });
    return { removed: removable.length - left.length, residue, left: eachOnce(left.flatMap((entry) => this.#left(entry))) };
  }

  /** What is left at this moment, while others go on: with what may have been created by requests under way, and what may still go on. */
  standing(): Pick<CleanupRecord, 'left' | 'residue'> {
    const goesOn = this.goingOn().flatMap((entry) => {
      const { creation, id = '', credentials } = entry;
      const message = creation.end === undefined ? undefined : messageFor(creation.end, { [creation.parameter]: id }, credentials, 'write');
      return message === undefined ? [] : this.#request(message, 'it may still go on: this ends it');
    });
    const pending = this.#ledger.pending().filter(({ creation }) => creation.remove !== undefined);
    const { left, residue } = this.record();
    return {
      residue,
      left: eachOnce([...left, ...pending.flatMap((entry) => this.#left(entry, 'asked for, and not answered yet')), ...goesOn]),
    };
  }

  /** What cannot be removed and was not seen to be over. */
  goingOn(): readonly LedgerEntry[] {
    return this.#ledger.entries().filter((entry) => {
      const { remove, status } = entry.creation;
      if (remove !== undefined || status === undefined || entry.id === undefined || this.#unknown.has(entry)) return false;
      return !status.over.includes(this.#states.get(entry) ?? '');
    });
  }

  /** The lines of a ledger file that tell of what could not be removed. @param also entries that it tells of besides */
  remains(also: readonly LedgerEntry[] = []): LedgerLine[] {
    const kept = this.#ledger
      .entries()
      .filter((entry) => also.includes(entry) || (entry.creation.remove !== undefined && !this.#isGone(entry)));
    return this.#ledger.lines(kept);
  }

  /** Takes away all of one kind, and looks once whether it is gone. */
  async #prove(makers: readonly PlannedProbe[]): Promise<number> {
    const path = await longest(makers.map(({ key }) => this.#undo(key)));
    const list = makers[0]?.creates?.list;
    const first = this.#ledger.entries().find(({ creation }) => creation.remove !== undefined && creation.list?.id === list?.id);
    if (list === undefined || first === undefined) return path;
    return path + (await this.#guarded(() => this.#look(list, first)));
  }

  async #look(list: Operation, { creation, credentials }: LedgerEntry): Promise<number> {
    const { answer, durationMs } = await this.#send(messageFor(list, {}, credentials, 'read'), 1);
    if (answer?.status === 200) this.#present.set(list.id, new Set(idsIn(answer.body, creation.ids ?? '')));
    return durationMs;
  }

  /** Takes away what a probe made, after what the probes made that need it. */
  #undo(key: string): Promise<number> {
    const undone = this.#undone.get(key) ?? this.#undoAfterHeirs(key);
    this.#undone.set(key, undone);
    return undone;
  }

  async #undoAfterHeirs(key: string): Promise<number> {
    const heirs = heirsOf(key, this.#settings.probes);
    const makers = heirs.filter(({ creates }) => creates !== undefined);
    const path = await longest([
      ...[key, ...heirs.map((heir) => heir.key)].map((one) => this.#settings.ended(one)),
      ...makers.map((maker) => this.#undo(maker.key)),
    ]);
    this.#free.add(key);
    return path + (await longest(this.#ledger.take(this.#free).map((entry) => this.#guarded(() => this.#takeAway(entry)))));
  }

  async #guarded(step: () => Promise<number>): Promise<number> {
    try {
      return await step();
    } catch (error) {
      this.bug ??= error;
      return 0;
    }
  }

  /** @returns how long it took, in milliseconds */
  async #takeAway(entry: LedgerEntry): Promise<number> {
    if (entry.creation.remove === undefined) return entry.id === undefined ? 0 : this.#end(entry);
    if (entry.id === undefined) this.#said.set(entry, 'the answer was lost or told no usable id: look for what it may have created');
    else if (this.#ledger.isDeleted(entry)) this.#said.set(entry, 'still listed although it was deleted');
    else if (!this.#settings.cleanup) this.#said.set(entry, 'left by --no-cleanup');
    else {
      const removed = await this.#send(removal(entry), 2);
      this.#said.set(entry, outcome(removed));
      if (hasSucceeded(removed)) this.#ledger.noteRemoved(entry);
      return removed.durationMs;
    }
    return 0;
  }

  /** Sees how something that stays goes on, unless it was seen to be over; where it does, it is ended, if the service can. */
  async #end(entry: LedgerEntry): Promise<number> {
    const { creation, id = '', credentials } = entry;
    const { status, end, parameter } = creation;
    if (status === undefined) return 0;
    const path = { [parameter]: id };
    const readings = this.#settings
      .exchanges()
      .filter((one) => one.operation === status.operation.id && one.request.path[parameter] === id);
    const over = readings.map((reading) => stateIn(reading, status.at)).find((state) => state !== null && status.over.includes(state));
    if (over !== undefined) {
      this.#states.set(entry, over);
      return 0;
    }
    const look = async (): Promise<number> => {
      const reading = await this.#send(messageFor(status.operation, path, credentials, 'read'), 3);
      this.#states.set(entry, stateIn(reading, status.at));
      if (reading.answer?.status === 404 || reading.answer?.status === 410) this.#unknown.add(entry);
      return reading.durationMs;
    };
    let took = await look();
    const state = this.#states.get(entry) ?? null;
    if (end !== undefined && this.#settings.cleanup && state !== null && !status.over.includes(state)) {
      took += (await this.#send(messageFor(end, path, credentials, 'write'), 4)).durationMs;
      took += await look();
    }
    return took;
  }

  /** Gone is what the list does not name any more; without a list, what was deleted by its answer. */
  #isGone(entry: LedgerEntry): boolean {
    const present = this.#present.get(entry.creation.list?.id ?? '');
    if (entry.id === undefined)
      return this.#settings.isPast === true && present !== undefined && this.#ledger.isAllKnown(entry.creation, present);
    return present === undefined ? (this.#said.get(entry) ?? '').startsWith('still listed') : !present.has(entry.id);
  }

  #left(entry: LedgerEntry, why = this.#said.get(entry) ?? 'not removed'): LeftThing[] {
    const { creation, credentials, id } = entry;
    const look = creation.list === undefined ? undefined : messageFor(creation.list, {}, credentials, 'read');
    const message = id === undefined ? look : removal(entry);
    return message === undefined ? [] : this.#request(message, why);
  }

  #request(message: Message, why: string): LeftThing[] {
    const { operation, credentials } = message;
    return [{ method: operation.method, ...this.#settings.describe(message), credentials, why }];
  }

  #send(message: Message, ahead: number): Promise<Exchange> {
    return this.#settings.send(message, this.#settings.lateSignal, ahead);
  }
}

/** The same request of several things, such as the look for what may have been created, once. */
function eachOnce(left: readonly LeftThing[]): LeftThing[] {
  return left.filter(({ method, url }, index) => left.findIndex((other) => other.method === method && other.url === url) === index);
}

async function longest(paths: readonly Promise<number>[]): Promise<number> {
  return Math.max(0, ...(await Promise.all(paths)));
}

function stateIn({ answer }: Exchange, at: string): string | null {
  const body = answer === undefined ? undefined : jsonIn(answer.body);
  const state = body === undefined ? undefined : valueAt(body, at);
  return typeof state === 'string' ? state : null;
}

function outcome({ answer, failure }: Exchange): string {
  if (answer === undefined) return `no answer (${failure?.code ?? 'none'})`;
  return hasSucceeded({ answer }) ? `still listed after status ${answer.status}` : `status ${answer.status}`;
}

function hasSucceeded({ answer }: Pick<Exchange, 'answer'>): boolean {
  return answer !== undefined && answer.status < 300;
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
