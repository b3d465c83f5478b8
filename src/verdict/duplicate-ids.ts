import { fitsPattern, valueAt } from '../json/pointer.js';
import { namesIn } from '../json/template.js';
import type { Exchange, Finding, Json, Plan } from '../model.js';

/** Which probes and checks go by an id that several things share, and the check that tells of it; by key and by id. */
export interface InDoubt {
  readonly probes: ReadonlyMap<string, string>;
  readonly checks: ReadonlyMap<string, string>;
}

/**
 * What goes by an id that several things share: it leads to none of them for certain, so that nothing can be said of what came back.
 * @param findings by id of the check that was told of them
 * @param bodyOf the body of an exchange, by its key
 */
export function inDoubt(
  plan: Plan,
  exchanges: ReadonlyMap<string, Exchange>,
  findings: ReadonlyMap<string, readonly Finding[]>,
  bodyOf: (exchange: string) => Json | undefined,
): InDoubt {
  const shared = sharedIds(plan, exchanges, findings, bodyOf);
  const [probes, checks] = [new Map<string, string>(), new Map<string, string>()];
  if (shared.size === 0) return { probes, checks };
  const namedIn = (template: unknown): string | undefined =>
    namesIn(template as never)
      .map((name) => shared.get(name.split('/')[0] ?? ''))
      .find((check) => check !== undefined);
  for (let before = -1; before < probes.size; ) {
    before = probes.size;
    for (const { key, request, needs } of plan.probes) {
      const by = namedIn(request) ?? needs.map((need) => probes.get(need)).find((check) => check !== undefined);
      if (by !== undefined) probes.set(key, by);
    }
  }
  for (const { check, probes: own } of plan.checks) {
    const by = namedIn(check.expect) ?? own.map((key) => probes.get(key)).find((other) => other !== undefined);
    if (by !== undefined && by !== check.id) checks.set(check.id, by);
  }
  return { probes, checks };
}

/** Saved values that should have been of one thing alone, by name, and the check that tells that they are not. */
function sharedIds(
  { probes }: Plan,
  exchanges: ReadonlyMap<string, Exchange>,
  findings: ReadonlyMap<string, readonly Finding[]>,
  bodyOf: (exchange: string) => Json | undefined,
): ReadonlyMap<string, string> {
  const shared = new Map<string, string>();
  for (const [check, list] of findings) {
    for (const { exchange: key, fact } of list) {
      if (fact.kind !== 'matcher' || fact.demands.unique === undefined) continue;
      const saver = probes.find((probe) => probe.key === exchanges.get(key)?.probe);
      const body = bodyOf(key);
      for (const [name, at] of Object.entries(saver?.save ?? {})) {
        if (body !== undefined && isShared(body, fact.at, fact.demands.unique, at)) shared.set(name, check);
      }
    }
  }
  return shared;
}

/** Whether the value at this place is one of those that should differ from each other, and stands there more than once. */
function isShared(body: Json, list: string, unique: string, at: string): boolean {
  const items = valueAt(body, list);
  if (!fitsPattern(at, `${list}/*${unique}`) || !Array.isArray(items)) return false;
  const value = JSON.stringify(valueAt(body, at) ?? null);
  return items.filter((item) => JSON.stringify(valueAt(item, unique) ?? null) === value).length > 1;
}
