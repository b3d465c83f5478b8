import { setMaxListeners } from 'node:events';
import type { Spec, Tier } from '../model.js';
import { HEAVY, listVariations, type ReferenceService } from '../reference/index.js';
import { type Case, casesOf, DOORS, type Knowledge } from './cases.js';
import { judgeFault, judgeVariation } from './judge.js';
import type { FaultTrial, VariationTrial } from './score.js';

/** Which part of the self-test is run. */
export interface TrialSettings {
  readonly services: readonly ReferenceService[];
  /** The deepest tier. */
  readonly tier: Tier;
  readonly spec: Spec;
  readonly knowledge: Knowledge;
  /** Whether a fault is tried. */
  wants(one: Case): boolean;
  readonly variations: boolean;
  /** Services that are checked at a time. */
  readonly jobs: number;
  /** Stops it: what is under way is given up. */
  readonly signal?: AbortSignal;
  /** Told of every run that ended. */
  onTrial?(done: number, all: number, name: string): void;
}

/** All runs of a self-test, in the order of the catalogue. */
export interface Trials {
  readonly faults: readonly FaultTrial[];
  readonly variations: readonly VariationTrial[];
}

/** Runs checks against reference services that are wrong in one way, each, and against those that conform in another way. */
export async function runTrials(settings: TrialSettings): Promise<Trials> {
  const { services, tier, spec, knowledge, signal, jobs } = settings;
  // Every run under way listens for the end.
  if (signal !== undefined) setMaxListeners(0, signal);
  const more = signal === undefined ? {} : { signal };
  const cases = casesOf(services, tier, knowledge).filter((one) => settings.wants(one));
  const conforming = settings.variations ? services.flatMap(conformingOf) : [];
  const [faults, variations] = [new Map<Case, FaultTrial>(), new Map<object, VariationTrial>()];
  let done = 0;
  const told = async (name: string, work: Promise<void>): Promise<void> => {
    await work;
    done += 1;
    settings.onTrial?.(done, cases.length + conforming.length, name);
  };
  const steps = [
    ...cases.map((one) => ({
      heavy: HEAVY.test(one.id),
      run: () =>
        told(
          `${one.service} ${one.id}`,
          judgeFault(one, spec, more).then((judged) => void faults.set(one, { one, judged })),
        ),
    })),
    ...conforming.map((one) => ({
      heavy: false,
      run: () =>
        told(
          `${one.service} ${one.id ?? 'plain'}`,
          judgeVariation(one.service, one.door, one.id, tier, spec, more).then((judged) => void variations.set(one, { ...one, judged })),
        ),
    })),
  ];
  const isOver = (): boolean => signal?.aborted ?? false;
  await inTurn(
    steps.filter(({ heavy }) => !heavy),
    jobs,
    async ({ run }) => (isOver() ? undefined : run()),
  );
  await inTurn(
    steps.filter(({ heavy }) => heavy),
    1,
    async ({ run }) => (isOver() ? undefined : run()),
  );
  return {
    faults: cases.flatMap((one) => faults.get(one) ?? []),
    variations: conforming.flatMap((one) => variations.get(one) ?? []),
  };
}

/** Works through items, so many at a time. */
export async function inTurn<T>(items: readonly T[], atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

function conformingOf(service: ReferenceService): Omit<VariationTrial & { readonly service: ReferenceService }, 'judged'>[] {
  const ways = [{ id: undefined, warns: [] as readonly string[] }, ...listVariations(service)];
  // What a service asks for by choice changes nothing in how else it may differ.
  return DOORS.flatMap((door) => (door === 'optional' ? ways.slice(0, 1) : ways).map(({ id, warns }) => ({ service, door, id, warns })));
}
