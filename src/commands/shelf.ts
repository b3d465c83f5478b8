import { openSpec } from '../load/spec/open.js';
import { builtInSuites } from '../load/suites/built-in.js';
import type { Check, Selection, Spec, Suite } from '../model.js';
import { every, type Given, one } from './definition.js';

/** The spec and the checks that a command looks into, nothing sent. */
export interface Shelf {
  readonly spec: Spec;
  /** Of all tiers, in the order of the suites. */
  readonly checks: readonly Check[];
}

/** @throws UsageError for a copy of the standard that cannot be used. */
export async function openShelf(given: Given): Promise<Shelf> {
  const own = every(given, 'suite');
  if (own.length > 0) return shelfWith(own, await openSpec(one(given, 'spec-path')));
  const [spec, suites] = await Promise.all([openSpec(one(given, 'spec-path')), builtInSuites('full')]);
  return { spec, checks: suites.flatMap(({ checks }) => checks) };
}

/** With suites of the user, and what they change. */
async function shelfWith(names: readonly string[], spec: Spec): Promise<Shelf> {
  const [{ customSuites }, { changedBy, withOwn }] = await Promise.all([import('../load/suites/custom.js'), import('../plan/choose.js')]);
  const { custom, builtIn } = await customSuites(names, spec, '.');
  return { spec: withOwn(spec, custom), checks: changedBy([...builtIn, ...custom]).flatMap(({ checks }) => checks) };
}

/** What an earlier run held services to; suites of the user are read again from where they stood. */
export async function heldAgain(
  { own = [], scope, tier }: Selection,
  spec: Spec,
): Promise<{ readonly spec: Spec; readonly suites: readonly Suite[] }> {
  if (own.length === 0) return { spec, suites: await builtInSuites(tier) };
  const [{ customSuites }, { chooseSuites, withOwn }] = await Promise.all([
    import('../load/suites/custom.js'),
    import('../plan/choose.js'),
  ]);
  const { custom, builtIn } = await customSuites(own, spec, '.');
  return { spec: withOwn(spec, custom), suites: chooseSuites(custom, builtIn, scope === 'checks' ? undefined : tier).suites };
}
