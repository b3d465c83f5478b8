import { located, valueAt } from '../json/pointer.js';
import { jsonIn } from '../json/read.js';
import type { Answer, Exchange, LedgerLine, Message, PlannedCreation } from '../model.js';

/** Something that this run created, or may have created. */
export interface LedgerEntry {
  readonly creation: PlannedCreation;
  /** Undefined where the answer that would have told was lost, or told an id that no path can carry. */
  readonly id: string | undefined;
  /** `given`, `none` or an Authorization header: what it was created with removes it. */
  readonly credentials: string;
  /** Keys of the probes whose answers told of it. */
  readonly makers: ReadonlySet<string>;
  /** Key of the exchange that told of it first. */
  readonly exchange: string;
}

interface OwnEntry extends LedgerEntry {
  readonly makers: Set<string>;
}

/** What a run created on the service: nothing else is ever removed. */
export class Ledger {
  readonly #order: ReadonlyMap<string, number>;
  readonly #journal: (line: LedgerLine) => void;
  readonly #entries: OwnEntry[] = [];
  /** By key of the exchange: what was asked for, and is not answered yet. */
  readonly #pending = new Map<string, OwnEntry>();
  readonly #taken = new Set<LedgerEntry>();
  readonly #deleted = new Set<LedgerEntry>();
  /** By id of the list operation: what was there before the run. */
  readonly #before = new Map<string, ReadonlySet<string>>();
  readonly #beforeTold = new Set<string>();

  /**
   * @param order keys of the probes in the order of the plan, so that what is told of the entries does not depend on which answer came first
   * @param journal told each change at once, so that it outlives the process
   */
  constructor(order: readonly string[] = [], journal: (line: LedgerLine) => void = () => undefined) {
    this.#order = new Map(order.map((key, place) => [key, place]));
    this.#journal = journal;
  }

  /** Takes down what a list names before anything is created: a service that calls it new is not believed. */
  noteBefore(list: string, ids: readonly string[]): void {
    this.#before.set(list, new Set(ids));
  }

