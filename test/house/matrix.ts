import { services } from '#built/package.js';
import { spec } from '#built/spec.js';
import type { ReportDocument } from '../../src/index.js';
import type { Check } from '../../src/model.js';
import type { FaultInfo, ReferenceService, VariationInfo } from '../../src/reference/index.js';
import { bundled } from '../report/bundled.js';
import { checks, suites } from './suites.js';
import { UNTESTED } from './untested.js';

/** Services with one fault, each at the tier that can see it, and services that conform in other ways than the plain one. */

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js');
type CheckOptions = Omit<import('../../src/index.js').ServiceOptions, 'service' | 'url'>;

const { check, listFaults, listVariations, startReference } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts');
const TOKEN = 'a-token-for-tests';

export const SERVICES = services as readonly ReferenceService[];
const requirements = new Map(spec.knowledge.requirements.map((requirement) => [requirement.id, requirement]));
/** The tier at which a fault in a requirement shows: smoke is part of core. Undefined where no check is about it yet. */
function tierOf(id: string): JudgedTier | undefined {
  const tier = requirements.get(id)?.tier;
  return tier === 'full' ? (UNTESTED.includes(id) ? undefined : 'full') : 'core';
}
const isAccess = (id: string): boolean => requirements.get(id)?.kind === 'auth';

/** The tiers that faults are tried at. */
export type JudgedTier = 'core' | 'full';

/** Whether the service demands a token, which the checker has, or nobody says anything of credentials. */
export type Door = 'open' | 'token';

export interface Case {
  readonly service: ReferenceService;
  readonly door: Door;
  readonly id: string;
  readonly breaks: string;
  readonly tier: JudgedTier;
}

/** What a run said. */
export interface Judged {
  /** Requirements with FAIL or WARN. */
  readonly broken: readonly string[];
  /** Those of them with FAIL. */
  readonly failed: readonly string[];
  readonly exitCode: number;
  /** Ids of the checks with FAIL or WARN. */
  readonly culprits: readonly string[];
  /** What they said, for a reader of a failed test. */
  readonly messages: readonly string[];
}

/** Every fault that some tier can see, on every service that can have it. */
export const CASES: readonly Case[] = SERVICES.flatMap((service) =>
  (['open', 'token'] as const).flatMap((door) =>
    listFaults(service)
      .filter(({ breaks }) => door === 'token' || !isAccess(breaks))
      .flatMap(({ id, breaks, shows }: FaultInfo): Case | [] => {
        const tier = shows ?? tierOf(breaks);
        return tier === undefined ? [] : { service, door, id, breaks, tier };
      }),
  ),
);

interface Difference {
  /** Fits the id of the fault. */
  readonly fault: RegExp;
  readonly service?: ReferenceService;
  readonly door?: Door;
  readonly tier?: JudgedTier;
  /** The requirement that it names. */
  readonly of?: string;
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

/** What a fault in the runs of a runtime breaks where the runs are those of a daemon. */
const RUNS_OF_A_DAEMON: Readonly<Record<string, string>> = {
  'ARP-RT-002': 'ARP-DM-010',
  'ARP-RT-003': 'ARP-DM-011',
  'ARP-RT-006': 'ARP-DM-061',
  'ARP-RT-008': 'ARP-DM-062',
  'ARP-RT-009': 'ARP-DM-062',
  'ARP-RT-010': 'ARP-DM-062',
  'ARP-RT-011': 'ARP-DM-062',
  'ARP-RT-012': 'ARP-DM-062',
  'ARP-RT-013': 'ARP-DM-063',
  'ARP-RT-016': 'ARP-DM-063',
  'ARP-RT-017': 'ARP-DM-063',
  'ARP-RT-019': 'ARP-DM-064',
  'ARP-RT-020': 'ARP-DM-062',
  'ARP-RT-021': 'ARP-DM-062',
  'ARP-RT-022': 'ARP-DM-063',
  'ARP-RT-024': 'ARP-DM-062',
  'ARP-RT-026': 'ARP-DM-065',
  'ARP-RT-027': 'ARP-DM-065',
  'ARP-RT-028': 'ARP-DM-065',
};

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
    service: 'runtime',
    because: 'that operation is the one that is asked with bad credentials, which get the same challenge without an error',
    breaks: also('ARP-AU-019'),
  },
  { fault: /^events-/, because: 'streams of events are read by the full tier', breaks: nothing },

  // Runs of a daemon: what is a requirement of its own for a runtime is part of a few for a daemon.
  ...Object.entries(RUNS_OF_A_DAEMON).map(
    ([requirement, daemons]): Difference => ({
      fault: /^run-/,
      service: 'daemon',
      of: requirement,
      because: 'the requirements of a daemon put it in other words',
      breaks: () => [daemons],
    }),
  ),
  {
    fault: /^daemon-run-gone$/,
    door: 'open',
    because: 'a status that is 404 for every run is a route that is not there, unless it asks for credentials',
    breaks: () => ['ARP-DM-010'],
  },

  {
    fault: /^errors-not-object-500$/,
    service: 'daemon',
    because: 'an array in place of a profile is a vector of its own',
    breaks: also('ARP-NV-PRO-01'),
  },
  {
    fault: /^overlooks-body-not-an-object$/,
    service: 'daemon',
    because: 'an array in place of a profile is a vector of its own',
    breaks: also('ARP-NV-PRO-01'),
  },
  {
    fault: /^overlooks-extension-keys$/,
    service: 'runtime',
    because: 'an extension key of a run is a vector of its own',
    breaks: also('ARP-NV-RUN-22'),
  },
  {
    fault: /^overlooks-extension-keys$/,
    service: 'daemon',
    because: 'an extension key of a run is a vector of its own',
    breaks: also('ARP-NV-RUN-22'),
  },
  {
    fault: /^run-refused-but-created$/,
    service: 'daemon',
    because: 'that a refusal has no effect is part of it, where no requirement of its own says so',
    breaks: () => ['ARP-CM-027'],
  },
  {
    fault: /^overlooks-instance-count-minimum$/,
    because: 'two vectors go below the minimum',
    breaks: also('ARP-NV-INS-03'),
  },
  {
    fault: /^tool-(?:without-input-schema|source-unknown|schema-string)$/,
    because: 'the same tool is in the list and under its id, and each is held to its own requirement',
    breaks: also('ARP-TR-010'),
  },
  {
    fault: /^tools-same-id$/,
    because: 'of two tools with one id only one can be got, and is not the other one',
    breaks: also('ARP-TR-012'),
  },
  {
    fault: /^profile-put-empty$/,
    because: 'what was sent does not come back either',
    breaks: also('ARP-DM-044'),
  },
  {
    fault: /^(?:profile-description-lost|profiles-old-only)$/,
    because: 'the second upsert is lost like the first one',
    breaks: also('ARP-DM-045'),
  },

  {
    fault: /^instance-delete-without-effect$/,
    because: 'instances that were started stay, and those that were registered',
    breaks: also('ARP-DM-037'),
  },
  {
    fault: /^instance-delete-forbidden$/,
    because: 'instances that were started cannot be deleted either',
    breaks: also('ARP-DM-030'),
  },
];

