import { UsageError } from '../errors.js';
import type { Check, PlannedWalk, Spec } from '../model.js';

/**
 * How a check reads page by page; undefined where it does not.
 * @param sender gives the key of the probe that another check sends
 * @throws UsageError where nothing is known of how the operation pages
 */
export function plannedWalk({ id, service, probe }: Check, spec: Spec, sender: (check: string) => string): PlannedWalk | undefined {
  if (probe?.walk === undefined) return undefined;
  const { cut, meanwhile, ...walk } = probe.walk;
  const pager = spec.pagers.find((candidate) => candidate.service === service && candidate.operation === probe.operation);
  if (pager === undefined) throw new UsageError(`The check ${id} walks ${probe.operation}, which is not known to give pages.`);
  return {
    ...walk,
    pager,
    ...(cut === undefined ? {} : { cut: { ...cut, list: sender(cut.list) } }),
    ...(meanwhile === undefined ? {} : { meanwhile: sender(meanwhile) }),
  };
}
