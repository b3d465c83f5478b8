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
  | 'excluded'
  | 'inputs'
  | 'stand_ins'
  | 'creates'
  | 'pagers'
  | 'streams'
  | 'optional'
  | 'declines'
  | 'leaks'
  | 'ready'
  | 'identity'
  | 'error_code'
> & {
  readonly requirements: ReadonlyMap<string, Requirement>;
};

/** Knowledge as it is stored: the map written as a list. */
export type StoredKnowledge = Omit<Knowledge, 'requirements'> & { readonly requirements: readonly Requirement[] };

export function knowledgeOf(stored: StoredKnowledge): Knowledge {
  return { ...stored, requirements: new Map(stored.requirements.map((requirement) => [requirement.id, requirement])) };
}

/** What is known of the standard, and the services that it is known of. */
export interface StandardKnowledge {
  readonly knowledge: Knowledge;
  readonly services: readonly string[];
}

/** What the build writes beside the precompiled validators. */
export interface StoredSpec {
  readonly knowledge: StoredKnowledge;
  readonly services: readonly string[];
  readonly operations: Spec['operations'];
  readonly schemas: Spec['schemas'];
}
