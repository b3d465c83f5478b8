import type { Spec, Suite } from '../model.js';

/** Suites with what is derived in place of what says so; what derives is loaded where a suite asks for it. */
export async function withDerived(suites: readonly Suite[], spec: Spec): Promise<readonly Suite[]> {
  if (!suites.some(({ checks }) => checks.some(({ derive }) => derive !== undefined))) return suites;
  return (await import('./derive/derive.js')).derive(suites, spec);
}
