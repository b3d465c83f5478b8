import type { PlannedProbe } from '../model.js';

/** How often a state is read until it is reached, or a list until its last page, as a guess. */
const READINGS = 4;
/** What is created is removed and looked for; where it should have been refused, it is hardly ever there. */
const STEPS_OF_CLEANUP = { write: 2, refused: 1, read: 0 };

/** How many exchanges still follow one another from each probe on, itself and the cleanup included: the longer the way, the sooner it is sent. */
export function stepsAhead(probes: readonly PlannedProbe[]): ReadonlyMap<string, number> {
  const followers = new Map<string, PlannedProbe[]>();
  for (const probe of probes) {
    for (const key of [...probe.needs, ...(probe.after ?? [])]) followers.set(key, [...(followers.get(key) ?? []), probe]);
  }
  const cleanup = new Map<string, number>();
  for (const { key, creates, effect } of probes) {
    if (creates === undefined) continue;
    for (const user of [key, ...heirsOf(key, probes).map((heir) => heir.key)])
      cleanup.set(user, Math.max(cleanup.get(user) ?? 0, STEPS_OF_CLEANUP[effect]));
  }
  const steps = new Map<string, number>();
  const count = (probe: PlannedProbe): number => {
    const known = steps.get(probe.key);
    if (known !== undefined) return known;
    steps.set(probe.key, 0);
    const own = probe.until === undefined && probe.walk === undefined ? (probe.request.times ?? 1) : READINGS;
    const rest = Math.max(cleanup.get(probe.key) ?? 0, ...(followers.get(probe.key) ?? []).map(count));
    steps.set(probe.key, own + rest);
    return own + rest;
  };
  for (const probe of probes) count(probe);
  return steps;
}

/** All that needs a probe, directly or not. */
export function heirsOf(key: string, probes: readonly PlannedProbe[]): readonly PlannedProbe[] {
  const family = new Set([key]);
  // What is needed may stand later in a plan than what needs it.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const probe of probes) if (probe.needs.some((need) => family.has(need))) family.add(probe.key);
  }
  return probes.filter((probe) => probe.key !== key && family.has(probe.key));
}
