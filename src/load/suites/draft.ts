import type { Change, Check, Creation, Json, Requirement, SuiteVariable, Tier } from '../../model.js';
import type { SourceDocument } from '../document.js';
import type { VectorFile } from '../vectors/vector-file.js';

/** A suite as its author wrote it. */
export interface WrittenSuite {
  readonly services: readonly string[];
  readonly tier: Tier;
  readonly extends?: Tier;
  readonly requirements?: readonly WrittenRequirement[];
  readonly variables?: Readonly<Record<string, SuiteVariable>>;
  /** Ids without the service. */
  readonly changes?: readonly Change[];
  readonly creates?: readonly Omit<Creation, 'service'>[];
  readonly checks?: readonly WrittenCheck[];
}

export type WrittenRequirement = Pick<Requirement, 'id' | 'level' | 'sentence' | 'mend'> & Partial<Pick<Requirement, 'source'>>;

/** A check as its author wrote it: ids without the service, and short forms. */
export type WrittenCheck = Omit<Check, 'service' | 'tier' | 'requirements' | 'effect' | 'observes' | 'needs' | 'after'> & {
  readonly requirement: string | readonly string[];
  readonly effect?: Check['effect'];
  readonly observes?: string | readonly string[];
  readonly needs?: string | readonly string[];
  readonly after?: string | readonly string[];
  /** One check for each operation that asks for credentials, for each that reads one thing, or for one that reads. */
  readonly operations?: 'protected' | 'lookups' | 'one-read';
  /** Beside operations: what stands for parameters of paths that are only read, by name; otherwise ids that nothing has. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Short for a probe that is nothing but an operation. */
  readonly send?: string;
  /** One check for each payload that fits a pattern. */
  readonly vectors?: string;
  /** Values that name real resources in these payloads, by JSON Pointer. */
  readonly set?: Readonly<Record<string, Json>>;
};

/** A suite on its way from text to checks: what has a shape is there, what has none is left out. */
export interface Draft {
  readonly document: SourceDocument;
  /** Services that the spec has; what else stands there is told by itself. */
  readonly services: readonly string[];
  readonly tier: Tier;
  /** What stands beside the checks, as far as it is well-formed. */
  readonly head: Head;
  /** The checks that are well-formed, each with its index in the document. */
  readonly checks: readonly DraftCheck[];
  /** Ids of all checks, also of those that are not well-formed: who refers to one of them makes no mistake. */
  readonly ids: ReadonlySet<string>;
  /** Ids of the requirements that it brings, as far as they can be read. */
  readonly brings: ReadonlySet<string>;
  /** Names of the values that any check saves, as far as they can be read. */
  readonly saves: ReadonlySet<string>;
}

/** What a suite says beside its checks. */
export interface Head extends Pick<WrittenSuite, 'extends'> {
  readonly requirements: readonly Indexed<WrittenRequirement>[];
  readonly variables: Readonly<Record<string, SuiteVariable>>;
  readonly changes: readonly Indexed<Change>[];
  readonly creates: readonly Indexed<Omit<Creation, 'service'>>[];
}

/** An entry of a list, and its index there. */
export interface Indexed<T> {
  readonly index: number;
  readonly entry: T;
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
  /** The stored payload that it sends. */
  readonly vector?: VectorFile;
}
