import { dirname } from 'node:path';
import { type Problem, UsageError, UsageErrors } from '../../errors.js';
import type { Spec, Suite } from '../../model.js';
import { VectorShelf } from '../vectors/shelf.js';
import { builtInSuites } from './built-in.js';
import { suiteFiles } from './locate.js';
import { readSuites } from './read.js';
import { suiteShape, vectorShape } from './shapes.js';
import { wordsOf } from './words.js';

/** Suites of a user, and the built-in ones beside them. */
export interface CustomSuites {
  readonly custom: readonly Suite[];
  /** Of all tiers; none where the spec is of other services. */
  readonly builtIn: readonly Suite[];
}

/**
 * Reads the suites that a user names, and holds them to a spec and to the built-in suites.
 * @param names files, folders and `npm:PACKAGE`
 * @throws UsageErrors with everything that is wrong in them
 */
export async function customSuites(names: readonly string[], spec: Spec, directory: string): Promise<CustomSuites> {
  const files = allFiles(names, directory);
  const builtIn = (await builtInSuites('full')).filter(({ services }) => services.some((service) => spec.services.includes(service)));
  const requests = spec.operations.flatMap(({ request }) => request ?? []);
  await spec.prepare(requests);
  const shelf = new VectorShelf(vectorShape);
  const words = wordsOf(spec, spec.requirements.keys(), {
    base: builtIn,
    vectors: (pattern, suite) => shelf.select(pattern, dirname(suite)),
    judge: (schema, value) => spec.validator(schema)(value),
  });
  return { custom: readSuites(files, suiteShape, words), builtIn };
}

/** The files that are named, each once; all that are not there are told together. */
function allFiles(names: readonly string[], directory: string): string[] {
  const problems: Problem[] = [];
  const files = names.flatMap((name) => {
    try {
      return suiteFiles(name, directory);
    } catch (error) {
      if (!(error instanceof UsageError) || error.place === undefined) throw error;
      problems.push({ message: error.message, place: error.place });
      return [];
    }
  });
  if (problems.length > 0) throw new UsageErrors(problems);
  return [...new Set(files)];
}
