import { guess, UsageError } from '../../errors.js';
import { CONTRACT_KINDS, INPUT_KINDS, type Requirement } from '../../model.js';
import { readDocument } from '../document.js';
import type { StoredKnowledge } from './knowledge.js';

/** What is known where `engine.yaml` says nothing of it. */
const NOTHING_KNOWN: Omit<StoredKnowledge, 'name' | 'revision' | 'blame' | 'requirements'> = {
  ready: '',
  identity: { operation: '', name: '', version: '' },
  machines: {},
  open_service: '',
  excluded: [],
  inputs: [],
  stand_ins: [],
  creates: [],
  pagers: [],
  streams: [],
  optional: [],
  declines: [],
  leaks: [],
};

/**
 * Reads `requirements.yaml` and `engine.yaml` of a spec folder.
 * @throws UsageError where a blame row names an unknown kind or requirement.
 */
export function readKnowledge(folder: string): StoredKnowledge {
  const { revision, requirements } = readDocument(`${folder}/requirements.yaml`).value as unknown as {
    revision: string;
    requirements: Requirement[];
  };
  const engine = readDocument(`${folder}/engine.yaml`);
  const written = engine.value as unknown as Pick<StoredKnowledge, 'name' | 'blame'> & Partial<typeof NOTHING_KNOWN>;
  const known = new Set(requirements.map(({ id }) => id));
  for (const [index, row] of written.blame.entries()) {
    const unknown = [
      ...row.kind.filter((kind) => !CONTRACT_KINDS.includes(kind)),
      ...(known.has(row.requirement) ? [] : [row.requirement]),
    ];
    if (unknown.length > 0)
      throw new UsageError(`This blame row names ${unknown.join(', ')}, which is unknown.`, engine.place(['blame', index]));
  }
  for (const [index, { takes }] of (written.inputs ?? []).entries()) {
    if (!INPUT_KINDS.includes(takes))
      throw new UsageError(`No input takes "${takes}".${guess(takes, INPUT_KINDS)}`, engine.place(['inputs', index]));
  }
  return { ...NOTHING_KNOWN, ...written, revision, requirements };
}