function isAbout({ fault, service, door, tier, of }: Difference, one: Case): boolean {
  const named = [service ?? one.service, door ?? one.door, tier ?? one.tier, of ?? one.breaks];
  return fault.test(one.id) && named.join() === [one.service, one.door, one.tier, one.breaks].join();
}

/** What a run against a service with a fault should complain of. */
export function expectedOf(one: Case): readonly string[] {
  const found = DIFFERENCES.find((difference) => isAbout(difference, one));
  return [...new Set(found === undefined ? [one.breaks] : found.breaks(one.breaks, one.service))].sort();
}

/** The differences that no case is about. */
export function idleDifferences(): string[] {
  return DIFFERENCES.filter((difference) => !CASES.some((one) => isAbout(difference, one))).map(({ fault, of }) => `${fault} ${of ?? ''}`);
}

/** A word for a row of a table. */
export function nameOf({ service, door, id }: Case): string {
  return `${service} ${door} ${id}`;
}

/** Faults that show by what never comes: waiting for it must not take long. */
export const WAITED_FOR = /^wire-|-never-|-stuck/;

export function judgeFault({ service, door, id, tier }: Case): Promise<Judged> {
  return judge(service, door, { faults: [id] }, { tier, ...(WAITED_FOR.test(id) ? { timeout: 1.5, pollTimeout: 1.5 } : {}) });
}

export function judgeVariation(service: ReferenceService, door: Door, id: string | undefined, more: CheckOptions = {}): Promise<Judged> {
  return judge(service, door, { variations: id === undefined ? [] : [id] }, { tier: 'core', ...more });
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
    // A busy machine is no fault of a service.
    const limits: CheckOptions = { timeout: 20, pollTimeout: 20, maxBody: '4MiB' };
    return said(await check({ service, url: reference.url, allowMutations: true, ...limits, ...access, ...more }));
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
    failed: rows.filter(({ outcome }) => outcome === 'FAIL').map(({ id }) => id),
    exitCode: exit_code,
    culprits: bad.map(({ check_id }) => check_id),
    messages: bad.map(({ check_id, message }) => `${check_id}: ${message}`).slice(0, 6),
  };
}

/** Faults that break a requirement in a way that weighs less than the requirement. */
const LIGHTER: ReadonlySet<string> = new Set([
  'daemon run-unknown-400',
  'daemon profile-empty-refused',
  'daemon run-result-unknown-400',
  'runtime run-result-unknown-400',
]);

/** What a fault should break so that the run fails. */
export function binding(one: Case): readonly string[] {
  return LIGHTER.has(`${one.service} ${one.id}`)
    ? []
    : expectedOf(one).filter((id) => ['must', 'implied'].includes(requirements.get(id)?.level ?? ''));
}

/** Those of some requirements that a run of a service at this tier answers for. */
export function answeredFor(service: ReferenceService, ids: readonly string[], tier: JudgedTier = 'core'): readonly string[] {
  return ids.filter((id) => (tierOf(id) === 'core' || tierOf(id) === tier) && requirements.get(id)?.services.includes(service)).sort();
}

/** Several at a time: each has a service of its own. */
export async function inTurn<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** The checks of a service that smoke does not have. */
export function deepChecks(service: ReferenceService): readonly Check[] {
  return checks.filter((one) => one.service === service && one.tier !== 'smoke');
}
