import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, Json } from '../../../src/model.js';
import { judgeFound } from '../../../src/validate/walk.js';
import { answerOf, exchangeOf } from '../exchange.js';
import { bodyOf, judged, PAGER, type PageOf, pager, type Service, walkOver } from '../walked.js';

const names = (least: number) => fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: least, maxLength: 30 });
const WHOLE = { ends: true, once: true, keeps: ['before', 'after'] } as const;
const kinds = (found: readonly (readonly Fact[] | undefined)[]): string[] => found.flatMap((facts) => facts ?? []).map(({ kind }) => kind);
const lists = (all: readonly Json[]) => ({ before: [bodyOf({ names: all })], after: [bodyOf({ names: all })] });

/** A list of more than one page, and the size of its pages. */
const paged = names(2).chain((all) => fc.tuple(fc.constant(all), fc.integer({ min: 1, max: all.length - 1 })));

/** What a whole walk over a service finds, where `all` was there before and after. */
async function findings(service: Service, all: readonly Json[]): Promise<string[]> {
  const { bodies } = await walkOver(service);
  return kinds(judged(WHOLE, bodies, lists(all)));
}

describe('a walk over a conforming service', () => {
  it('finds nothing, and judges every demand', async () => {
    await fc.assert(
      fc.asyncProperty(paged, async ([all, size]) => {
        const { bodies } = await walkOver(pager(all, size));
        expect(judged(WHOLE, bodies, lists(all))).toEqual([[], [], []]);
        expect(judged({ leads_on: true, once: true }, bodies)).toEqual([[], []]);
      }),
    );
  });

  it('finds nothing when items are added at the end meanwhile, or were gone before or after', async () => {
    await fc.assert(
      fc.asyncProperty(paged, names(0), async ([all, size], more) => {
        const grown = [...all, ...more.filter((name) => !all.includes(name))];
        const { bodies } = await walkOver((query) => pager(query.after === undefined ? all : grown, size)(query));
        const around = { before: [bodyOf({ names: [...all, 'gone'] })], after: [bodyOf({ names: [...grown, 'new'] })] };
        expect(judged(WHOLE, bodies, around)).toEqual([[], [], []]);
      }),
    );
  });

  it('takes a page without items, and an empty token on the last one', async () => {
    const pages: Record<string, PageOf> = {
      '': { names: ['a'], token: '1' },
      '1': { names: [], token: '2' },
      '2': { names: ['b'], token: '' },
    };
    const { bodies } = await walkOver(({ after = '' }) => pages[after] as PageOf);
    expect(judged(WHOLE, bodies, lists(['a', 'b']))).toEqual([[], [], []]);
  });
});

describe('a walk over a service', () => {
  it('that loses an item finds exactly that', async () => {
    await fc.assert(
      fc.asyncProperty(paged, fc.nat(), async ([all, size], at) => {
        const lost = at % all.length;
        const kept = all.filter((_, index) => index !== lost);
        // Of a single page nothing is known but what is lost.
        expect(await findings(pager(kept, Math.min(size, Math.max(1, kept.length - 1))), all)).toEqual(['item_lost']);
      }),
    );
  });

  it('that gives an item a second time on a later page finds exactly that', async () => {
    await fc.assert(
      fc.asyncProperty(paged, fc.nat(), fc.nat(), async ([all, size], which, where) => {
        const later = size + (where % (all.length - size + 1));
        const repeated = [...all.slice(0, later), all[which % size] as Json, ...all.slice(later)];
        const found = await findings(pager(repeated, size), all);
        // A page of nothing but known items ends the walk: it says no more.
        expect(found).toEqual(['item_repeats']);
      }),
    );
  });

  it('that never ends finds exactly that, once', async () => {
    await fc.assert(
      fc.asyncProperty(paged, fc.boolean(), fc.nat(), async ([all, size], back, where) => {
        const good = pager(all, size);
        const from = String(size * (where % Math.ceil(all.length / size)));
        let count = 0;
        const endless: Service = (query) => {
          if (query.after?.startsWith('x')) return { names: [], token: `x${count++}` };
          const page = good(query);
          return page.token !== undefined ? page : { ...page, token: back ? (from === '0' ? String(size) : from) : 'x' };
        };
        expect(await findings(endless, all)).toEqual([back ? 'token_repeats' : 'endless']);
      }),
    );
  });

  it('that shifts a page when an item is added meanwhile finds an item twice', async () => {
    const all = ['e', 'd', 'c', 'b', 'a'];
    let grown: readonly string[] = all;
    const meanwhile = async (): Promise<void> => {
      grown = ['f', ...all];
    };
    const { bodies, queries } = await walkOver((query) => pager(grown, 2)(query), {}, { meanwhile });
    expect(queries).toEqual([{}, { after: '2' }, { after: '4' }]);
    expect(judged(WHOLE, bodies, lists(all))).toEqual([
      [],
      [{ kind: 'item_repeats', at: '/things/0/name', actual: 'd', page: 2, first: 1, more: 0 }],
      [],
    ]);
  });
});

