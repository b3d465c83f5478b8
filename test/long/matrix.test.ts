import { beforeAll, describe, expect, it } from 'vitest';
import {
  answeredFor,
  binding,
  CASES,
  deepChecks,
  expectedOf,
  idleDifferences,
  inTurn,
  type Judged,
  judgeFault,
  judgeVariation,
  nameOf,
  SERVICES,
  variationsOf,
} from '../house/matrix.js';

/** Every fault that some tier can see and every variation, on every service, with a token and without. */

const judged = new Map<string, Judged>();
/** Services that keep this process busy: nothing else runs beside them. */
const HEAVY = /gzip-bomb|huge-body/;

/** Checks that no fault of the catalogue makes fail, and why. */
const NEVER: Readonly<Record<string, string>> = {
  ...everywhere('every operation of core has a row of its own in the blame table', [
    'contract.schema',
    'contract.media-type',
    'contract.status',
  ]),
  'runtime.contract.no-content': 'no operation of core answers with 204',
  'runtime.auth.none[cancel_run]': 'a 404 for an unknown run may be that of a route that is not there',
  'runtime.auth.none[stream_run_events]': 'a 404 for an unknown run may be that of a route that is not there',
  'tool-registry.contract.no-content': 'no operation answers with 204',
  'daemon.auth.none[get_run_trace]': 'a 404 for an unknown run may be that of a route that is not there',
};

function everywhere(reason: string, ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(SERVICES.flatMap((service) => ids.map((id) => [`${service}.${id}`, reason])));
}

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

describe('a fault', () => {
  it.each(CASES)('$service ($door) with $id breaks $breaks', (one) => {
    const found = judged.get(nameOf(one));
    expect({ broken: found?.broken, messages: found?.messages }).toEqual({ broken: expectedOf(one), messages: found?.messages });
    expect(found?.failed).toEqual(expect.arrayContaining([...binding(one)]));
    expect(found?.exitCode).toBe(found?.failed.length === 0 ? 0 : 1);
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
    for (const id of never) console.log(`no fault makes ${id} fail: ${NEVER[id] ?? 'for no reason that is known'}`);
    expect(never.sort()).toEqual(
      Object.keys(NEVER)
        .filter((id) => id.startsWith(`${service}.`))
        .sort(),
    );
  });
});

describe.each(SERVICES.flatMap((service) => (['open', 'token'] as const).map((door) => [service, door] as const)))(
  '%s (%s)',
  (service, door) => {
    it.each(variationsOf(service))('conforms with $id', async ({ id, warns }) => {
      const { broken, exitCode, messages } = await judgeVariation(service, door, id, { timeout: 10, pollTimeout: 10 });
      expect({ blamed: broken.filter((id) => !warns.includes(id)), exitCode, messages }).toEqual({ blamed: [], exitCode: 0, messages });
      // What a deeper tier asks for shows only where another check comes upon it.
      expect(broken).toEqual(expect.arrayContaining([...answeredFor(service, warns)]));
    });
  },
);
