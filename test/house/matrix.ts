import { services } from '#built/package.js';
import { spec as stored } from '#built/spec.js';
import type { Check } from '../../src/model.js';
import type { ReferenceService, VariationInfo } from '../../src/reference/index.js';
import type { Case, Door, Knowledge } from '../../src/self-test/cases.js';
import type { Judged } from '../../src/self-test/judge.js';
import { bundled } from '../report/bundled.js';
import { checks } from './suites.js';

/**
 * Services with one fault, each at the tier that can see it, and services that conform in other ways than the plain one: by the engine of
 * `self-test`. What a fault breaks otherwise than it says stands in src/reference/faults/differences.ts, with the reason.
 */

type Engine = typeof import('../../src/self-test/cases.js') &
  typeof import('../../src/self-test/judge.js') &
  typeof import('../../src/self-test/score.js') &
  typeof import('../../src/self-test/trials.js') &
  typeof import('../../src/reference/index.js') &
  typeof import('../../src/load/spec/built-in.js');

const engine = await bundled<Engine>(
  'src/self-test/cases.ts',
  'src/self-test/judge.ts',
  'src/self-test/score.ts',
  'src/self-test/trials.ts',
  'src/reference/index.ts',
  'src/load/spec/built-in.ts',
);
export const { HEAVY, inTurn, isGreen, nameOf, WAITED_FOR } = engine;

export const SERVICES = services as readonly ReferenceService[];
/** The tier at which variations are tried beside core. */
export const DEEPEST = 'full';
const knowledge: Knowledge = {
  requirements: new Map(stored.knowledge.requirements.map((requirement) => [requirement.id, requirement])),
  checks,
};
const spec = await engine.builtInSpec();

/** Every fault that some tier can see, on every service that can have it. */
export const CASES: readonly Case[] = engine.casesOf(SERVICES, DEEPEST, knowledge);
/** What core can see, looked at by the full tier. */
export const DEEPER: readonly Case[] = engine.deeperCases(CASES);

/** What a run against a service with a fault should complain of. */
export const expectedOf = (one: Case): readonly string[] => engine.expectedOf(one, knowledge);

/** The differences that no case is about. */
export const idleDifferences = (): readonly string[] => engine.idleDifferences([...CASES, ...DEEPER]);

/** What a fault should break so that the run fails. */
export const binding = (one: Case): readonly string[] => engine.bindingOf(one, knowledge);

export const judgeFault = (one: Case): Promise<Judged> => engine.judgeFault(one, spec);

export const judgeVariation = (
  service: ReferenceService,
  door: Door,
  id: string | undefined,
  tier: 'core' | 'full' = 'core',
): Promise<Judged> => engine.judgeVariation(service, door, id, tier, spec);

export const variationsOf = (service: ReferenceService): readonly VariationInfo[] => engine.listVariations(service);

/** Those of some requirements that a run of a service at this tier answers for. */
export function answeredFor(service: ReferenceService, ids: readonly string[], tier: 'core' | 'full' = 'core'): readonly string[] {
  const isReached = (id: string): boolean => engine.tierOf(id, tier, knowledge) !== undefined;
  return ids.filter((id) => isReached(id) && knowledge.requirements.get(id)?.services.includes(service)).sort();
}

/** The checks of a service that smoke does not have. */
export function deepChecks(service: ReferenceService): readonly Check[] {
  return knowledge.checks.filter((one) => one.service === service && one.tier !== 'smoke');
}
