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
import { Cleanup } from './cleanup.js';
import { Ledger } from './ledger.js';

/** How what another run left is removed. */
export interface SweepSettings {
  /** By operation: how what it creates is removed. */
  readonly creations: ReadonlyMap<string, PlannedCreation>;
  readonly send: (message: Message) => Promise<Exchange>;
  /** What a message would be on the wire. */
  readonly describe: (message: Message) => { readonly url: string; readonly headers: HeaderList };
  /** Told what becomes of the things of the ledger as they are removed. */
  readonly journal?: (line: LedgerLine) => void;
}

/** What became of what another run left. */
export interface Swept {
  readonly cleanup: CleanupRecord;
  /** What could neither be removed nor ended: the operation that created it, its id, and how it was last seen. */
  readonly goingOn: CleanupRecord['residue'];
  /** The lines of a ledger file that tell of what remains. */
  readonly remains: readonly LedgerLine[];
}

/** One thing of a ledger file. */
export interface LedgerThing {
  readonly exchange: string;
  readonly operation: string;
  readonly credentials: 'given' | 'none';
  /** Undefined where nobody knows. */
  readonly id: string | undefined;
  readonly deleted: boolean;
}

/** What the lines of a ledger file come to, in the order in which it was asked for. */
export function thingsOf(lines: readonly LedgerLine[]): LedgerThing[] {
  const things = new Map<string, LedgerThing[]>();
  for (const line of lines) {
    if ('before' in line) continue;
    if ('sent' in line) {
      // Other credentials are not written down; those of the user remove as well as any.
      const credentials = line.credentials === 'none' ? 'none' : 'given';
      things.set(line.sent, [{ exchange: line.sent, operation: line.operation, credentials, id: line.id, deleted: false }]);
    } else if ('made' in line) {
      const [first] = things.get(line.made) ?? [];
      things.set(line.made, first === undefined ? [] : line.ids.map((id) => ({ ...first, id: id ?? undefined, deleted: false })));
    } else {
      const made = things.get(line.deleted) ?? [];
      things.set(
        line.deleted,
        made.map((thing) => (thing.id === line.id ? { ...thing, deleted: true } : thing)),
      );
    }
  }
  return [...things.values()].flat();
}

/** The requests that {@link sweep} would begin with; nothing is sent. */
export function toSweep(things: readonly LedgerThing[], settings: SweepSettings): readonly LeftThing[] {
  return takenOver(
    things.filter(({ deleted }) => !deleted),
    settings,
  ).standing().left;
}

/** Removes what the ledger file of another run tells of, as that run would have: the newest first, each proved to be gone. */
export async function sweep(lines: readonly LedgerLine[], settings: SweepSettings): Promise<Swept> {
  const cleanup = takenOver(thingsOf(lines), settings, lines);
  await cleanup.carryOut();
  if (cleanup.bug !== undefined) throw cleanup.bug;
  const goesOn = cleanup.goingOn();
  const record = cleanup.record();
  const isOf = ({ id }: { readonly id: string }): boolean => goesOn.some((entry) => entry.id === id);
  return {
    cleanup: { ...record, residue: record.residue.filter((one) => !isOf(one)) },
    goingOn: record.residue.filter(isOf),
    remains: cleanup.remains(goesOn),
  };
}

function takenOver(
  things: readonly LedgerThing[],
  { creations, journal, send, describe }: SweepSettings,
  lines: readonly LedgerLine[] = [],
): Cleanup {
  const probes: PlannedProbe[] = [];
  const ledger = new Ledger([...new Set(things.map(({ exchange }) => exchange))], journal);
  for (const line of lines) if ('before' in line) ledger.noteBefore(line.before, line.ids);
  for (const { exchange, operation, credentials, id, deleted } of things) {
    const creation = creations.get(operation);
    if (creation === undefined) continue;
    ledger.adopt({ creation, id, credentials, exchange, maker: exchange }, deleted);
    if (probes.at(-1)?.key !== exchange) probes.push(makerOf(exchange, creation, probes.at(-1)));
  }
  return new Cleanup(ledger, {
    ...{ probes, cleanup: true, isPast: true, lateSignal: new AbortController().signal },
    ended: async () => 0,
    exchanges: () => [],
    send,
    describe,
  });
}

/** Stands for the request of the other run. Each needs the one before, so that the last is undone first. */
function makerOf(key: string, creates: PlannedCreation, before: PlannedProbe | undefined): PlannedProbe {
  const operation = (creates.remove ?? creates.status?.operation) as Operation;
  return {
    ...{ key, operation, credentials: 'given', expects: 'any', effect: 'write', save: {}, creates },
    request: { operation: operation.id },
    needs: before === undefined ? [] : [before.key],
  };
}
