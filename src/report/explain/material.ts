import type { Check, Fact, InvalidVector, NamedFault, Spec, Vector } from '../../model.js';

/** Everything that an explanation draws on. */
export interface Material {
  readonly spec: Spec;
  readonly checks: readonly Check[];
  /** Suites of the user, as they were named. */
  readonly own: readonly string[];
  readonly vectors: { readonly valid: readonly Vector[]; readonly invalid: readonly InvalidVector[] };
  readonly faults: readonly NamedFault[];
  /** Ids of the checks that a run which sends nothing but reads can judge. */
  readonly readable: ReadonlySet<string>;
  /** Ids of the checks whose requests have to succeed before that of a check. */
  before(check: Check): readonly string[];
}

/** What is explained. */
export type Subject =
  | { readonly what: 'check'; readonly check: Check }
  | { readonly what: 'requirement'; readonly id: string }
  | { readonly what: 'kind'; readonly kind: Fact['kind'] };
