import { beforeAll, describe, expect, it } from 'vitest';
import {
  CASES,
  coreChecks,
  expectedOf,
  fails,
  idleDifferences,
  inTurn,
  type Judged,
  judgeFault,
  judgeVariation,
  nameOf,
  SERVICES,
  variationsOf,
} from '../house/core-matrix.js';

/** Every fault that core can see and every variation, on every service, with a token and without. */

const judged = new Map<string, Judged>();
/** Services that keep this process busy: nothing else runs beside them. */
const HEAVY = /gzip-bomb|huge-body/;

/** Checks that no fault of the catalogue makes fail, and why. */
const NEVER: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const work = async (one: (typeof CASES)[number]): Promise<void> => void judged.set(nameOf(one), await judgeFault(one));
  await inTurn(
    CASES.filter(({ id }) => !HEAVY.test(id)),
    6,
    work,
  );
  await inTurn(
    CASES.filter(({ id }) => HEAVY.test(id)),
    1,
    work,
  );
}, 600_000);

describe('a fault that core can see', () => {
  it.each(CASES)('$service ($door) with $id breaks $breaks', (one) => {
    const found = judged.get(nameOf(one));
    expect({ broken: found?.broken, messages: found?.messages }).toEqual({ broken: expectedOf(one), messages: found?.messages });
    expect(found?.exitCode).toBe(fails(expectedOf(one)) ? 1 : 0);
  });

  it('has a reason wherever it breaks something else', () => {
    expect(idleDifferences()).toEqual([]);
  });
});

describe.each(SERVICES)('every core check of %s', (service) => {
  it('can fail', () => {
    const culprits = new Set([...judged].filter(([name]) => name.startsWith(`${service} `)).flatMap(([, { culprits: ids }]) => ids));
    const never = coreChecks(service)
      .map(({ id }) => id)
      .filter((id) => !culprits.has(id));
    for (const id of never) console.log(`no fault makes ${id} fail: ${NEVER[id] ?? 'for no reason that is known'}`);
    expect(never).toEqual(Object.keys(NEVER).filter((id) => id.startsWith(`${service}.`)));
  });
});

describe.each(SERVICES.flatMap((service) => (['open', 'token'] as const).map((door) => [service, door] as const)))(
  '%s (%s)',
  (service, door) => {
    it.each(variationsOf(service))('conforms with $id', async ({ id, warns }) => {
      const { broken, exitCode, messages } = await judgeVariation(service, door, id, { timeout: 10, pollTimeout: 10 });
      expect({ broken, exitCode, messages }).toEqual({ broken: [...warns].sort(), exitCode: 0, messages });
    });
  },
);