  /** Takes down, before a request is sent, that it may create something. */
  expect(message: Message): void {
    const { creates: creation } = message.probe;
    if (creation === undefined || this.#pending.has(message.key)) return;
    const [id] = createdBy(creation, message, undefined);
    if (id !== undefined && this.#wasThere(creation, id)) return;
    const { key, credentials } = message;
    this.#pending.set(key, { creation, id, credentials, makers: new Set([message.probe.key]), exchange: key });
    for (const line of this.#beforeLines([creation])) this.#journal(line);
    this.#journal(sentLine({ creation, id, credentials, exchange: key }));
  }

  /** Takes down what a request created, whether or not it should have been refused; without an exchange, what it may have created. */
  note(message: Message, exchange?: Exchange): void {
    const answer = exchange?.answer;
    const status = answer?.status;
    if (message.operation.method === 'DELETE' && isSuccess(status)) this.#delete(message.operation.id, Object.values(message.path)[0]);
    const { creates: creation } = message.probe;
    if (creation === undefined) return;
    const expected = this.#pending.delete(message.key);
    // Only an answer that turns the request down shows that it had no effect.
    const turnedDown = status !== undefined && status >= 300 && status < 500;
    const made = turnedDown ? [] : this.#add(createdBy(creation, message, answer), creation, message);
    if (expected) this.#journal({ made: message.key, ids: made.map((id) => id ?? null) });
  }

  /** Takes over what another run left, with the journal of that run behind it. @param deleted whether that one deleted it, by its answer */
  adopt(entry: Omit<LedgerEntry, 'makers'> & { readonly maker: string }, deleted: boolean): void {
    const { maker, ...rest } = entry;
    const adopted = { ...rest, makers: new Set([maker]) };
    this.#entries.push(adopted);
    if (deleted) this.#deleted.add(adopted);
  }

  /** Everything, the newest first. */
  entries(): readonly LedgerEntry[] {
    const place = ({ makers }: OwnEntry): number => Math.min(...[...makers].map((maker) => this.#order.get(maker) ?? -1));
    const count = ({ exchange }: OwnEntry): number => Number(/#(\d+)$/.exec(exchange)?.[1] ?? 1);
    return [...this.#entries].sort((a, b) => place(a) - place(b) || count(a) - count(b)).reverse();
  }

  /** What may have been created by requests that are still under way. */
  pending(): readonly LedgerEntry[] {
    return [...this.#pending.values()];
  }

  /** Hands out, once, what only these probes made, the newest first. The same id told again later is another thing. */
  take(makers: ReadonlySet<string>): readonly LedgerEntry[] {
    const free = this.entries().filter((entry) => !this.#taken.has(entry) && [...entry.makers].every((maker) => makers.has(maker)));
    for (const entry of free) this.#taken.add(entry);
    return free;
  }

  /** Whether a request of this run has deleted it, going by its answer. */
  isDeleted(entry: LedgerEntry): boolean {
    return this.#deleted.has(entry);
  }

  /** Takes down that an entry was removed, going by the answer. */
  noteRemoved({ exchange, id }: LedgerEntry): void {
    if (id !== undefined) this.#journal({ deleted: exchange, id });
  }

  /** Whether a list names nothing but what was there before the run, and what the run knows that it made. */
  isAllKnown({ list }: PlannedCreation, present: ReadonlySet<string>): boolean {
    const [id = '', before] = [list?.id, this.#before.get(list?.id ?? '')];
    const own = new Set(this.#entries.flatMap((entry) => (entry.creation.list?.id === id ? (entry.id ?? []) : [])));
    return before !== undefined && [...present].every((one) => before.has(one) || own.has(one));
  }

  /** The lines of a ledger file that tell of these entries, and of nothing else. */
  lines(entries: readonly LedgerEntry[]): LedgerLine[] {
    const oldestFirst = [...entries].reverse();
    this.#beforeTold.clear();
    const before = this.#beforeLines(entries.map(({ creation }) => creation));
    const rest = [...new Set(oldestFirst.map(({ exchange }) => exchange))].flatMap((exchange): LedgerLine[] => {
      const made = oldestFirst.filter((entry) => entry.exchange === exchange);
      const [first] = made;
      if (first === undefined) return [];
      const deleted = made.flatMap((entry) =>
        entry.id !== undefined && this.isDeleted(entry) ? [{ deleted: exchange, id: entry.id }] : [],
      );
      return [sentLine({ ...first, id: undefined }), { made: exchange, ids: made.map(({ id }) => id ?? null) }, ...deleted];
    });
    return [...before, ...rest];
  }

  /** Whether a request may be sent: one that removes something does so only with what this run created. */
  allows({ operation, path, probe }: Message, creations: readonly PlannedCreation[]): boolean {
    const removes = creations.filter(({ remove }) => remove?.id === operation.id);
    if (removes.length === 0 || probe.effect !== 'write') return true;
    return this.#entries.some(
      ({ creation, id }) => removes.some(({ remove }) => remove?.id === creation.remove?.id) && path[creation.parameter] === id,
    );
  }

  /** @returns what was not known yet */
  #add(ids: readonly (string | undefined)[], creation: PlannedCreation, { key, credentials, probe }: Message): (string | undefined)[] {
    return ids.filter((id) => {
      const known = this.#entries.find(
        (entry) => id !== undefined && isSame(entry, creation, id) && !this.#taken.has(entry) && !this.#deleted.has(entry),
      );
      if (known !== undefined) known.makers.add(probe.key);
      if (known !== undefined || (id !== undefined && this.#wasThere(creation, id))) return false;
      this.#entries.push({ creation, id, credentials, makers: new Set([probe.key]), exchange: key });
      return true;
    });
  }

  /** What was there before, of each list that was not told of yet. */
  #beforeLines(creations: readonly PlannedCreation[]): LedgerLine[] {
    return creations.flatMap(({ list }) => {
      const ids = this.#before.get(list?.id ?? '');
      if (list === undefined || ids === undefined || this.#beforeTold.has(list.id)) return [];
      this.#beforeTold.add(list.id);
      return [{ before: list.id, ids: [...ids] }];
    });
  }

  #delete(operation: string, id: string | undefined): void {
    for (const entry of this.#entries) {
      if (entry.creation.remove?.id !== operation || entry.id !== id || this.#taken.has(entry)) continue;
      this.#deleted.add(entry);
      this.noteRemoved(entry);
    }
  }

  #wasThere({ list }: PlannedCreation, id: string): boolean {
    return this.#before.get(list?.id ?? '')?.has(id) ?? false;
  }
}

function sentLine({ creation, id, credentials, exchange }: Omit<LedgerEntry, 'makers'>): LedgerLine {
  const known = credentials === 'given' || credentials === 'none' ? credentials : 'other';
  return { sent: exchange, operation: creation.operation, credentials: known, ...(id === undefined ? {} : { id }) };
}

/** The ids that an answer tells, or the one that the request chose itself, in its path or its body, which is known even if the answer is lost. */
function createdBy({ created, chosen }: PlannedCreation, message: Message, answer: Answer | undefined): (string | undefined)[] {
  if (created.startsWith('path:')) return [message.path[created.slice('path:'.length)]];
  if (answer === undefined || !isSuccess(answer.status)) return [chosen === undefined ? undefined : chosenIn(message, chosen)];
  // As segments of a path these lead elsewhere, however they are written.
  const ids = idsIn(answer.body, created).map((id) => (['', '.', '..'].includes(id) ? undefined : id));
  return ids.length === 0 && !listsNothing(answer, created) ? [undefined] : ids;
}

/** A list of what was created that is there and has nothing in it leaves nothing open. */
function listsNothing({ body }: Answer, created: string): boolean {
  const star = created.indexOf('/*');
  const list = star < 0 ? undefined : valueAt(jsonIn(body) ?? null, created.slice(0, star));
  return Array.isArray(list) && list.length === 0;
}

function chosenIn({ body }: Message, at: string): string | undefined {
  const id = body?.json === undefined ? undefined : valueAt(body.json, at);
  return typeof id === 'string' && !['', '.', '..'].includes(id) ? id : undefined;
}

/** The texts that a pattern leads to in a JSON body. */
export function idsIn(body: Uint8Array, pattern: string): string[] {
  const json = jsonIn(body);
  if (json === undefined) return [];
  return located(json, pattern)
    .map((at) => valueAt(json, at))
    .filter((id): id is string => typeof id === 'string');
}

function isSame(entry: LedgerEntry, creation: PlannedCreation, id: string): boolean {
  return entry.id === id && entry.creation.list?.id === creation.list?.id && entry.creation.operation === creation.operation;
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
