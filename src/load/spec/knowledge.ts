import type { Requirement, Spec } from '../../model.js';

/** What is known of a standard beyond its contract. Comes with the tool, also when the contract comes from `--spec-path`. */
export type Knowledge = Pick<
  Spec,
  | 'name'
  | 'revision'
  | 'blame'
  | 'refusals'
  | 'machines'
  | 'open_service'
  | 'inputs'
  | 'stand_ins'
  | 'creates'
  | 'pagers'
  | 'optional'
  | 'declines'
  | 'leaks'
  | 'ready'
  | 'identity'
> & {
  readonly requirements: ReadonlyMap<string, Requirement>;
};

/** Knowledge as it is stored: the map written as a list. */
export type StoredKnowledge = Omit<Knowledge, 'requirements'> & { readonly requirements: readonly Requirement[] };

export function knowledgeOf(stored: StoredKnowledge): Knowledge {
  return { ...stored, requirements: new Map(stored.requirements.map((requirement) => [requirement.id, requirement])) };
}

/** What the build writes beside the precompiled validators. */
export interface StoredSpec {
  readonly knowledge: StoredKnowledge;
  readonly services: readonly string[];
  readonly operations: Spec['operations'];
}
