import { located, valueAt } from '../json/pointer.js';
import type { Exchange, Json, Message, PlannedProbe } from '../model.js';

/** Something that this run created, and how it is removed. */
export interface LedgerEntry {
  readonly probe: PlannedProbe;
  readonly path: Readonly<Record<string, string>>;
}

/** What a run created on the service, in the order of creation: nothing else is ever removed. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #removed = new Set<string>();

  /** Takes down what an answer says was created. A request that should have been refused and was not counts as well. */
  note(message: Message, exchange: Exchange): void {
    const { cleanup } = message.probe;
    const status = exchange.answer?.status ?? 0;
    if (status < 200 || status >= 300) return;
    if (message.operation.method === 'DELETE') this.#removed.add(keyOf(message.operation.id, message.path));
    if (cleanup === undefined) return;
    for (const created of createdBy(cleanup.created, message, exchange)) {
      this.#entries.push({ probe: message.probe, path: { [cleanup.parameter]: created } });
    }
  }

  /** What is still there, the newest first. */
  open(): LedgerEntry[] {
    return this.#entries.filter(({ probe, path }) => !this.#removed.has(keyOf(probe.cleanup?.operation.id ?? '', path))).reverse();
  }
}

/** The ids that an answer tells, or for `path:NAME` the one that the request named itself. */
function createdBy(created: string, message: Message, { answer }: Exchange): string[] {
  if (created.startsWith('path:')) return [message.path[created.slice('path:'.length)] ?? ''];
  const body = parsed(answer?.body);
  if (body === undefined) return [];
  return located(body, created)
    .map((at) => valueAt(body, at))
    .filter((id): id is string => typeof id === 'string' && id !== '');
}

function parsed(body: Uint8Array | undefined): Json | undefined {
  try {
    return JSON.parse(Buffer.from(body ?? []).toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

function keyOf(operation: string, path: Readonly<Record<string, string>>): string {
  return JSON.stringify([operation, path]);
}
