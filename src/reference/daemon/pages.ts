import { createHmac, randomBytes } from 'node:crypto';
import { Refusal } from '../http/answer.js';
import { type JsonObject, setMembers } from '../json.js';
import type { Settings } from '../settings.js';

const MAX_PAGE_SIZE = 1000;

/** One page of a list, and the token of the next where there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pagination. */
  readonly pagination: JsonObject;
}

/**
 * Cuts an append-only list into pages, newest first or oldest first. A token says at which position to go on, so that a walk neither
 * loses nor repeats anything while the list grows (ARP-DM-074…078). Tokens are signed: a made-up one is refused.
 */
export class Pages {
  readonly #key = randomBytes(16);
  readonly #defaultSize: number;
  readonly #oldestFirst: boolean;

  constructor({ pageSize, oldestFirst }: Pick<Settings, 'pageSize' | 'oldestFirst'>) {
    this.#defaultSize = pageSize;
    this.#oldestFirst = oldestFirst;
  }

  cut<Item>(list: readonly Item[], query: URLSearchParams): Page<Item> {
    const size = this.#sizeIn(query);
    const position = this.#positionIn(query);
    const [from, to] = this.#oldestFirst ? [position ?? 0, (position ?? 0) + size] : [(position ?? list.length) - size, position];
    const items = list.slice(Math.max(0, from), to);
    const next = this.#oldestFirst ? (to ?? 0) : from;
    const token = next > 0 && next < list.length ? this.#sign(next) : undefined;
    return {
      items: this.#oldestFirst ? items : items.reverse(),
      pagination: setMembers({ next_page_token: token, page_size: size }),
    };
  }

  #sizeIn(query: URLSearchParams): number {
    const given = query.getAll('page_size');
    if (given.length === 0) return this.#defaultSize;
    const size = given.length === 1 && /^\d{1,9}$/.test(given[0] ?? '') ? Number(given[0]) : 0;
    if (size < 1 || size > MAX_PAGE_SIZE)
      throw new Refusal(400, 'invalid_request', `page_size has to be an integer from 1 to ${MAX_PAGE_SIZE}`);
    return size;
  }

  #positionIn(query: URLSearchParams): number | undefined {
    const given = query.getAll('page_token');
    if (given.length === 0) return undefined;
    const position = Number(/^([0-9]{1,15})-/.exec(Buffer.from(given[0] ?? '', 'base64url').toString('latin1'))?.[1]);
    if (given.length > 1 || Number.isNaN(position) || given[0] !== this.#sign(position))
      throw new Refusal(400, 'invalid_request', 'page_token is not one that this service gave');
    return position;
  }

  #sign(position: number): string {
    const signature = createHmac('sha256', this.#key).update(String(position)).digest('hex').slice(0, 16);
    return Buffer.from(`${position}-${signature}`, 'latin1').toString('base64url');
  }
}
