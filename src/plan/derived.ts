import type { Check, DerivedCheck, Spec, Suite } from '../model.js';
import { rivalsOf } from './derive/rivals.js';

/**
 * Suites with the checks that come of the contract in place of every check that says `derive`. What was derived ahead of time is taken as it
 * is; what derives the rest is loaded when there is any.
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
    const left = new Set(rivals.map(({ id }) => id));
    const ready = stored[check.id];
    if (ready === undefined || !ready.rivals.every((id) => left.delete(id))) {
      const { deriveFrom } = await import('./derive/derive.js');
      return unsent(await deriveFrom(check, spec), rivals, check, spec);
    }
    const made = ready.checks.map(({ own, ...fault }) => ({ check: { ...rest, ...own }, ...fault }));
    return unsent(
      made,
      rivals.filter(({ id }) => left.has(id)),
      check,
      spec,
    );
  };
  return Promise.all(suites.map(async (suite) => ({ ...suite, checks: (await Promise.all(suite.checks.map(inPlaceOf))).flat() })));
}

async function unsent(made: readonly DerivedCheck[], rivals: readonly Check[], check: Check, spec: Spec): Promise<readonly Check[]> {
  const left = rivals.length === 0 ? made : (await import('./derive/unsent.js')).withoutSent(made, rivals, check, spec);
  return (await left).map((one) => one.check);
}
