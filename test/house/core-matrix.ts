import { services } from '#built/package.js';
import { spec } from '#built/spec.js';
import { suites } from '#built/suites.js';
import type { ReportDocument } from '../../src/index.js';
import type { Check } from '../../src/model.js';
import type { FaultInfo, ReferenceService, VariationInfo } from '../../src/reference/index.js';
import { bundled } from '../report/bundled.js';

/** The core tier against services with one fault, and against services that conform in other ways than the plain one. */

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js');
type CheckOptions = Omit<import('../../src/index.js').ServiceOptions, 'service' | 'url'>;

const { check, listFaults, listVariations, startReference } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts');
const TOKEN = 'a-token-for-tests';

export const SERVICES = services as readonly ReferenceService[];
const requirements = new Map(spec.knowledge.requirements.map((requirement) => [requirement.id, requirement]));
const isInTier = (id: string): boolean => ['smoke', 'core'].includes(requirements.get(id)?.tier ?? '');
const isAccess = (id: string): boolean => requirements.get(id)?.kind === 'auth';

/** Whether the service demands a token, which the checker has, or nobody says anything of credentials. */
export type Door = 'open' | 'token';

export interface Case {
  readonly service: ReferenceService;
  readonly door: Door;
  readonly id: string;
  readonly breaks: string;
}

/** What a run said. */
export interface Judged {
  /** Requirements with FAIL or WARN. */
  readonly broken: readonly string[];
  readonly exitCode: number;
  /** Ids of the checks with FAIL or WARN. */
  readonly culprits: readonly string[];
  /** What they said, for a reader of a failed test. */
  readonly messages: readonly string[];
}

/** Every fault that smoke and core can see, on every service that can have it. */
export const CASES: readonly Case[] = SERVICES.flatMap((service) =>
  (['open', 'token'] as const).flatMap((door) =>
    listFaults(service)
      .filter(({ breaks }) => isInTier(breaks) && (door === 'token' || !isAccess(breaks)))
      .map(({ id, breaks }: FaultInfo): Case => ({ service, door, id, breaks })),
  ),
);

interface Difference {
  /** Fits the id of the fault. */
  readonly fault: RegExp;
  readonly service?: ReferenceService;
  readonly door?: Door;
  readonly because: string;
  /** What it breaks, instead of what it says. */
  readonly breaks: (breaks: string, service: ReferenceService) => readonly string[];
}

const also =
  (...more: readonly string[]) =>
  (breaks: string): readonly string[] => [breaks, ...more];
const nothing = (): readonly string[] => [];

/** Refusals of bodies of this service that its suite asks for. */
function vectorsOf(service: ReferenceService): readonly string[] {
  const own = suites.flatMap(({ checks }) => checks).filter((one) => one.service === service && one.expect?.refused === 'as-required');
  return own.flatMap((one) => one.requirements.slice(0, 1));
}

/** Faults that break something else, or more, than the one requirement that they name; each with its reason. The first that fits counts. */
const DIFFERENCES: readonly Difference[] = [
  {
    fault: /^errors-misfit-422$/,
    because: 'a body that is no object does not fit either, and is refused with 422, too',
    breaks: also('ARP-CM-030'),
  },
  {
    fault: /^errors-misfit-500$/,
    because: 'a 500 is no refusal: every vector is a requirement of its own, and a body that is no object does not fit either',
    breaks: (_, service) => ['ARP-CM-030', ...vectorsOf(service)],
  },
  {
    fault:
      /^errors-(?:plain-detail|flat|without-body|without-code|without-message|code-number|details-string|retryable-string|cause-without-message|as-text)$/,
    door: 'token',
    because: 'every error has this shape, that of a 401 as well',
    breaks: also('ARP-AU-005'),
  },
  {
    fault: /^errors-code-(?:empty|sentence)$/,
    door: 'token',
    because: 'every error has this code, that of a 401 as well',
    breaks: also('ARP-AU-019'),
  },
  {
    fault: /^auth-basic-challenge$/,
    because: 'the same challenge answers bad credentials, and names no Bearer error there',
    breaks: also('ARP-AU-019'),
  },
  {
    fault: /^auth-refuses-valid$/,
    because: 'bad credentials get the same challenge without an error on that operation',
    breaks: also('ARP-AU-019'),
  },
  { fault: /^events-/, because: 'streams of events are read by the full tier', breaks: nothing },
];

/** What a run against a service with a fault should complain of. */
export function expectedOf({ service, door, id, breaks }: Case): readonly string[] {
  const found = DIFFERENCES.find((one) => one.fault.test(id) && (one.service ?? service) === service && (one.door ?? door) === door);
  return [...new Set(found === undefined ? [breaks] : found.breaks(breaks, service))].sort();
}

/** The differences that no case is about. */
export function idleDifferences(): string[] {
  const used = (one: Difference): boolean =>
    CASES.some(({ id, service, door }) => one.fault.test(id) && (one.service ?? service) === service && (one.door ?? door) === door);
  return DIFFERENCES.filter((one) => !used(one)).map(({ fault }) => String(fault));
}

/** A word for a row of a table. */
export function nameOf({ service, door, id }: Case): string {
  return `${service} ${door} ${id}`;
}

export function judgeFault({ service, door, id }: Case): Promise<Judged> {
  return judge(service, door, { faults: [id] });
}

export function judgeVariation(service: ReferenceService, door: Door, id: string | undefined, more: CheckOptions = {}): Promise<Judged> {
  return judge(service, door, { variations: id === undefined ? [] : [id] }, more);
}

export function variationsOf(service: ReferenceService): readonly VariationInfo[] {
  return listVariations(service);
}

async function judge(
  service: ReferenceService,
  door: Door,
  how: { readonly faults?: readonly string[]; readonly variations?: readonly string[] },
  more: CheckOptions = {},
): Promise<Judged> {
  const token = door === 'token' ? { token: TOKEN } : {};
  const reference = await startReference({ service, ...how, ...token });
  try {
    const access: CheckOptions = door === 'token' ? token : { auth: 'disabled' };
    const limits: CheckOptions = { timeout: 1.5, pollTimeout: 1.5, maxBody: '4MiB' };
    return said(await check({ service, url: reference.url, tier: 'core', allowMutations: true, ...limits, ...access, ...more }));
  } finally {
    await reference.close();
  }
}

function said({ requirements: rows, results, exit_code, bug }: ReportDocument): Judged {
  if (bug !== undefined) throw new Error(bug);
  const bad = results.filter(({ status }) => status === 'FAIL' || status === 'WARN' || status === 'ERROR');
  return {
    broken: rows
      .filter(({ outcome }) => outcome === 'FAIL' || outcome === 'WARN')
      .map(({ id }) => id)
      .sort(),
    exitCode: exit_code,
    culprits: bad.map(({ check_id }) => check_id),
    messages: bad.map(({ check_id, message }) => `${check_id}: ${message}`).slice(0, 6),
  };
}

/** Whether findings of these requirements fail a run. */
export function fails(broken: readonly string[]): boolean {
  return broken.some((id) => ['must', 'implied'].includes(requirements.get(id)?.level ?? ''));
}

/** Several at a time: each has a service of its own. */
export async function inTurn<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** The checks of tier core of a service. */
export function coreChecks(service: ReferenceService): readonly Check[] {
  return suites.flatMap(({ checks }) => checks).filter((one) => one.service === service && one.tier === 'core');
}
