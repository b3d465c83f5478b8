import { guess, type Problem } from '../../errors.js';
import type { Draft } from './draft.js';
import { type Naming, namings, type SchemaNode } from './schema-walk.js';
import { operationOf, type Words } from './words.js';

/** Names in a suite that nothing of the spec goes by. */
export function nameProblems(draft: Draft, schema: SchemaNode, words: Words): Problem[] {
  return namings(schema, draft.document.value).flatMap((naming) =>
    complaints(naming, draft, words).map((message) => draft.document.problem(message, naming.path)),
  );
}

function complaints({ kind, name }: Naming, draft: Draft, words: Words): string[] {
  switch (kind) {
    case 'service':
      return unknown('service', name, words.services);
    case 'requirement':
      return unknown('requirement', name, words.requirements);
    case 'machine':
      return unknown('state machine', name, words.machines);
    case 'operation':
      return draft.services
        .filter((service) => operationOf(words, service, name) === undefined)
        .map((service) => noOperation(service, name, words));
    case 'vectors':
      return [words.vectors(name, draft.document.file).complaint ?? []].flat();
    case 'check':
    case 'changed':
      // Who refers to whom is looked at when all checks are known.
      return [];
  }
}

function unknown(what: string, name: string, known: Iterable<string>): string[] {
  const all = [...known];
  return all.includes(name) ? [] : [`Unknown ${what} "${name}".${guess(name, all)}`];
}

function noOperation(service: string, name: string, { operations }: Words): string {
  const own = operations.filter((operation) => operation.service === service).map(({ id }) => id);
  return `The service ${service} has no operation "${name}".${guess(name, own)}`;
}
