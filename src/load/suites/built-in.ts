import type { Suite } from '../../model.js';

/** The suites that come with the tool, as the build read and checked them. */
export async function builtInSuites(): Promise<readonly Suite[]> {
  return (await import('#built/suites.js')).suites;
}
