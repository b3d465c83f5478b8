import { createHmac, randomBytes } from 'node:crypto';
import { Refusal } from '../http/answer.js';
import { type JsonObject, setMembers } from '../json.js';

const MAX_PAGE_SIZE = 1000;

/** One page of a list, and the token of the next where there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pagination. */
  readonly pagination: JsonObject;
}

/**
 * Cuts an append-only list into pages, newest first. A token says below which position to go on, so that a walk neither
 * loses nor repeats anything while the list grows (ARP-DM-074…078). Tokens are signed: a made-up one is refused.
 */
export class Pages {
  readonly #key = randomBytes(16);
  readonly #defaultSize: number;

  constructor(defaultSize: number) {
    this.#defaultSize = defaultSize;
  }

  cut<Item>(list: readonly Item[], query: URLSearchParams): Page<Item> {
    const size = this.#sizeIn(query);
    const end = this.#positionIn(query) ?? list.length;
    const start = Math.max(0, end - size);
    const token = start > 0 ? this.#sign(start) : undefined;
    return { items: list.slice(start, end).reverse(), pagination: setMembers({ next_page_token: token, page_size: size }) };
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
