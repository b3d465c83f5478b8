import type { Check, Json, Operation } from '../../model.js';
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
  const { operations, ids = {}, ...rest } = check;
  return chosen(operations, service, words).map((operation) => {
    // What answers with something else than JSON may go on for long.
    const known = operation.method === 'GET' && isJson(operation) ? ids : {};
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the suite language
    const parameters = parametersOf(operation).map((name) => [name, known[name] ?? '${fresh:nothing}']);
    const body = operation.request === undefined ? {} : { body: { json: [] } };
    return {
      ...rest,
      ...(rest.needs === undefined ? {} : { needs: [rest.needs].flat().map((id) => id.replace('[*]', `[${operation.id}]`)) }),
      id: operations === 'one-read' ? check.id : `${check.id}[${operation.id}]`,
      title: operations === 'one-read' ? check.title : `${check.title}: ${operation.id}`,
      effect: operation.method === 'GET' ? 'read' : 'refused',
      probe: { ...check.probe, operation: operation.id, path: Object.fromEntries(parameters), ...body },
    };
  });
}

/** Of the operations that ask for credentials all, those that read one thing, or the first that only reads. */
function chosen(which: WrittenCheck['operations'], service: string, { operations }: Words): readonly Operation[] {
  const own = operations.filter((operation) => operation.service === service && operation.protected);
  if (which === 'protected') return own;
  const reads = own.filter((operation) => operation.method === 'GET' && isJson(operation));
  return which === 'lookups' ? reads.filter((operation) => parametersOf(operation).length > 0) : reads.slice(0, 1);
}

function isJson({ answers }: Operation): boolean {
  return Object.entries(answers).some(([status, { mediaType }]) => status.startsWith('2') && mediaType === 'application/json');
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
  const { requirement, send: _send, vectors: _vectors, set: _set, operations: _operations, ids: _ids, ...rest } = written;
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
