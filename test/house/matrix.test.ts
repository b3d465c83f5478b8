import { beforeAll, describe, expect, it } from 'vitest';
import { services } from '#built/package.js';
import { spec as stored } from '#built/spec.js';
import type { ReferenceService } from '../../src/reference/index.js';
import type { Case, Knowledge } from '../../src/self-test/cases.js';
import type { Judged, Trial } from '../../src/self-test/judge.js';
import { bundled } from '../report/bundled.js';
import { checks } from './suites.js';

/** A selection of what `self-test` runs (all of it: `test/long/self-test.test.ts`) that is quick: for each requirement one fault, on one service. */

type Engine = typeof import('../../src/self-test/cases.js') &
  typeof import('../../src/self-test/judge.js') &
  typeof import('../../src/self-test/trials.js') &
  typeof import('../../src/reference/index.js') &
  typeof import('../../src/load/spec/built-in.js');

const { builtInSpec, casesOf, differenceOf, expectedOf, bindingOf, inTurn, Judge, DIFFERENCES, WAITED_FOR } = await bundled<Engine>(
  'src/self-test/cases.ts',
  'src/self-test/judge.ts',
  'src/self-test/trials.ts',
  'src/reference/index.ts',
  'src/load/spec/built-in.ts',
);
const SERVICES = services as readonly ReferenceService[];
const knowledge: Knowledge = {
  requirements: new Map(stored.knowledge.requirements.map((requirement) => [requirement.id, requirement])),
  checks,
};
const judge = new Judge(await builtInSpec());
const cases = casesOf(SERVICES, 'full', knowledge);

/** Vectors of a requirement each, but for some. */
const REST_OF_THE_VECTORS = /^ARP-NV-[A-Z]+-(?!01|05|09|13|17|21)/;

function selection(): readonly Case[] {
  const first = new Map<string, Case>();
  for (const one of cases) {
    const plain = one.door === 'open' || one.breaks.startsWith('ARP-AU-');
    const shows = expectedOf(one, knowledge).length > 0;
    if (plain && shows && !WAITED_FOR.test(one.id) && !REST_OF_THE_VECTORS.test(one.breaks) && !first.has(one.breaks))
      first.set(one.breaks, one);
  }
  return [...first.values()];
}

const chosen = selection();
const found = new Map<object, Judged>();
const trialOf = ({ id: fault, service, door, tier }: Case): Trial => ({ service, door, tier, fault });

beforeAll(() => inTurn(chosen, 12, async (one) => void found.set(one, await judge.judge(trialOf(one)))), 300_000);

describe('a fault', () => {
  it('is there for most requirements', () => {
    expect(chosen.length).toBeGreaterThan(100);
  });

  it.each(chosen)('$service ($door) with $id breaks $breaks', (one) => {
    const { broken, fails, exitCode, messages } = found.get(one) ?? expect.fail();
    expect({ broken, messages }).toEqual({ broken: expectedOf(one, knowledge), messages });
    expect(fails).toEqual(expect.arrayContaining([...bindingOf(one, knowledge)]));
    expect(exitCode).toBe(fails.length === 0 ? 0 : 1);
  });

  it('has a reason wherever it breaks something else, and no reason is idle', () => {
    const used = new Set(cases.map(differenceOf));
    expect(DIFFERENCES.filter((difference) => !used.has(difference))).toEqual([]);
  });
});

describe.each(SERVICES)('a conforming %s', (service) => {
  it.each(['open', 'token'] as const)('is not blamed by the full tier (%s)', async (door) => {
    const { broken, exitCode } = await judge.judge({ service, door, tier: 'full' });
    expect({ broken, exitCode }).toEqual({ broken: [], exitCode: 0 });
  });
});
