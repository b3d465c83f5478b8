import type { Suite, Tier } from '../../model.js';

/** The suites that come with the tool, as the build read and checked them, as far as a run of this tier needs them. */
export async function builtInSuites(tier: Tier): Promise<readonly Suite[]> {
  if (tier === 'smoke') return (await import('#built/smokeSuites.js')).smokeSuites;
  return (await import('#built/suites.js')).suites;
}
