import { describe, expect, it } from 'vitest';
import { type CleanupReport, checked, core, leftBy, named, OVERLOOKED, spoiledBy, start, UNRULY } from './core-cleanup.js';
import { holdingsOf, type WireRequest } from './core-front.js';
import { reportOf } from './report.js';

/** What a run could not remove is named, whatever is wrong with the daemon; what was there before stays. All faults: test/long/cleanup.test.ts. */

/** Every so many of the faults. */
const some = (faults: readonly string[], step: number): readonly string[] => faults.filter((_, index) => index % step === 0);

describe('A daemon that accepts what it should refuse', () => {
  it.each([true, false])('is left as it was (open: %s)', async (open) => {
    expect(await spoiledBy(some(OVERLOOKED, open ? 5 : 7), open)).toEqual([]);
  });
});

describe('A daemon that does not do as it says', () => {
  it('loses nothing of what was there before, and what the run leaves is named in the report', async () => {
    expect(await spoiledBy(some(UNRULY, 3), true)).toEqual([]);
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