describe('what a walk cannot say', () => {
  it('is whether tokens lead on, where there is one page', () => {
    expect(judged(WHOLE, [bodyOf({ names: ['a'] })], lists(['a']))).toEqual([undefined, [], []]);
  });

  it('is whether a list ends, or lost something, that is longer than the walk', async () => {
    const { bodies } = await walkOver(
      pager(
        Array.from({ length: 30 }, (_, index) => index),
        1,
      ),
      { most: 5 },
    );
    expect(bodies).toHaveLength(5);
    expect(judged(WHOLE, bodies, lists([29]), 5)).toEqual([undefined, [], undefined]);
    expect(judged({ leads_on: true }, bodies, {}, 5)).toEqual([[]]);
  });

  it('is anything of pages that cannot be read', () => {
    for (const broken of [undefined, [], { things: {} }, { things: [], more: { token: 5 } }] as (Json | undefined)[])
      expect(judged(WHOLE, [bodyOf({ names: ['a'], token: '1' }), broken], lists(['a'])), JSON.stringify(broken)).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    const good = [bodyOf({ names: ['a'], token: '1' }), bodyOf({ names: ['b'] })];
    expect(judged(WHOLE, good, { before: [undefined], after: [bodyOf({ names: ['c'] })] })).toEqual([[], [], undefined]);
    expect(judged(WHOLE, good, { before: [bodyOf({ names: ['c'] })] })).toEqual([[], [], undefined]);
  });
});

describe('a single page', () => {
  const all = lists(['a', 'b']);
  it('may hold a part if it says so, and has lost what it keeps silent about', () => {
    expect(judged({ keeps: ['before', 'after'] }, [bodyOf({ names: ['a'], token: '1' })], all, 1)).toEqual([[]]);
    expect(judged({ keeps: ['before', 'after'] }, [bodyOf({ names: ['b', 'a'] })], all, 1)).toEqual([[]]);
    expect(judged({ keeps: ['before', 'after'] }, [bodyOf({ names: ['a'] })], all, 1)).toEqual([
      [{ kind: 'item_lost', at: '/things', expected: 'b', pages: 1, from: ['before', 'after'], more: 0 }],
    ]);
  });
});

describe('an item that a walk is to come to', () => {
  const seen = (...pages: PageOf[]) => pages.map((page) => ({ exchange: exchangeOf({ answer: answerOf({}) }), body: bodyOf(page) }));
  const found = (to: Json, ...pages: PageOf[]) => judgeFound(to, seen(...pages), { pager: PAGER, most: 40, all: () => [] }).facts;

  it('is found on any page, missed at the end, and not judged before that', () => {
    expect(found('b', { names: ['a'], token: '1' }, { names: ['b'] })).toEqual([]);
    expect(found('c', { names: ['a'], token: '1' }, { names: ['b'] })).toEqual([
      { kind: 'not_found', at: '/things', expected: 'c', pages: 2 },
    ]);
    expect(found('c', { names: ['a'], token: '1' })).toBeUndefined();
  });

  it('ends the walk', async () => {
    const { bodies } = await walkOver(pager(['a', 'b', 'c', 'd'], 1), {}, { to: 'b' });
    expect(bodies).toHaveLength(2);
  });
});

describe('the size of pages', () => {
  it('makes three or four pages of any known list that has so many items', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 400 }), async (count) => {
        const all = Array.from({ length: count }, (_, index) => index);
        const { bodies, queries } = await walkOver(pager(all, 1000), { cut: { list: 'x', into: 4 } }, { known: count });
        expect([3, 4]).toContain(bodies.length);
        expect(new Set(queries.map(({ limit }) => limit)).size).toBe(1);
      }),
    );
  });

  it('is never more than the service takes, nor less than one', async () => {
    const sizeFor = async (known: number): Promise<string | undefined> =>
      (await walkOver(pager([], 1), { cut: { list: 'x', into: 4 } }, { known })).queries[0]?.limit;
    expect([await sizeFor(0), await sizeFor(5000)]).toEqual(['1', '100']);
  });
});

describe('a token', () => {
  it('is sent back as it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (token) => {
        const { queries } = await walkOver(({ after }) => (after === undefined ? { names: ['a'], token } : { names: ['b'] }));
        expect(queries).toEqual([{}, { after: token }]);
      }),
    );
  });
});
