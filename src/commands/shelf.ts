import { builtInKnowledge, builtInSpec } from '../load/spec/built-in.js';
import type { Check, Spec } from '../model.js';
import { suitesFor } from '../run.js';
import { type Given, one } from './definition.js';

/** The spec and the checks that a command looks into, nothing sent. */
export interface Shelf {
  readonly spec: Spec;
  /** Of all tiers, in the order of the suites. */
  readonly checks: readonly Check[];
}

/** @throws UsageError for a copy of the standard that cannot be used. */
export async function openShelf(given: Given): Promise<Shelf> {
  const spec = await specOf(one(given, 'spec-path'));
  const suites = await suitesFor('full', spec);
  return { spec, checks: suites.flatMap(({ checks }) => checks) };
}

/** The built-in spec, or the one in a folder. */
export async function specOf(path: string | undefined): Promise<Spec> {
  if (path === undefined) return builtInSpec();
  const [{ specFromFolder }, knowledge] = await Promise.all([import('../load/spec/folder.js'), builtInKnowledge()]);
  return specFromFolder(path, knowledge);
}
