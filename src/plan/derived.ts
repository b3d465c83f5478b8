import type { Check, Spec, Suite } from '../model.js';

/**
 * Suites with the checks that come of the contract in place of every check that says `derive`. What was derived ahead of time is taken as it
 * is, where it was derived beside the same checks; for the rest, what derives is loaded.
 * @throws UsageError where an operation has nothing to derive from
 */
export async function withDerived(suites: readonly Suite[], spec: Spec): Promise<readonly Suite[]> {
  const all = suites.flatMap(({ checks }) => checks);
  if (!all.some(({ derive }) => derive !== undefined)) return suites;
  const stored = (await spec.derived?.()) ?? {};
  const inPlaceOf = async (check: Check): Promise<readonly Check[]> => {
    const { derive, ...rest } = check;
    if (derive === undefined) return [check];
    const rivals = rivalsOf(check, all);
    const ready = stored[check.id];
    if (ready !== undefined && areSame(ready.rivals, rivals)) return ready.checks.map((own) => ({ ...rest, ...own }));
    const { deriveFrom } = await import('./derive/derive.js');
    return deriveFrom(check, rivals, spec);
  };
  return Promise.all(suites.map(async (suite) => ({ ...suite, checks: (await Promise.all(suite.checks.map(inPlaceOf))).flat() })));
}

/** Checks that are written out and send something to the operation that this one derives from: what they send is not sent again. */
export function rivalsOf({ service, probe }: Check, checks: readonly Check[]): Check[] {
  return checks.filter((other) => other.derive === undefined && other.service === service && other.probe?.operation === probe?.operation);
}

function areSame(ids: readonly string[], checks: readonly Check[]): boolean {
  return ids.length === checks.length && checks.every(({ id }, index) => id === ids[index]);
}
