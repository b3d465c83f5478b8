import type { AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js';
import type { Problem } from '../../errors.js';
import type { Json } from '../../model.js';
import type { Path, SourceDocument } from '../document.js';
import { branchesOf, isNode, resolved, type SchemaNode } from './schema-walk.js';
import type { Shape } from './shape.js';
import { shapeCompiler } from './shape-compiler.js';
import { needed, told, unknownKey } from './shape-sentences.js';

/** Tells every departure of a document from a schema. */
export function misshapen(schema: SchemaNode): (document: SourceDocument) => Shape {
  const fits = shapeCompiler({ allErrors: true, verbose: true }).compile(schema as AnySchemaObject);
  return (document) => {
    if (fits(document.value)) return { problems: [], paths: [] };
    const errors = telling(fits.errors ?? [], schema);
    return { problems: errors.map((error) => problemOf(error, document, schema)), paths: errors.map(pathOf) };
  };
}

function problemOf(error: ErrorObject, document: SourceDocument, schema: SchemaNode): Problem {
  const path = pathOf(error);
  if (error.keyword === 'additionalProperties') {
    const extra = String(error.params.additionalProperty);
    return document.problem(unknownKey(extra, error), [...path, extra], 'key');
  }
  // The name of a thing is a place of its own.
  if (error.propertyName !== undefined) return document.problem(told(error, schema), [...path, error.propertyName], 'key');
  if (error.keyword === 'required') return document.problem(needed(error, schema), path);
  return document.problem(told(error, schema), path);
}

/**
 * The errors that tell: not those of alternatives that nobody meant, not what is missing where a typo stands in its place, not that a key
 * breaks the rule for keys beside what is wrong with it.
 */
function telling(errors: readonly ErrorObject[], schema: SchemaNode): ErrorObject[] {
  const muted = new Set<ErrorObject>();
  for (const error of errors) {
    // That a place has no demand is told where demands are counted.
    const counted = error.keyword === 'minProperties' && (error.parentSchema as SchemaNode)['x-one-besides'] !== undefined;
    if (counted || error.keyword === 'propertyNames') muted.add(error);
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') continue;
    const branches = branchesOf(error.parentSchema as SchemaNode).map((branch) => branchOf(schema, branch));
    const inside = errors.filter(
      (other) => other !== error && isWithin(other, error) && branches.some((branch) => branch.has(other, error)),
    );
    const meant = branches.filter(({ types }) => types.has(typeOf(error.data as Json)));
    const [only] = meant;
    for (const other of inside) if (meant.length !== 1 || !only?.has(other, error)) muted.add(other);
    if (meant.length === 1 && inside.some((other) => only?.has(other, error))) muted.add(error);
  }
  const left = errors.filter((error) => !muted.has(error));
  return left.filter((error) => !isSlip(error, left));
}

/** What is missing stands there under a name that is nearly right: that is told as an unknown key. */
function isSlip(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const typos = errors.filter((other) => other.keyword === 'additionalProperties' && other.instancePath === error.instancePath);
  if (typos.length === 0) return false;
  if (error.keyword === 'required')
    return typos.some((typo) => unknownKey(String(typo.params.additionalProperty), typo).includes(`"${error.params.missingProperty}"`));
  return error.keyword === 'oneOf' || error.keyword === 'anyOf' || error.keyword === 'minProperties';
}

function isWithin(error: ErrorObject, other: ErrorObject): boolean {
  return error.instancePath === other.instancePath || error.instancePath.startsWith(`${other.instancePath}/`);
}

/** One alternative of a node. */
interface Branch {
  /** The types of values that it takes. */
  readonly types: ReadonlySet<string>;
  /** Whether an error is one of this alternative, of a node that is about the same value as `whole` or about a part of it. */
  has(error: ErrorObject, whole: ErrorObject): boolean;
}

function branchOf(root: SchemaNode, branch: Json): Branch {
  const here = new Set<unknown>();
  const visitHere = (node: Json | undefined): void => {
    if (!isNode(node) || here.has(node)) return;
    here.add(node);
    if (typeof node.$ref === 'string') visitHere(resolved(root, node));
    branchesOf(node).forEach(visitHere);
  };
  const below = new Set<unknown>();
  const visitBelow = (node: Json | undefined): void => {
    if (!isNode(node) || below.has(node)) return;
    below.add(node);
    if (typeof node.$ref === 'string') visitBelow(resolved(root, node));
    for (const child of Object.values(node)) [child].flat().forEach(visitBelow);
  };
  visitHere(branch);
  visitBelow(branch);
  return {
    types: new Set([resolved(root, branch).type ?? []].flat().map(String)),
    has: (error, whole) => (error.instancePath === whole.instancePath ? here : below).has(error.parentSchema),
  };
}

/** A number that is whole counts as an integer: no suite asks for any other number where an integer stands beside it. */
function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function pathOf({ instancePath }: ErrorObject): Path {
  return instancePath.split('/').slice(1).map(pathPart);
}

function pathPart(name: string): string | number {
  const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(plain) ? Number(plain) : plain;
}
