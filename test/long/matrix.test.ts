import { beforeAll, describe, expect, it } from 'vitest';
import { UNMOVED } from '../../src/reference/index.js';
import type { Judged } from '../../src/self-test/judge.js';
import {
  answeredFor,
  binding,
  CASES,
  DEEPER,
  DEEPEST,
  deepChecks,
  expectedOf,
  HEAVY,
  idleDifferences,
  inTurn,
  isGreen,
  judgeFault,
  judgeVariation,
  nameOf,
  SERVICES,
  variationsOf,
} from '../house/matrix.js';

/** Every fault that some tier can see and every variation, on every service, with a token and without. */

/**
 * Open: what these faults break depends on which request meets them first, and requests go side by side. All others have one try.
 * A row goes away when its fault no longer counts requests.
 */
const RACES: ReadonlySet<string> = new Set(['run-terminal-changes']);

const ALL = [...CASES, ...DEEPER];
const judged = new Map<string, Judged>();
const keyOf = (one: (typeof ALL)[number]): string => `${nameOf(one)} ${one.tier}`;

beforeAll(async () => {
  const work = async (one: (typeof ALL)[number]): Promise<void> => {
    let found = await judgeFault(one);
    for (let tries = 1; RACES.has(one.id) && tries < 5 && found.broken.join() !== expectedOf(one).join(); tries += 1) {
      console.log(`${keyOf(one)} is tried again: it broke ${found.broken.join(', ') || 'nothing'}`);
      found = await judgeFault(one);
    }
    judged.set(keyOf(one), found);
  };
  await inTurn(
    ALL.filter(({ id }) => !HEAVY.test(id)),
    6,
    work,
  );
  await inTurn(
    ALL.filter(({ id }) => HEAVY.test(id)),
    1,
    work,
  );
}, 1_800_000);

describe('a fault', () => {
  it.each(ALL)('$service ($door) with $id breaks $breaks at tier $tier', (one) => {
    const found = judged.get(keyOf(one));
    expect({ broken: found?.broken, messages: found?.messages }).toEqual({ broken: expectedOf(one), messages: found?.messages });
    expect(found?.fails).toEqual(expect.arrayContaining([...binding(one)]));
    expect(found?.exitCode).toBe(found?.fails.length === 0 ? 0 : 1);
  });

  it('has a reason wherever it breaks something else', () => {
    expect(idleDifferences()).toEqual([]);
  });
});

describe.each(SERVICES)('every check of %s beyond smoke', (service) => {
  it('can fail', () => {
    const culprits = new Set([...judged].filter(([name]) => name.startsWith(`${service} `)).flatMap(([, { culprits: ids }]) => ids));
    const never = deepChecks(service)
      .map(({ id }) => id)
      .filter((id) => !culprits.has(id));
    for (const id of never) console.log(`no fault makes ${id} fail: ${UNMOVED[id] ?? 'for no reason that is known'}`);
    expect(never.sort()).toEqual(
      Object.keys(UNMOVED)
        .filter((id) => id.startsWith(`${service}.`))
        .sort(),
    );
  });
});

describe.each(
  SERVICES.flatMap((service) =>
    (['open', 'token'] as const).flatMap((door) => (['core', DEEPEST] as const).map((tier) => [service, door, tier] as const)),
  ),
)('%s (%s) at %s', (service, door, tier) => {
  it.each(variationsOf(service))('conforms with $id', async ({ id, warns }) => {
    const judged = await judgeVariation(service, door, id, tier);
    expect(isGreen({ service, door, id, warns, judged }), JSON.stringify(judged)).toBe(true);
    // What a deeper tier asks for shows only where another check comes upon it.
    expect(judged.broken).toEqual(expect.arrayContaining([...answeredFor(service, warns, tier)]));
  });
});
