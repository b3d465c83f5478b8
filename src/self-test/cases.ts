import type { Check, Requirement, Tier } from '../model.js';
import { TIERS } from '../model.js';
import {
  BY_CHOICE,
  DIFFERENCES,
  type Difference,
  type FaultInfo,
  LIGHTER,
  listFaults,
  OPENLY,
  type ReferenceService,
} from '../reference/index.js';

/** Whether the service demands a token, which the checker has, lets in whoever brings none as well, or nobody says anything of credentials. */
export type Door = 'open' | 'token' | 'optional';
export const DOORS: readonly Door[] = ['open', 'token', 'optional'];

/** One fault on one service, and the tier that is to find it. */
export interface Case {
  readonly service: ReferenceService;
  readonly door: Door;
  readonly id: string;
  readonly breaks: string;
  readonly tier: Tier;
}

/** What is known of the standard and of the checks. */
export interface Knowledge {
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly checks: readonly Check[];
}

/**
 * Every fault that a run of at most this tier can see, on every service that can have it: at the tier that its requirement is of, and at the
 * deepest one, which finds it as well and blames nothing else.
 */
export function casesOf(services: readonly ReferenceService[], deepest: Tier, knowledge: Knowledge): readonly Case[] {
  return services.flatMap((service) =>
    DOORS.flatMap((door) =>
      listFaults(service)
        .filter(({ id, breaks }) => shows(id, door, knowledge.requirements.get(breaks)?.kind === 'auth'))
        .flatMap(({ id, breaks, operations, shows: from }): Case[] => {
          const tier = deeper(deeper(tierOf(breaks, deepest, knowledge), askedFrom(service, operations, knowledge)), from ?? 'smoke');
          if (tier === undefined || TIERS.indexOf(tier) > TIERS.indexOf(deepest)) return [];
          return [...new Set([tier, deepest])].map((at) => ({ service, door, id, breaks, tier: at }));
        }),
    ),
  );
}

/** Faults in credentials show where some are asked for, but for those in what becomes of others. */
function shows(id: string, door: Door, aboutAccess: boolean): boolean {
  if (OPENLY.test(id)) return door === 'open';
  if (BY_CHOICE.test(id) || door === 'optional') return BY_CHOICE.test(id) && door === 'optional';
  return door === 'token' || !aboutAccess;
}

/** The shallowest tier that asks for one of these operations as a user does; what a fault does to others is not seen before. */
function askedFrom(service: string, operations: readonly string[] | undefined, { checks }: Knowledge): Tier {
  if (operations === undefined) return 'smoke';
  const asks = ({ probe, service: own }: Check): boolean =>
    own === service && probe !== undefined && (probe.credentials ?? 'given') === 'given' && operations.includes(probe.operation);
  return TIERS.find((tier) => checks.some((check) => check.tier === tier && asks(check))) ?? 'smoke';
}

function deeper(a: Tier | undefined, b: Tier): Tier | undefined {
  return a === undefined || TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b;
}

/** Faults of these services that no check of any tier is about, so that no run can see them. */
export function outOfSight(services: readonly ReferenceService[], knowledge: Knowledge): readonly FaultInfo[] {
  const own = listFaults().filter((fault) => fault.services.some((service) => services.includes(service)));
  return own.filter(({ breaks }) => tierOf(breaks, 'full', knowledge) === undefined);
}

/** The tier at which a fault in a requirement shows, core for smoke as well; undefined where that is too deep, or no check is about it. */
export function tierOf(id: string, deepest: Tier, { requirements, checks }: Knowledge): Tier | undefined {
  const tier = requirements.get(id)?.tier;
  if (tier === undefined || tier === 'offline' || TIERS.indexOf(tier) > TIERS.indexOf(deepest)) return undefined;
  if (!checks.some((check) => check.requirements.includes(id))) return undefined;
  return tier === 'smoke' && deepest !== 'smoke' ? 'core' : tier;
}

/** What a run against a service with a fault should complain of, sorted. */
export function expectedOf(one: Case, knowledge: Knowledge): readonly string[] {
  const found = differenceOf(one);
  if (found === undefined) return [one.breaks];
  const ids = 'also' in found.breaks ? [one.breaks, ...found.breaks.also] : found.breaks.instead;
  return [...new Set(ids.flatMap((id) => spelledOut(id, one, knowledge)))].sort();
}

/** Why a fault breaks something else than the requirement that it names; undefined where it does not. */
export function differenceOf(one: Case): Difference | undefined {
  return DIFFERENCES.find((difference) => isAbout(difference, one));
}

/** What of that makes the run fail. */
export function bindingOf(one: Case, knowledge: Knowledge): readonly string[] {
  const fault = `${one.service} ${one.id}`;
  if (LIGHTER.has(fault)) return [];
  return expectedOf(one, knowledge).filter(
    (id) => ['must', 'implied'].includes(knowledge.requirements.get(id)?.level ?? '') && !LIGHTER.has(`${fault} ${id}`),
  );
}

/** Those of some requirements that a run of a service at this tier answers for, sorted. */
export function answeredFor(service: ReferenceService, ids: readonly string[], tier: Tier, knowledge: Knowledge): readonly string[] {
  return ids.filter((id) => tierOf(id, tier, knowledge) !== undefined && knowledge.requirements.get(id)?.services.includes(service)).sort();
}

function isAbout({ fault, service, door, tier, of }: Difference, one: Case): boolean {
  const named = [service ?? one.service, door ?? one.door, tier ?? one.tier, of ?? one.breaks];
  return fault.test(one.id) && named.join() === [one.service, one.door, one.tier, one.breaks].join();
}

/** `ARP-NV-*` is every requirement of that name that a check of this service refuses a body for. */
function spelledOut(id: string, { service, tier }: Case, { checks }: Knowledge): readonly string[] {
  if (!id.endsWith('*')) return [id];
  const own = checks.filter((check) => check.service === service && TIERS.indexOf(check.tier) <= TIERS.indexOf(tier));
  return own.flatMap(({ requirements }) => requirements).filter((one) => one.startsWith(id.slice(0, -1)));
}
