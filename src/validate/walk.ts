import { Walk } from '../json/walk.js';
import type { Expectations, Fact, Json, Pager } from '../model.js';
import type { Seen } from './seen.js';

/** What a walk is held to. */
export interface WalkSight {
  readonly pager: Pager;
  /** Most pages that were asked for. */
  readonly most: number;
  /** Every exchange of another check. */
  all(check: string): readonly Seen[];
}

interface Judged {
  readonly exchange: string;
  readonly places: readonly string[];
  readonly facts: readonly Fact[] | undefined;
}

/** So many pages in a row without an item that is new tell of a walk that never ends; a few may be empty. */
const MOST_IDLE = 10;

/** Holds the pages of a walk to each other, each demand by itself. In a circle there is nothing more to be said than that it is one. */
export function judgeWalk(demands: NonNullable<Expectations['walk']>, seen: readonly Seen[], sight: WalkSight): Judged[] {
  const { leads_on, ends, once, keeps } = demands;
  const walk = walked(seen, sight.pager);
  const keyOf = (page: number): string => seen[page - 1]?.exchange.key ?? '';
  const circle = circleOf(walk, sight);
  const at = { exchange: keyOf(circle?.page ?? seen.length) };
  return [
    ...(leads_on || ends ? [{ ...at, places: [sight.pager.next], facts: circle?.facts ?? judgeEnd(walk, ends === true) }] : []),
    ...(once ? [{ ...at, ...(circle === undefined ? judgeOnce(walk, keyOf) : { facts: undefined }), places: [sight.pager.items] }] : []),
    ...(keeps === undefined ? [] : [{ ...at, places: [sight.pager.items, sight.pager.id], facts: judgeKept(keeps, walk, sight) }]),
  ];
}

function judgeEnd(walk: Walk, ends: boolean): readonly Fact[] | undefined {
  return isReadable(walk) && walk.pages.length > 1 && (!ends || walk.ended) ? [] : undefined;
}

function judgeOnce(walk: Walk, keyOf: (page: number) => string): { exchange?: string; facts: readonly Fact[] | undefined } {
  const [first, ...more] = walk.pages.flatMap(({ repeats }, index) => repeats.map((one) => ({ ...one, on: index + 1 })));
  if (first === undefined) return { facts: isReadable(walk) ? [] : undefined };
  const { at, id, page, on } = first;
  return { exchange: keyOf(on), facts: [{ kind: 'item_repeats', at, actual: id, page: on, first: page, more: more.length }] };
}

/** What every one of the lists shows was there all along: the walk has to come by it. What came or went meanwhile need not. */
function judgeKept(lists: readonly string[], walk: Walk, { pager, most, all }: WalkSight): readonly Fact[] | undefined {
  const shown = lists.map((list) => walked(all(list), pager));
  if (![walk, ...shown].every(isReadable)) return undefined;
  // A page by itself need not be all, if it says so.
  if (!walk.ended) return most === 1 ? [] : undefined;
  const [first, ...others] = shown;
  const [lost, ...more] = (first?.ids ?? []).filter((id) => others.every((list) => list.has(id)) && !walk.has(id));
  if (lost === undefined) return [];
  return [{ kind: 'item_lost', at: pager.items, expected: lost, pages: walk.pages.length, from: lists, more: more.length }];
}

/** That a walk came to the item that it was to go to. One that was not over says nothing. */
export function judgeFound(to: Json, seen: readonly Seen[], { pager }: WalkSight): Judged {
  const walk = walked(seen, pager);
  const base = { exchange: seen.at(-1)?.exchange.key ?? '', places: [pager.items] };
  if (walk.has(to)) return { ...base, facts: [] };
  if (!walk.ended) return { ...base, facts: undefined };
  return { ...base, facts: [{ kind: 'not_found', at: pager.items, expected: to, pages: walk.pages.length }] };
}

function walked(seen: readonly Seen[], pager: Pager): Walk {
  const walk = new Walk(pager);
  for (const { body } of seen) walk.take(body);
  return walk;
}

/** The page from which the walk would go on for ever, and how that shows. */
function circleOf({ pages }: Walk, { pager, most }: WalkSight): { readonly page: number; readonly facts: readonly Fact[] } | undefined {
  const index = pages.findIndex(({ circular }) => circular);
  if (index >= 0) {
    const page = index + 1;
    return { page, facts: [{ kind: 'token_repeats', at: pager.next, page, actual: pages[index]?.token ?? '' }] };
  }
  const idle = pages.length - 1 - pages.findLastIndex(({ fresh }) => fresh > 0);
  if (pages.length < most || idle < MOST_IDLE || pages.at(-1)?.token === undefined) return undefined;
  return { page: pages.length, facts: [{ kind: 'endless', at: pager.next, pages: pages.length, idle }] };
}

function isReadable({ pages }: Walk): boolean {
  return pages.length > 0 && pages.every(({ readable }) => readable);
}
