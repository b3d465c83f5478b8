import type { Expectations, Fact, Json, Pager, PlannedWalk } from '../../src/model.js';
import { walkPages } from '../../src/schedule/walk.js';
import { judgeWalk } from '../../src/validate/walk.js';
import { answerOf, exchangeOf } from './exchange.js';

export const PAGER: Pager = {
  service: 'things',
  operation: 'list_things',
  items: '/things',
  id: '/name',
  next: '/more/token',
  token: 'after',
  size: 'limit',
  most: 100,
};

/** One page of a made-up service. */
export interface PageOf {
  readonly names: readonly Json[];
  readonly token?: Json;
}

/** Answers a request for a page; the parameters are those of the query. */
export type Service = (query: Readonly<Record<string, string>>) => PageOf;

export const bodyOf = ({ names, token }: PageOf): Json => ({
  things: names.map((name) => ({ name })),
  more: token === undefined ? {} : { token },
});

/** A conforming service: each token is the number of items that came before. */
export function pager(names: readonly Json[], fallback: number): Service {
  return ({ limit, after }) => {
    const [from, size] = [Number(after ?? 0), Number(limit ?? fallback)];
    return { names: names.slice(from, from + size), ...(from + size < names.length ? { token: String(from + size) } : {}) };
  };
}

/** The bodies of the pages that a walk over a service brought, with the parameters that it asked with. */
export async function walkOver(
  service: Service,
  walk: Partial<PlannedWalk> = {},
  more: { readonly known?: number; readonly to?: Json; meanwhile?(): Promise<void> } = {},
): Promise<{ readonly bodies: Json[]; readonly queries: Readonly<Record<string, string>>[] }> {
  const bodies: Json[] = [];
  const queries: Readonly<Record<string, string>>[] = [];
  await walkPages(
    { pager: PAGER, most: 40, ...walk },
    {
      to: more.to,
      known: more.known,
      meanwhile: more.meanwhile ?? (async () => undefined),
      send: async (_count, query) => {
        queries.push(query);
        const body = bodyOf(service(query));
        bodies.push(body);
        return exchangeOf({ answer: answerOf(body) });
      },
      bodyOf: ({ answer }) => JSON.parse(new TextDecoder().decode(answer?.body)) as Json,
    },
  );
  return { bodies, queries };
}

/** What the demands find in pages: their facts, or undefined for a demand that had nothing to judge. */
export function judged(
  demands: NonNullable<Expectations['walk']>,
  bodies: readonly (Json | undefined)[],
  lists: Readonly<Record<string, readonly (Json | undefined)[]>> = {},
  most = 40,
): (readonly Fact[] | undefined)[] {
  const seen = (all: readonly (Json | undefined)[]) =>
    all.map((body, index) => ({ exchange: exchangeOf({ key: `page ${index + 1}` }), body }));
  return judgeWalk(demands, seen(bodies), { pager: PAGER, most, all: (check) => seen(lists[check] ?? []) }).map(({ facts }) => facts);
}
