import type { Json, Pager } from '../model.js';
import { valueAt } from './pointer.js';

/** What one page brought. */
export interface WalkedPage {
  /** Items on it that no page before it had. */
  readonly fresh: number;
  /** Items that stood on a page before it, or earlier on it: where each stands, and the number of the page that had it first. */
  readonly repeats: readonly { readonly at: string; readonly id: Json; readonly page: number }[];
  /** Asks for the next page. */
  readonly token?: string;
  /** That token had been given before: it leads where the walk has been. */
  readonly circular: boolean;
  /** Whether the page could be read at all, token included. */
  readonly readable: boolean;
}

/** A list that is given page by page, as far as it is known. Pages count from 1. */
export class Walk {
  readonly pages: WalkedPage[] = [];
  /** By id as text: the id, and the page that had it first. */
  readonly #items = new Map<string, { readonly id: Json; readonly page: number }>();
  readonly #tokens = new Set<string>();

  constructor(readonly pager: Pick<Pager, 'items' | 'id' | 'next'>) {}

  /** Adds the page that came next; undefined is one that could not be read. */
  take(body: Json | undefined): WalkedPage {
    const items = body === undefined ? undefined : valueAt(body, this.pager.items);
    const next = body === undefined ? undefined : valueAt(body, this.pager.next);
    // An empty token asks for nothing: it is as good as none.
    const token = typeof next === 'string' && next !== '' ? next : undefined;
    const known = this.#items.size;
    const repeats = Array.isArray(items) ? this.#takeItems(items) : [];
    const page: WalkedPage = {
      fresh: this.#items.size - known,
      repeats,
      ...(token === undefined ? {} : { token }),
      circular: token !== undefined && this.#tokens.has(token),
      readable: Array.isArray(items) && (next === undefined || next === null || typeof next === 'string'),
    };
    if (token !== undefined) this.#tokens.add(token);
    this.pages.push(page);
    return page;
  }

  /** Token of the page to ask for next. Undefined at the end, and where going on would show nothing but what is known. */
  get next(): string | undefined {
    const last = this.pages.at(-1);
    if (last === undefined || !last.readable || last.circular || (last.repeats.length > 0 && last.fresh === 0)) return undefined;
    return last.token;
  }

  /** Whether the last page said that none comes after it. */
  get ended(): boolean {
    const last = this.pages.at(-1);
    return last?.readable === true && last.token === undefined;
  }

  /** The ids of all items, each once. */
  get ids(): readonly Json[] {
    return [...this.#items.values()].map(({ id }) => id);
  }

  has(id: Json): boolean {
    return this.#items.has(JSON.stringify(id));
  }

  /** Items without an id are no matter of a walk. */
  #takeItems(items: readonly Json[]): WalkedPage['repeats'] {
    const page = this.pages.length + 1;
    return items.flatMap((item, index) => {
      const id = valueAt(item, this.pager.id) ?? null;
      if (id === null) return [];
      const before = this.#items.get(JSON.stringify(id));
      if (before !== undefined) return [{ at: `${this.pager.items}/${index}${this.pager.id}`, id, page: before.page }];
      this.#items.set(JSON.stringify(id), { id, page });
      return [];
    });
  }
}
