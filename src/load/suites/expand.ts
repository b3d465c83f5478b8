import type { Check, Json } from '../../model.js';
import type { Draft, MadeCheck, WrittenCheck } from './draft.js';
import { withOutside } from './outside.js';
import { branchesOf, isNode, namings, resolved, type SchemaNode } from './schema-walk.js';
import { withVectors } from './vector-checks.js';
import { parametersOf, type Words } from './words.js';

/** The checks that a suite makes: each once for each of its services, with the name of the service before every id. */
export function expand(draft: Draft, schema: SchemaNode, words: Words): MadeCheck[] {
  return draft.services.flatMap((service) =>
    draft.checks.flatMap(({ written, index }) =>
      withVectors(written, draft, words).flatMap(({ written: one, vector }) =>
        forOperations(one, service, words).map((whole) => ({
          draft,
          index,
          check: makeCheck(withService(whole, service, schema), service, draft, schema),
          ...(vector === undefined ? {} : { vector }),
        })),
      ),
    ),
  );
}

/** A check for every operation that asks for credentials: with ids that nothing has, and bodies that would be refused, so that an open service is not changed. */
function forOperations(check: WrittenCheck, service: string, words: Words): WrittenCheck[] {
  if (check.operations === undefined) return [check];
  const own = words.operations.filter((operation) => operation.service === service && operation.protected);
  return own.map((operation) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the suite language
    const parameters = parametersOf(operation).map((name) => [name, '${fresh:nothing}']);
    const body = operation.request === undefined ? {} : { body: { json: [] } };
    return {
      ...check,
      id: `${check.id}[${operation.id}]`,
      effect: operation.method === 'GET' ? 'read' : 'refused',
      probe: { ...check.probe, operation: operation.id, path: Object.fromEntries(parameters), ...body },
    };
  });
}

/** Checks are referred to without their service, in the suites of all services alike. */
function withService(written: WrittenCheck, service: string, schema: SchemaNode): WrittenCheck {
  const copy = structuredClone(written) as unknown as Json;
  for (const { kind, name, path } of namings(schema, copy, checkNode(schema)))
    if (kind === 'check') setAt(copy, path, `${service}.${name}`);
  return copy as unknown as WrittenCheck;
}

function setAt(root: Json, path: readonly (string | number)[], value: Json): void {
  const parent = path.slice(0, -1).reduce<Json>((node, name) => (node as Record<string | number, Json>)[name] as Json, root);
  (parent as Record<string | number, Json>)[path.at(-1) as string | number] = value;
}

function makeCheck(written: WrittenCheck, service: string, { tier }: Draft, schema: SchemaNode): Check {
  const { requirement, send: _send, vectors: _vectors, set: _set, operations: _operations, ...rest } = written;
  const { effect = 'read', probe, ...own } = rest;
  const requirements = [requirement].flat();
  return {
    ...(asLists(own, schema) as Omit<Check, 'service' | 'tier' | 'requirements' | 'effect'>),
    id: `${service}.${written.id}`,
    service,
    tier,
    requirements,
    effect,
    ...(probe === undefined ? {} : { probe: withOutside(probe, requirements[0] ?? '') }),
  };
}

/** Where the schema takes a text or a list of texts, a check has a list. */
function asLists(written: object, schema: SchemaNode): object {
  const properties = checkNode(schema).properties as SchemaNode;
  const takesList = (key: string): boolean => {
    const node = properties[key];
    return isNode(node) && branchesOf(node).some((branch) => resolved(schema, branch).type === 'array');
  };
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, takesList(key) ? [value].flat() : value]));
}

function checkNode(schema: SchemaNode): SchemaNode {
  return (schema.$defs as SchemaNode).check as SchemaNode;
}
