import type { Requirement } from '../../model.js';
import { exampleLines, examplesOf } from './examples.js';
import { faultLines } from './faults.js';
import { headed, labelled } from './labelled.js';
import type { Material } from './material.js';

/** What the standard asks in one sentence, who tests it, and how it can be broken. */
export function requirementPage(requirement: Requirement, material: Material, width: number): string {
  const { spec, checks } = material;
  const { id, level, tier, kind, services, sentence, source, mend } = requirement;
  const rows = spec.blame.filter((row) => row.requirement === id);
  const places = rows.map(({ kind: kinds, operation, at }) =>
    [
      kinds.join(', '),
      ...(operation === undefined ? [] : [`in ${operation.join(', ')}`]),
      ...(at === undefined ? [] : [`at ${at.join(', ')}`]),
    ].join(' '),
  );
  const named = new Set(rows.flatMap(({ operation = [] }) => operation));
  const own = checks.filter(({ requirements }) => requirements.includes(id));
  const operations = spec.operations.filter(
    (operation) =>
      services.includes(operation.service) &&
      (named.has(operation.id) || own.some(({ probe, service }) => service === operation.service && probe?.operation === operation.id)),
  );
  return [
    headed(id, [level, tier, kind, ...services].join(' · '), width),
    '',
    ...labelled('asks', [sentence], width),
    ...labelled('source', [source], width),
    ...labelled('mend', [mend], width),
    ...labelled('weighs', [WEIGHT[level]], width),
    ...labelled('found as', places, width),
    ...exampleLines(examplesOf([id], operations, material), width),
    ...labelled(
      'checks',
      own.length > 0
        ? own.map((check) => `${check.id}  ${check.title}`)
        : [tier === 'offline' ? 'none: it is about the standard itself, not about a service' : 'none yet in this version'],
      width,
    ),
    ...faultLines([id], services, material, width),
  ].join('\n');
}

const WEIGHT: Readonly<Record<Requirement['level'], string>> = {
  must: 'a breach is FAIL',
  implied: 'a breach is FAIL: the standard does not say it in so many words, but nothing else makes sense',
  should: 'a breach is WARN, and exit 1 with --strict',
  advisory: 'a breach is WARN, with --strict as well',
};
