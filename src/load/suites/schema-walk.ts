import type { Json } from '../../model.js';
import type { Path } from '../document.js';

/** A JSON Schema as data. */
export type SchemaNode = { readonly [keyword: string]: Json };

/** What a text in a suite may name. The suite schema says it of a place with `x-names`. */
export type Named = 'service' | 'requirement' | 'operation' | 'check' | 'changed' | 'machine' | 'vectors';

/** A text that names something, and where it stands. */
export interface Naming {
  readonly kind: Named;
  readonly name: string;
  readonly path: Path;
}

/** Every place in a value that names something, as its schema tells: the whole one, or the part of it that the value is of. */
export function namings(root: SchemaNode, value: Json, part: SchemaNode = root): Naming[] {
  const found = new Map<string, Naming>();
  walk(root, part, value, [], (node, at, path) => {
    const kind = node['x-names'] as Named | undefined;
    if (kind !== undefined && typeof at === 'string') found.set(JSON.stringify([kind, path]), { kind, name: at, path });
  });
  return [...found.values()];
}

/** Calls back for each pair of a value and a schema node that is about it. */
export function walk(
  root: SchemaNode,
  node: Json | undefined,
  value: Json,
  path: Path,
  visit: (node: SchemaNode, value: Json, path: Path) => void,
): void {
  if (!isNode(node)) return;
  visit(node, value, path);
  if (typeof node.$ref === 'string') walk(root, resolved(root, node), value, path, visit);
  for (const branch of branchesOf(node)) walk(root, branch, value, path, visit);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(root, node.items, item, [...path, index], visit);
  } else if (value !== null && typeof value === 'object') {
    const properties = isNode(node.properties) ? node.properties : {};
    for (const [name, child] of Object.entries(value)) {
      const own = Object.hasOwn(properties, name) ? properties[name] : node.additionalProperties;
      walk(root, own, child, [...path, name], visit);
    }
  }
}

/** The alternatives of a node, and what all of it has to fit. */
export function branchesOf(node: SchemaNode): readonly Json[] {
  return ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => (Array.isArray(node[keyword]) ? (node[keyword] as Json[]) : []));
}

/** A node, or what its reference leads to: the suite schema refers to its own `$defs` alone. */
export function resolved(root: SchemaNode, node: Json | undefined): SchemaNode {
  if (!isNode(node)) return {};
  if (typeof node.$ref !== 'string') return node;
  const definitions = root.$defs as SchemaNode | undefined;
  return resolved(root, definitions?.[node.$ref.replace('#/$defs/', '')]);
}

export function isNode(value: Json | undefined): value is SchemaNode {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
