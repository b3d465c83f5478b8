import { describe, expect, it } from 'vitest';
import { listFaults } from '../../src/reference/index.js';
import type { Outcome } from './command.js';
import { eachOf, type Front, type FrontSettings, holdingsOf, settle, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf } from './report.js';

/** What a run could not remove is named, whatever is wrong with the daemon; what was there before stays. */

const TOKEN = 'tok-7215ee9c7d9dc229d2921a40e899ec5f';

interface CleanupReport extends JsonReport {
  readonly cleanup: { readonly removed: number; readonly left: readonly { method: string; url: string; why: string }[] };
}

const core = (front: Front, ...args: string[]): Promise<Outcome> =>
  runInside(
    ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--poll-timeout', '1', '--format', 'json', ...args],
    {
      env: { ARP_TOKEN: TOKEN },
    },
  );
const last = (url: string): string => decodeURIComponent(new URL(url, 'http://h').pathname.split('/').at(-1) ?? '');
const leftBy = (outcome: Outcome): CleanupReport['cleanup']['left'] => (reportOf(outcome) as CleanupReport).cleanup.left;

/** What is there afterwards that was not there before, and what is no longer there; of profiles also what has changed. */
async function checked(front: Front, ...args: string[]): Promise<{ outcome: Outcome; added: string[]; lost: string[]; left: string[] }> {
  const everything = async (): Promise<string[]> => {
    const { instances, profiles } = await holdingsOf(front);
    return [...instances, ...profiles.map((profile) => JSON.stringify(profile))];
  };
  await settle(front);
  const before = await everything();
  const outcome = await core(front, ...args);
  const after = await everything();
  return {
    outcome,
    added: after.filter((one) => !before.includes(one)),
    lost: before.filter((one) => !after.includes(one)),
    left: leftBy(outcome).map(({ url }) => last(url)),
  };
}

const start = (faults: readonly string[], open: boolean, settings: FrontSettings = {}): Promise<Front> =>
  startFront({ service: 'daemon', faults, ...(open ? {} : { token: TOKEN }) }, settings);
/** Profiles are told by what they hold, instances by their ids. */
const named = (thing: string, left: readonly string[]): boolean => left.some((id) => thing.includes(id));

// Answers of which nobody can tell what was created.
const UNTOLD = ['instance-create-bare', 'instance-same-ids'];
const faults = listFaults('daemon')
  .map(({ id }) => id)
  .filter(
    (id) => /^(instances?|profiles?|overlooks-(instance|profile|registration|body)|auth-(acts|open))/.test(id) && !UNTOLD.includes(id),
  );

describe('A daemon that accepts what it should refuse', () => {
  const overlooked = faults.filter((id) => id.startsWith('overlooks'));
  // The fault of a body that is no object shows on profiles as the next but one.
  const chosen = overlooked.filter((id) => !/unknown-key|-type$/.test(id) || id.includes('description'));

  for (const open of [true, false]) {
    it(`is left as it was, ${open ? 'open' : 'protected'}`, async () => {
      expect(overlooked.length).toBeGreaterThan(15);
      const wrong: object[] = [];
      await eachOf(open ? chosen : overlooked.filter((id) => !chosen.includes(id)), 6, async (fault) => {
        const { outcome, added, lost } = await checked(await start([fault], open));
        if (outcome.code !== 0 && outcome.code !== 1) wrong.push({ fault, code: outcome.code });
        if (added.length + lost.length > 0) wrong.push({ fault, added, lost });
      });
      expect(wrong).toEqual([]);
    });
  }
});

describe('A daemon that does not do as it says', () => {
  // Those that touch what is created, deleted and listed; how a field looks is nothing to the ledger.
  const wrong = faults.filter(
    (id) =>
      /create-20|delete|put|missing|hide|bare|old-only|any-profile|acts-first|count|other-name/.test(id) && !id.startsWith('overlooks'),
  );

  it('loses nothing of what was there before, and what the run leaves is named in the report', async () => {
    expect(wrong.length).toBeGreaterThan(15);
    const found: object[] = [];
    await eachOf(wrong, 6, async (fault) => {
      const { added, lost, left } = await checked(await start([fault], true));
      const unnamed = added.filter((thing) => !named(thing, left));
      if (lost.length + unnamed.length > 0) found.push({ fault, lost, unnamed });
    });
    expect(found).toEqual([]);
  });
});

