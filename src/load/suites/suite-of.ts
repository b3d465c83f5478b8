import { basename } from 'node:path';
import type { Requirement, Suite } from '../../model.js';
import type { Draft, MadeCheck } from './draft.js';
import { operationOf, type Words } from './words.js';

/** A suite that is in order, with its ids made whole. */
export function suiteOf(draft: Draft, made: readonly MadeCheck[], words: Words): Suite {
  const { document, services, tier, head } = draft;
  const checks = made.flatMap((one) => (one.draft === draft ? one.check : []));
  const requirements = head.requirements.map(
    ({ entry }): Requirement => ({ source: basename(document.file), ...entry, tier, kind: 'read', services }),
  );
  const changes = head.changes.flatMap(({ entry }) => services.map((service) => ({ ...entry, check: `${service}.${entry.check}` })));
  const creates = head.creates.flatMap(({ entry }) =>
    services.flatMap((service) => (operationOf(words, service, entry.operation) === undefined ? [] : { ...entry, service })),
  );
  return {
    file: document.file,
    services,
    tier,
    checks,
    ...(head.extends === undefined ? {} : { extends: head.extends }),
    ...(requirements.length === 0 ? {} : { requirements }),
    ...(Object.keys(head.variables).length === 0 ? {} : { variables: head.variables }),
    ...(changes.length === 0 ? {} : { changes }),
    ...(creates.length === 0 ? {} : { creates }),
  };
}
