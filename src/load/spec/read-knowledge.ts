import { guess, UsageError } from '../../errors.js';
import { type BlameRow, CONTRACT_KINDS, INPUT_KINDS, type Requirement, type Spec } from '../../model.js';
import { readDocument } from '../document.js';
import type { StoredKnowledge } from './knowledge.js';

/**
 * Reads `requirements.yaml` and `engine.yaml` of a spec folder.
 * @throws UsageError where a blame row names an unknown kind or requirement.
 */
export function readKnowledge(folder: string): StoredKnowledge {
  const requirements = readDocument(`${folder}/requirements.yaml`).value as unknown as { revision: string; requirements: Requirement[] };
  const engine = readDocument(`${folder}/engine.yaml`);
  const known = new Set(requirements.requirements.map(({ id }) => id));
  const { name, ready, identity, machines, open_service, inputs, stand_ins, creates, pagers, optional, declines, leaks, blame, refusals } =
    engine.value as unknown as {
      name: string;
      blame: BlameRow[];
    } & Pick<
      Spec,
      | 'ready'
      | 'identity'
      | 'machines'
      | 'open_service'
      | 'inputs'
      | 'stand_ins'
      | 'creates'
      | 'pagers'
      | 'optional'
      | 'declines'
      | 'leaks'
      | 'refusals'
    >;
  for (const [index, row] of blame.entries()) {
    const unknown = [
      ...row.kind.filter((kind) => !CONTRACT_KINDS.includes(kind)),
      ...(known.has(row.requirement) ? [] : [row.requirement]),
    ];
    if (unknown.length > 0)
      throw new UsageError(`This blame row names ${unknown.join(', ')}, which is unknown.`, engine.place(['blame', index]));
  }
  for (const [index, { requirement }] of refusals.entries()) {
    const unknown = requirement.filter((id) => !known.has(id));
    if (unknown.length > 0)
      throw new UsageError(`This row of refusals names ${unknown.join(', ')}, which is unknown.`, engine.place(['refusals', index]));
  }
  for (const [index, { takes }] of inputs.entries()) {
    if (!INPUT_KINDS.includes(takes))
      throw new UsageError(`No input takes "${takes}".${guess(takes, INPUT_KINDS)}`, engine.place(['inputs', index]));
  }
  return {
    name,
    revision: requirements.revision,
    ready,
    identity,
    machines,
    open_service,
    inputs,
    stand_ins,
    creates,
    pagers,
    optional,
    declines,
    leaks,
    blame,
    refusals,
    requirements: requirements.requirements,
  };
}
