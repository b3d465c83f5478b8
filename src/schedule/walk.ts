import { Walk } from '../json/walk.js';
import type { Exchange, Json, Message, PlannedWalk } from '../model.js';

/** What a walk needs of the run that it is part of. */
export interface WalkSettings {
  /** The item that it is to go to, filled in; undefined without one. */
  readonly to: Json | undefined;
  /** How many items the list is known to have; undefined where that does not matter. */
  readonly known: number | undefined;
  /** Sends the request for a page, with these parameters beside its own. @returns undefined when the run is over */
  send(count: number, query: Message['query']): Promise<Exchange | undefined>;
  /** Waits for what is to happen between the first page and the second. */
  meanwhile(): Promise<void>;
  bodyOf(exchange: Exchange): Json | undefined;
}

/** Reads a list page by page, each with the token of the one before, until it ends, shows nothing new, or was long enough. */
export async function walkPages({ pager, most, cut }: PlannedWalk, settings: WalkSettings): Promise<void> {
  const walk = new Walk(pager);
  const size: Message['query'] =
    cut === undefined || settings.known === undefined ? {} : { [pager.size]: String(sizeOf(settings.known, cut.into, pager.most)) };
  let query = size;
  for (let count = 1; count <= most; count += 1) {
    const exchange = await settings.send(count, query);
    if (count === 1) await settings.meanwhile();
    if (exchange === undefined || (exchange.answer?.status ?? 0) >= 300) return;
    walk.take(settings.bodyOf(exchange));
    const { next } = walk;
    if (next === undefined || (settings.to !== undefined && walk.has(settings.to))) return;
    query = { ...size, [pager.token]: next };
  }
}

/** How many different items the pages of a list showed. */
export function knownItems({ pager }: PlannedWalk, bodies: readonly (Json | undefined)[]): number {
  const walk = new Walk(pager);
  for (const body of bodies) walk.take(body);
  return walk.ids.length;
}

/** As many items to a page as make about so many pages of them all. */
function sizeOf(items: number, pages: number, most: number): number {
  return Math.min(most, Math.max(1, Math.ceil(items / pages)));
}
