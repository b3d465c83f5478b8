import type { Operation, PlannedProbe } from '../model.js';

/**
 * Which probes each one comes after, beside those that it needs: a request that must be refused, and would change something if it were not,
 * comes after all that reads or writes the same resource, so that what is accepted by mistake spoils no reading and slows nothing down.
 * What comes after such a request itself is left out; so there are no circles. A mere call touches nothing, and comes whenever there is room.
 */
export function comesAfter(probes: readonly PlannedProbe[]): ReadonlyMap<string, readonly string[]> {
  const late = comingLate(probes);
  const early = probes.filter(({ key, effect }) => effect !== 'refused' && !late.has(key));
  const read = probes.filter(({ operation }) => operation.method === 'GET').map(({ operation }) => resourceOf(operation));
  return new Map(
    probes
      .filter(({ effect, operation }) => effect === 'refused' && operation.method !== 'GET' && !isMereCall(operation, read))
      .map((probe) => [probe.key, early.filter((other) => isTouched(probe, other)).map(({ key }) => key)]),
  );
}

/** Keys of the probes that come, directly or not, after one that must be refused. */
function comingLate(probes: readonly PlannedProbe[]): ReadonlySet<string> {
  const byKey = new Map(probes.map((probe) => [probe.key, probe]));
  const known = new Map<string, boolean>();
  const isLate = (key: string): boolean => {
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, false);
    const { needs = [], after = [] } = byKey.get(key) ?? {};
    const late = [...needs, ...after].some((need) => byKey.get(need)?.effect === 'refused' || isLate(need));
    known.set(key, late);
    return late;
  };
  return new Set(probes.map(({ key }) => key).filter(isLate));
}

/** Whether something is only ever called: it is about no thing that is there, and nobody reads what comes of it. */
function isMereCall(operation: Operation, read: readonly string[]): boolean {
  const own = resourceOf(operation);
  return operation.method === 'POST' && !own.includes('{') && !read.some((its) => isInside(own, its) || isInside(its, own));
}

/**
 * Whether a request that must be refused could touch what the other one is about: the same resource, one that holds it (a list tells of its
 * members), or one inside it that is waited for, which could take longer. Else something inside is a thing of its own, whatever is done to it.
 */
function isTouched({ operation }: PlannedProbe, other: PlannedProbe): boolean {
  const [own, its] = [resourceOf(operation), resourceOf(other.operation)];
  if (isInside(own, its)) return true;
  return isInside(its, own) && other.until !== undefined;
}

/** The path of a resource; `/things:verb` is something that is done to `/things`. */
function resourceOf({ path }: Operation): string {
  return path.replace(/:[^/{}:]*$/, '').replace(/\/$/, '');
}

function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}
