import { coreSuites } from '#built/coreSuites.js';
import { fullSuites } from '#built/fullSuites.js';
import { smokeSuites } from '#built/smokeSuites.js';
import { spec as stored } from '#built/spec.js';
import type { Selection, Spec } from '../../src/model.js';
import { bundled } from '../report/bundled.js';

type Parts = typeof import('../../src/load/spec/built-in.js') & typeof import('../../src/plan/derived.js');

const { builtInSpec, withDerived } = await bundled<Parts>('src/load/spec/built-in.ts', 'src/plan/derived.ts');

/** The suites of every tier, as they are written. */
export const suites = [...smokeSuites, ...coreSuites, ...fullSuites];

/** All checks, with those that are derived in place of what says so. */
export const checks = (await withDerived(suites, await builtInSpec())).flatMap((suite) => suite.checks);

/** The built-in spec as far as a plan asks for it, without its schemas. */
export const plannedSpec: Spec = {
  ...stored.knowledge,
  requirements: new Map(stored.knowledge.requirements.map((requirement) => [requirement.id, requirement])),
  origin: 'built-in',
  services: stored.services,
  operations: stored.operations,
  schemas: [],
  prepare: async () => undefined,
  schema: async () => true,
  validator: () => () => [],
};

/** All checks of a tier, nothing given. */
export const everything = (tier: Selection['tier']): Selection => ({
  tier,
  include: [],
  exclude: [],
  only: [],
  readOnly: false,
  credentials: true,
  auth: 'auto',
  given: [],
});
