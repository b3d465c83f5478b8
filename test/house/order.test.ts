import { expect, it } from 'vitest';
import type { Json, PlannedProbe } from '../../src/model.js';
import { makePlan } from '../../src/plan/plan.js';
import { everything, plannedSpec, suites } from './suites.js';

/** What the suites see to by the order of their requests. */

/** Which instance a run is submitted to, as the suite writes it. */
function instanceOf({ operation, effect, request }: PlannedProbe): string | undefined {
  if (operation.id !== 'submit_run' || effect === 'refused') return undefined;
  const json = (request.body as { readonly json?: { readonly runtime_selector?: { readonly instance_id?: Json } } } | undefined)?.json;
  return String(json?.runtime_selector?.instance_id);
}

it.each(['core', 'full'] as const)('an instance is given one run after the other, since it may take one at a time (%s)', (tier) => {
  const { probes } = makePlan('daemon', suites, plannedSpec, everything(tier));
  const byKey = new Map(probes.map((probe) => [probe.key, probe]));
  const before = (key: string, found = new Set<string>()): Set<string> => {
    const { needs = [], after = [] } = byKey.get(key) ?? {};
    for (const next of [...needs, ...after]) if (!found.has(next)) before(next, found.add(next));
    return found;
  };
  const runs = probes.filter((probe) => instanceOf(probe) !== undefined);
  expect(runs.length).toBeGreaterThan(1);
  const together = runs.flatMap((one, index) =>
    runs
      .slice(0, index)
      .filter((other) => instanceOf(one) === instanceOf(other) && !before(one.key).has(other.key) && !before(other.key).has(one.key))
      .map((other) => `${other.key} and ${one.key}`),
  );
  expect(together).toEqual([]);
});
