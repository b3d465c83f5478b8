import type { Tier } from '../model.js';
import { HEAVY, listVariations, type ReferenceService, WAITED_FOR } from '../reference/index.js';
import { answeredFor, type Case, casesOf, DOORS, type Knowledge } from './cases.js';
import type { Judged, Trial } from './judge.js';
import type { Conforming, FaultTrial, VariationTrial } from './score.js';

/** Which part of the self-test is run. */
export interface Selected {
  readonly services: readonly ReferenceService[];
  /** The deepest tier. */
  readonly tier: Tier;
  /** Whether a fault is tried. */
  wants(one: Case): boolean;
  readonly variations: boolean;
}

/** Services that are wrong in one way, each, and services that conform in another way, in the order of the catalogue. */
export interface TrialPlan {
  readonly faults: readonly Case[];
  readonly variations: readonly Conforming[];
}

/** What the trials are run by. */
export interface Running {
  judge(trial: Trial): Promise<Judged>;
  /** Trials at a time. */
  readonly jobs: number;
  /** Stops it: what is under way is given up. */
  readonly signal: AbortSignal;
  /** Told of every run that ended. */
  onTrial(done: number, name: string): void;
}

export function planTrials({ services, tier, wants, variations }: Selected, knowledge: Knowledge): TrialPlan {
  return {
    faults: casesOf(services, tier, knowledge).filter(wants),
    variations: variations ? services.flatMap((service) => conformingOf(service, tier, knowledge)) : [],
  };
}

/** Runs checks against all these services; what was given up is left out. */
export async function runTrials(
  { faults, variations }: TrialPlan,
  { judge, jobs, signal, onTrial }: Running,
): Promise<{ readonly faults: readonly FaultTrial[]; readonly variations: readonly VariationTrial[] }> {
  const found = new Map<object, Judged>();
  const run = async (one: Case | Conforming): Promise<void> => {
    if (signal.aborted) return;
    const { service, door, tier, id } = one;
    const judged = await judge({
      service,
      door,
      tier,
      ...('breaks' in one ? { fault: one.id } : id === undefined ? {} : { variation: id }),
    }).catch((error: unknown) => (signal.aborted ? undefined : Promise.reject(error)));
    if (judged === undefined) return;
    found.set(one, judged);
    onTrial(found.size, `${service} ${id ?? 'plain'}`);
  };
  const all = [...faults, ...variations];
  const isOf = (kind: RegExp, { id = '' }: { readonly id?: string | undefined }): boolean => kind.test(id);
  const light = all.filter((one) => !isOf(HEAVY, one));
  const [waiting, busy] = [light.filter((one) => isOf(WAITED_FOR, one)), light.filter((one) => !isOf(WAITED_FOR, one))];
  await inTurn(spread(waiting, busy), jobs, run);
  await inTurn(
    all.filter((one) => isOf(HEAVY, one)),
    1,
    run,
  );
  const judgedOf = (one: object): readonly Judged[] => [found.get(one) ?? []].flat();
  return {
    faults: faults.flatMap((one) => judgedOf(one).map((judged) => ({ one, judged }))),
    variations: variations.flatMap((one) => judgedOf(one).map((judged) => ({ ...one, judged }))),
  };
}

/** Those that wait for long stand far from each other: work is done beside them. */
function spread<T>(few: readonly T[], many: readonly T[]): readonly T[] {
  const gap = Math.ceil(many.length / Math.max(1, few.length));
  return [...few.flatMap((one, index) => [one, ...many.slice(index * gap, (index + 1) * gap)]), ...many.slice(few.length * gap)];
}

/** Works through items, so many at a time. */
export async function inTurn<T>(items: readonly T[], atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

function conformingOf(service: ReferenceService, tier: Tier, knowledge: Knowledge): Conforming[] {
  const ways = [{ id: undefined, warns: [] as readonly string[] }, ...listVariations(service)];
  // What a service asks for by choice changes nothing in how else it may differ.
  return DOORS.flatMap((door) =>
    (door === 'optional' ? ways.slice(0, 1) : ways).map(({ id, warns }) => ({
      ...{ service, door, tier, id, warns },
      shown: answeredFor(service, warns, tier, knowledge),
    })),
  );
}
