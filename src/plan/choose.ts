import { UsageError } from '../errors.js';
import { type Check, type Spec, type Suite, TIERS, type Tier } from '../model.js';

/** What a run holds, and what it answers for. */
export interface Chosen {
  readonly suites: readonly Suite[];
  readonly tier: Tier;
  /** `tier`: every requirement of the tier; `checks`: those that the checks are about. */
  readonly scope: 'tier' | 'checks';
  /** Files of the suites of the user. */
  readonly own: readonly string[];
  /** Names of the variables that these leave to the user. */
  readonly open: readonly string[];
}

/**
 * Which suites a run holds: those of a user alone, or beside those of a built-in tier where one is asked for or one of them extends it.
 * What a suite changes is changed.
 * @param asked the tier that the user named, if any
 * @throws UsageError for a suite of a deeper tier than the one that was asked for
 */
export function chooseSuites(custom: readonly Suite[], builtIn: readonly Suite[], asked: Tier | undefined): Chosen {
  const deeper = asked === undefined ? undefined : custom.find(({ tier }) => depthOf(tier) > depthOf(asked));
  if (deeper !== undefined)
    throw new UsageError(`This suite is of tier ${deeper.tier}, which a run of tier ${asked} leaves out: say --tier ${deeper.tier}.`, {
      file: deeper.file,
    });
  const base = deepest([...(asked === undefined ? [] : [asked]), ...custom.flatMap((suite) => suite.extends ?? [])]);
  const tier = deepest([...(base === undefined ? [] : [base]), ...custom.map((suite) => suite.tier)]) ?? 'smoke';
  const beside = base === undefined ? [] : builtIn.filter((suite) => depthOf(suite.tier) <= depthOf(base));
  return {
    suites: changedBy([...beside, ...custom]),
    tier,
    scope: base === undefined ? 'checks' : 'tier',
    own: custom.map(({ file }) => file),
    open: custom.flatMap(({ variables = {} }) => Object.keys(variables)),
  };
}

/** Suites with what some of them say of the checks of others. */
export function changedBy(suites: readonly Suite[]): Suite[] {
  const changes = new Map(suites.flatMap((suite) => suite.changes ?? []).map((change) => [change.check, change]));
  const apply = (check: Check): Check => {
    const change = changes.get(check.id);
    if (change === undefined) return check;
    return change.off === undefined
      ? { ...check, ...(change.level === undefined ? {} : { weighs: change.level }) }
      : { ...check, off: change.off };
  };
  return suites.map((suite) => ({ ...suite, checks: suite.checks.map(apply) }));
}

/** A spec with what suites add to it. */
export function withOwn(spec: Spec, suites: readonly Suite[]): Spec {
  const own = suites.flatMap(({ requirements = [] }) => requirements);
  return {
    ...spec,
    requirements: new Map([...spec.requirements, ...own.map((requirement) => [requirement.id, requirement] as const)]),
    creates: [...suites.flatMap(({ creates = [] }) => creates), ...spec.creates],
  };
}

function deepest(tiers: readonly Tier[]): Tier | undefined {
  return [...tiers].sort((a, b) => depthOf(b) - depthOf(a))[0];
}

function depthOf(tier: Tier): number {
  return TIERS.indexOf(tier);
}
