import { posix } from 'node:path';
import type { AnswerContract, Json, Operation, Parameter } from '../../model.js';

/** A `$ref` that an OpenAPI document or a schema holds: where it stands and what it names. */
export interface Reference {
  readonly path: readonly (string | number)[];
  readonly target: string;
}

/** What one OpenAPI document says, and the schemas that it spells out itself, under keys of their own. */
export interface OpenApiContents {
  readonly operations: readonly Operation[];
  readonly inlineSchemas: Readonly<Record<string, Json>>;
}

type Node = { readonly [name: string]: Json };

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

/**
 * Reads the operations out of an OpenAPI 3.0 document.
 * @param service name of the service, from the file name
 * @param file path of the document inside the spec folder, such as `openapi/runtime.openapi.yaml`
 */
export function readOpenApi(service: string, file: string, document: Json): OpenApiContents {
  const root = asNode(document);
  const inlineSchemas: Record<string, Json> = {};
  const operations: Operation[] = [];
  const schemaKey = (schema: Json | undefined, path: readonly string[]): string | undefined => {
    if (schema === undefined) return undefined;
    const target = asNode(schema).$ref;
    if (typeof target !== 'string') {
      const key = `${file}#/${path.map(escapePointer).join('/')}`;
      inlineSchemas[key] = standAlone(root, schema);
      return key;
    }
    if (target.startsWith('#')) return schemaKey(lookUp(root, target), pointerPath(target));
    return schemaKeyOf(posix.join(posix.dirname(file), target));
  };

  for (const [path, item] of Object.entries(asNode(root.paths))) {
    for (const method of METHODS) {
      const operation = asNode(item)[method];
      if (operation === undefined) continue;
      operations.push(readOperation({ service, root, path, method, item: asNode(item), operation: asNode(operation), schemaKey }));
    }
  }
  return { operations, inlineSchemas };
}

/** `schemas/common/health.schema.json` is known as `common/health`. */
export function schemaKeyOf(file: string): string {
  return posix
    .normalize(file)
    .replace(/^schemas\//, '')
    .replace(/\.schema\.(json|ya?ml)$/, '');
}

interface OperationSource {
  readonly service: string;
  readonly root: Node;
  readonly path: string;
  readonly method: string;
  /** What all methods of the path share. */
  readonly item: Node;
  readonly operation: Node;
  schemaKey(schema: Json | undefined, path: readonly string[]): string | undefined;
}

function readOperation(source: OperationSource): Operation {
  const { service, root, path, method, operation } = source;
  const place = ['paths', path, method];
  const security = operation.security ?? root.security;
  const answers: Record<string, AnswerContract> = {};
  for (const [status, declared] of Object.entries(asNode(operation.responses))) {
    const answer = resolve(root, declared);
    const [mediaType, content] = Object.entries(asNode(answer.content))[0] ?? [];
    const at = [...place, 'responses', status, 'content', mediaType ?? '', 'schema'];
    const schema = source.schemaKey(asNode(content).schema, at);
    answers[status] = {
      ...(mediaType === undefined ? {} : { mediaType: mediaType.toLowerCase() }),
      ...(schema === undefined ? {} : { schema }),
      headers: Object.keys(asNode(answer.headers)),
    };
  }
  const body = resolve(root, operation.requestBody);
  const [bodyType, bodyContent] = Object.entries(asNode(body.content))[0] ?? [];
  const request = source.schemaKey(asNode(bodyContent).schema, [...place, 'requestBody', 'content', bodyType ?? '', 'schema']);
  const parameters = readParameters(source, place);
  return {
    id: String(operation.operationId ?? `${method} ${path}`),
    service,
    method: method.toUpperCase(),
    path,
    protected: Array.isArray(security) && security.length > 0,
    ...(request === undefined ? {} : { request }),
    ...(request !== undefined && body.required === true ? { bodyRequired: true as const } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    answers,
  };
}

/** Parameters of the operation and of its path; the same name in the same place is that of the operation. */
function readParameters({ root, item, operation, path, schemaKey }: OperationSource, place: readonly string[]): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const [holder, at] of [
    [item, ['paths', path]],
    [operation, place],
  ] as const) {
    const list = Array.isArray(holder.parameters) ? holder.parameters : [];
    for (const [index, written] of list.entries()) {
      const { name, in: where, schema } = resolve(root, written);
      const key = schemaKey(schema, [...at, 'parameters', String(index), 'schema']);
      if (typeof name !== 'string' || typeof where !== 'string' || key === undefined) continue;
      found.set(`${where} ${name}`, { name, in: where as Parameter['in'], schema: key });
    }
  }
  return [...found.values()];
}

/** Follows a `$ref` inside the same document, one or several steps. */
function resolve(root: Node, value: Json | undefined): Node {
  let node = asNode(value);
  for (let steps = 0; steps < 20 && typeof node.$ref === 'string'; steps += 1) node = asNode(lookUp(root, node.$ref));
  return node;
}

/** A schema that an OpenAPI document spells out, without references into that document: they become what they lead to. */
function standAlone(root: Node, schema: Json, depth = 0): Json {
  if (Array.isArray(schema)) return schema.map((item) => standAlone(root, item, depth));
  if (schema === null || typeof schema !== 'object') return schema;
  const target = schema.$ref;
  if (typeof target === 'string' && target.startsWith('#') && depth < 50) return standAlone(root, lookUp(root, target) ?? {}, depth + 1);
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, standAlone(root, value, depth)]));
}

/** The value at a `#/…` reference, or undefined. */
export function lookUp(root: Json, target: string): Json | undefined {
  let value: Json | undefined = root;
  for (const name of pointerPath(target)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Array.isArray(value) ? value[Number(name)] : value[name];
  }
  return value;
}

/** Every `$ref` in a document, in the order of the document; names of properties are not mistaken for references. */
export function references(value: Json, path: readonly (string | number)[] = []): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => references(item, [...path, index]));
  if (value === null || typeof value !== 'object') return [];
  const inNames = path.at(-1) === 'properties' || path.at(-1) === 'patternProperties';
  return Object.entries(value).flatMap(([name, item]) =>
    name === '$ref' && typeof item === 'string' && !inNames ? [{ path: [...path, name], target: item }] : references(item, [...path, name]),
  );
}

function pointerPath(target: string): string[] {
  return target
    .replace(/^#\/?/, '')
    .split('/')
    .filter((name) => name !== '')
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function asNode(value: Json | undefined): Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
