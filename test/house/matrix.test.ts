import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../src/self-test/cases.js';
import type { Judged } from '../../src/self-test/judge.js';
import { binding, CASES, expectedOf, inTurn, judgeFault, judgeVariation, nameOf, SERVICES, WAITED_FOR } from './matrix.js';

/** A selection of `test/long/matrix.test.ts` that is quick: for each requirement one fault, on one service. */

/** One of the many vectors in four. */
const REST_OF_THE_VECTORS = /^ARP-NV-[A-Z]+-(?!01|05|09|13|17|21)/;

function selection(): readonly Case[] {
  const first = new Map<string, Case>();
  for (const one of CASES) {
    const plain = one.door === 'open' || one.breaks.startsWith('ARP-AU-');
    if (plain && !WAITED_FOR.test(one.id) && !REST_OF_THE_VECTORS.test(one.breaks) && expectedOf(one).length > 0 && !first.has(one.breaks))
      first.set(one.breaks, one);
  }
  return [...first.values()];
}

const chosen = selection();
const judged = new Map<string, Judged>();

beforeAll(async () => {
  await inTurn(chosen, 6, async (one) => void judged.set(nameOf(one), await judgeFault(one)));
}, 300_000);

describe('a fault', () => {
  it('is there for most requirements', () => {
    expect(chosen.length).toBeGreaterThan(100);
  });

  it.each(chosen)('$service ($door) with $id breaks $breaks', (one) => {
    const found = judged.get(nameOf(one));
    expect({ broken: found?.broken, messages: found?.messages }).toEqual({ broken: expectedOf(one), messages: found?.messages });
    expect(found?.fails).toEqual(expect.arrayContaining([...binding(one)]));
    expect(found?.exitCode).toBe(found?.fails.length === 0 ? 0 : 1);
  });
});

describe.each(SERVICES)('a conforming %s', (service) => {
  it.each(['open', 'token'] as const)('is not blamed by the full tier (%s)', async (door) => {
    const { broken, exitCode } = await judgeVariation(service, door, undefined, 'full');
    expect({ broken, exitCode }).toEqual({ broken: [], exitCode: 0 });
  });
});