describe('What cannot be deleted', () => {
  it.each([
    ['answers 409', ['instance-delete-forbidden'], 'status 409'],
    ['is not there', ['instance-delete-missing'], /404/],
    ['has no effect', ['instance-delete-without-effect'], /./],
  ])('is left, and the report says why: the delete %s', async (_what, ids, why) => {
    const { outcome, added, left } = await checked(await start(ids, true));
    expect(outcome.code).toBe(1);
    expect(added.length).toBeGreaterThan(0);
    expect([...left].sort()).toEqual([...added].sort());
    for (const item of leftBy(outcome)) {
      expect(item.method).toBe('DELETE');
      expect(item.why).toMatch(why);
    }
  });

  it('is left when the delete fails with 500', async () => {
    const failure = { status: 500, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"error":{}}') };
    const front = await start([], true, { instead: ({ method }) => (method === 'DELETE' ? failure : undefined) });
    const { outcome, added, left } = await checked(front);
    expect(outcome.code).toBe(1);
    expect((reportOf(outcome) as CleanupReport).cleanup.removed).toBe(0);
    expect(left.length).toBeGreaterThan(2);
    expect(added.filter((thing) => !named(thing, left))).toEqual([]);
    expect(leftBy(outcome).every(({ why }) => why.includes('500'))).toBe(true);
  });

  it('is left when the delete is never answered, and the others are removed all the same', async () => {
    const front = await start([], true, {
      instead: ({ method, path }) => (method === 'DELETE' && path.includes('profiles') ? 'hang' : undefined),
    });
    const outcome = await core(front, '--timeout', '0.5');
    expect(leftBy(outcome).map(({ why }) => why)).toEqual([expect.stringMatching(/no answer/)]);
    expect((await holdingsOf(front)).instances).toEqual([]);
  });

  it('is not left where the delete worked and only its answer was lost', async () => {
    const front = await start([], true, { tamper: ({ method }) => (method === 'DELETE' ? 'reset' : undefined) });
    const { added, left } = await checked(front);
    expect({ added, left }).toEqual({ added: [], left: [] });
  });
});

describe('A write whose answer is lost', () => {
  const put = ({ method }: WireRequest): boolean => method === 'PUT';
  const create = ({ method, path }: WireRequest): boolean => method === 'POST' && path === '/v1/instances';

  for (const end of ['hang', 'reset'] as const) {
    it(`may have had its effect: the profile is removed (${end})`, async () => {
      const { outcome, added, lost } = await checked(
        await start([], true, { tamper: (request) => (put(request) ? end : undefined) }),
        '--timeout',
        '0.5',
      );
      expect(outcome.code).toBe(1);
      expect({ added, lost }).toEqual({ added: [], lost: [] });
    });
  }

  it('may have had its effect: the profile is removed (500)', async () => {
    const { added } = await checked(
      await start([], true, { tamper: (request, answer) => void (put(request) && Object.assign(answer, { status: 500 })) }),
    );
    expect(added).toEqual([]);
  });

  it('may have started instances: the report says that there may be some', async () => {
    const { outcome, added } = await checked(await start([], true, { tamper: (request) => (create(request) ? 'reset' : undefined) }));
    expect(outcome.code).toBe(1);
    expect(added.length).toBeGreaterThan(0);
    expect(leftBy(outcome).map(({ url }) => new URL(url).pathname)).toContainEqual(expect.stringMatching(/^\/v1\/instances/));
  });

  it('is never sent twice', async () => {
    const front = await start([], true, { tamper: (request) => (create(request) || put(request) ? 'reset' : undefined) });
    await core(front, '--retries', '3');
    const sent = front.requests
      .filter(({ method, status }) => method !== 'GET' && status === 200)
      .map(({ method, path, body }) => `${method} ${path} ${body}`);
    expect(new Set(sent).size).toBe(sent.length);
  });
});
