import type { Plan, RunPart } from '../model.js';

/** Checks that are judged by the same requests, and what the requests cost that a part with them has to send. */
interface Group {
  readonly checks: readonly string[];
  /** Keys of the probes, those that they need included. */
  readonly probes: ReadonlySet<string>;
}

/**
 * Splits a plan into parts of about the same weight. Checks that are judged by the same requests stay together; a request that several
 * parts need is sent by each of them, which is why checks with common needs come to the same part where that costs least.
 * @param weightOf what it costs to send a probe, by its key
 * @returns the checks of each part, the first part first; fewer parts than were asked for where there is not enough to split
 */
export function partsOf(plan: Plan, total: number, weightOf: (probe: string) => number): RunPart[] {
  const weigh = (probes: Iterable<string>): number => [...probes].reduce((sum, key) => sum + weightOf(key), 0);
  const groups = groupsOf(plan).sort((a, b) => weigh(b.probes) - weigh(a.probes));
  const parts = Array.from({ length: Math.min(total, groups.length) }, () => ({ checks: [] as string[], probes: new Set<string>() }));
  for (const group of groups) {
    const [best] = parts
      .map((part) => ({ part, weight: weigh(new Set([...part.probes, ...group.probes])), size: part.checks.length }))
      .sort((a, b) => a.weight - b.weight || a.size - b.size);
    if (best === undefined) continue;
    best.part.checks.push(...group.checks);
    for (const key of group.probes) best.part.probes.add(key);
  }
  return parts.map(({ checks }, index) => ({ checks, first: index === 0 }));
}

/** What `partsOf` keeps together; in the order of the plan. */
function groupsOf(plan: Plan): Group[] {
  const leaders = new Map<string, string>();
  const leaderOf = (key: string): string => {
    const next = leaders.get(key);
    return next === undefined || next === key ? key : leaderOf(next);
  };
  const sending = plan.checks.filter(({ probes }) => probes.length > 0);
  for (const { probes } of sending) {
    const [first = '', ...others] = probes;
    for (const other of others) leaders.set(leaderOf(other), leaderOf(first));
  }
  const members = new Map<string, { checks: string[]; probes: Set<string> }>();
  for (const { check, probes } of sending) {
    const leader = leaderOf(probes[0] ?? '');
    const group = members.get(leader) ?? { checks: [], probes: new Set<string>() };
    group.checks.push(check.id);
    for (const key of withNeeds(probes, plan)) group.probes.add(key);
    members.set(leader, group);
  }
  return [...members.values()];
}

function withNeeds(keys: readonly string[], plan: Plan): Set<string> {
  const found = new Set<string>();
  const waiting = [...keys];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    waiting.push(...(plan.probes.find((probe) => probe.key === key)?.needs ?? []));
  }
  return found;
}
