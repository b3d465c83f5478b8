import { openSpec } from '../load/spec/open.js';
import { builtInSuites } from '../load/suites/built-in.js';
import type { Check, Spec } from '../model.js';
import { withDerived } from '../plan/derived.js';
import { every, type Given, one } from './definition.js';

/** The spec and the checks that a command looks into, nothing sent. */
export interface Shelf {
  readonly spec: Spec;
  /** Of all tiers, in the order of the suites. */
  readonly checks: readonly Check[];
  /** Suites of the user, as they were named. */
  readonly own: readonly string[];
}

/** @throws UsageError for a copy of the standard that cannot be used. */
export async function openShelf(given: Given): Promise<Shelf> {
  const own = every(given, 'suite');
  if (own.length > 0) return shelfWith(own, await openSpec(one(given, 'spec-path')));
  const [spec, written] = await Promise.all([openSpec(one(given, 'spec-path')), builtInSuites('full')]);
  return { spec, checks: (await withDerived(written, spec)).flatMap(({ checks }) => checks), own: [] };
}

/** With suites of the user, and what they change. */
async function shelfWith(names: readonly string[], spec: Spec): Promise<Shelf> {
  const [{ customSuites }, { changedBy, withOwn }] = await Promise.all([import('../load/suites/custom.js'), import('../plan/choose.js')]);
  const { custom, builtIn } = await customSuites(names, spec, '.');
  const suites = await withDerived(changedBy([...builtIn, ...custom]), spec);
  return { spec: withOwn(spec, custom), checks: suites.flatMap(({ checks }) => checks), own: names };
}
