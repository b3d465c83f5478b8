import { located, valueAt } from '../json/pointer.js';
import { jsonIn } from '../json/read.js';
import type { Answer, Exchange, Message, PlannedCreation } from '../model.js';

/** Something that this run created, or may have created. */
export interface LedgerEntry {
  readonly creation: PlannedCreation;
  /** Undefined where the answer that would have told was lost, or told an id that no path can carry. */
  readonly id: string | undefined;
  /** `given`, `none` or an Authorization header: what it was created with removes it. */
  readonly credentials: string;
  /** Keys of the probes whose answers told of it. */
  readonly makers: ReadonlySet<string>;
}

interface OwnEntry extends LedgerEntry {
  readonly makers: Set<string>;
  readonly exchange: string;
}

/** What a run created on the service: nothing else is ever removed. */
export class Ledger {
  readonly #order: readonly string[];
  readonly #entries: OwnEntry[] = [];
  readonly #taken = new Set<LedgerEntry>();
  readonly #deleted = new Set<string>();
  /** By id of the list operation: what was there before the run. */
  readonly #before = new Map<string, ReadonlySet<string>>();

  /** @param order keys of the probes in the order of the plan, so that what is told of the entries does not depend on which answer came first */
  constructor(order: readonly string[] = []) {
    this.#order = order;
  }

  /** Takes down what a list names before anything is created: a service that calls it new is not believed. */
  noteBefore(list: string, ids: readonly string[]): void {
    this.#before.set(list, new Set(ids));
  }

  /** Takes down what a request created, whether or not it should have been refused; without an exchange, what it may have created. */
  note(message: Message, exchange?: Exchange): void {
    const answer = exchange?.answer;
    const status = answer?.status;
    if (message.operation.method === 'DELETE' && isSuccess(status))
      this.#deleted.add(keyOf(message.operation.id, Object.values(message.path)[0]));
    const { creates: creation } = message.probe;
    // Only an answer that turns the request down shows that it had no effect.
    if (creation === undefined || (status !== undefined && status >= 300 && status < 500)) return;
    const before = this.#before.get(creation.list?.id ?? '');
    for (const id of createdBy(creation, message, answer)) {
      const makers = new Set([message.probe.key]);
      const known = this.#entries.find((entry) => id !== undefined && isSame(entry, creation, id) && !this.#taken.has(entry));
      if (known !== undefined) known.makers.add(message.probe.key);
      else if (id === undefined || !before?.has(id))
        this.#entries.push({ creation, id, credentials: message.credentials, makers, exchange: message.key });
    }
  }

  /** Everything, the newest first. */
  entries(): readonly LedgerEntry[] {
    const place = ({ makers }: OwnEntry): number => Math.min(...[...makers].map((maker) => this.#order.indexOf(maker)));
    const count = ({ exchange }: OwnEntry): number => Number(/#(\d+)$/.exec(exchange)?.[1] ?? 1);
    return [...this.#entries].sort((a, b) => place(a) - place(b) || count(a) - count(b)).reverse();
  }

  /** Hands out, once, what only these probes made, the newest first. The same id told again later is another thing. */
  take(makers: ReadonlySet<string>): readonly LedgerEntry[] {
    const free = this.entries().filter((entry) => !this.#taken.has(entry) && [...entry.makers].every((maker) => makers.has(maker)));
    for (const entry of free) this.#taken.add(entry);
    return free;
  }

  /** Whether a request of this run has deleted it, going by its answer. */
  isDeleted({ creation, id }: LedgerEntry): boolean {
    return this.#deleted.has(keyOf(creation.remove?.id ?? '', id));
  }

  /** Whether a request may be sent: one that removes something does so only with what this run created. */
  allows({ operation, path, probe }: Message, creations: readonly PlannedCreation[]): boolean {
    const removes = creations.filter(({ remove }) => remove?.id === operation.id);
    if (removes.length === 0 || probe.effect !== 'write') return true;
    return this.#entries.some(
      ({ creation, id }) => removes.some(({ remove }) => remove?.id === creation.remove?.id) && path[creation.parameter] === id,
    );
  }
}

/** The ids that an answer tells, or for `path:NAME` the one that the request named itself, which is known even if the answer is lost. */
function createdBy({ created }: PlannedCreation, message: Message, answer: Answer | undefined): (string | undefined)[] {
  if (created.startsWith('path:')) return [message.path[created.slice('path:'.length)]];
  if (answer === undefined || !isSuccess(answer.status)) return [undefined];
  // As segments of a path these lead elsewhere, however they are written.
  const ids = idsIn(answer.body, created).map((id) => (['', '.', '..'].includes(id) ? undefined : id));
  return ids.length === 0 ? [undefined] : ids;
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

function keyOf(operation: string, id: string | undefined): string {
  return JSON.stringify([operation, id]);
}
