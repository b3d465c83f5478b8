import type { Suite, Tier } from '../../model.js';

/** The suites that come with the tool, as the build read and checked them, as far as a run of this tier needs them. */
export async function builtInSuites(tier: Tier): Promise<readonly Suite[]> {
  const smoke = (await import('#built/smokeSuites.js')).smokeSuites;
  if (tier === 'smoke') return smoke;
  const core = (await import('#built/coreSuites.js')).coreSuites;
  if (tier === 'core') return [...smoke, ...core];
  return [...smoke, ...core, ...(await import('#built/fullSuites.js')).fullSuites];
}
