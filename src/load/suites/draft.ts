import type { Check, Json, Tier } from '../../model.js';
import type { SourceDocument } from '../document.js';

/** A suite as its author wrote it. */
export interface WrittenSuite {
  readonly services: readonly string[];
  readonly tier: Tier;
  readonly checks: readonly WrittenCheck[];
}

/** A check as its author wrote it: ids without the service, and short forms. */
export type WrittenCheck = Omit<Check, 'service' | 'tier' | 'requirements' | 'effect' | 'observes' | 'needs' | 'after'> & {
  readonly requirement: string | readonly string[];
  readonly effect?: Check['effect'];
  readonly observes?: string | readonly string[];
  readonly needs?: string | readonly string[];
  readonly after?: string | readonly string[];
  /** One check for each operation that asks for credentials. */
  readonly operations?: 'protected';
  /** One check for each payload of a folder. */
  readonly vectors?: { readonly from: string; readonly set?: Readonly<Record<string, Json>> };
};

/** A suite on its way from text to checks: what has a shape is there, what has none is left out. */
export interface Draft {
  readonly document: SourceDocument;
  /** Services that the spec has; what else stands there is told by itself. */
  readonly services: readonly string[];
  readonly tier: Tier;
  /** The checks that are well-formed, each with its index in the document. */
  readonly checks: readonly DraftCheck[];
  /** Ids of all checks, also of those that are not well-formed: who refers to one of them makes no mistake. */
  readonly ids: ReadonlySet<string>;
  /** Names of the values that any check saves, as far as they can be read. */
  readonly saves: ReadonlySet<string>;
}

export interface DraftCheck {
  readonly index: number;
  readonly written: WrittenCheck;
}

/** A check that a suite makes, and the index of the entry that it was written as. */
export interface MadeCheck {
  readonly draft: Draft;
  readonly index: number;
  readonly check: Check;
}
