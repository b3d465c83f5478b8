import type { Json } from '../../model.js';
import { isEqual } from '../equality.js';
import { asSchema, listOf, numberOf, type Schema, SchemaNotUnderstood, type SchemaSource, textsOf } from './source.js';

/** Ways to fit one schema that are looked at, deepest nesting of what is put together, and schemas that are looked at on the way. */
const MAX_WAYS = 24;
const MAX_DEPTH = 20;
const MAX_PARTS = 2000;

/** The ways in which a schema can be fitted, each as one schema without references, branches and parts. */
export function waysToFit(written: Json, source: SchemaSource): readonly Schema[] {
  return new Ways(source).of(written, 0);
}

class Ways {
  #left = MAX_PARTS;

  constructor(readonly source: SchemaSource) {}

  of(written: Json, depth: number): readonly Schema[] {
    this.#left -= 1;
    if (depth > MAX_DEPTH || this.#left < 0) throw new SchemaNotUnderstood('it asks for too much');
    if (written === false) return [];
    const { $ref, $dynamicRef, allOf, anyOf, oneOf, if: condition, then, else: otherwise, ...own } = asSchema(written);
    const inner = (part: Json): readonly Schema[] => this.of(part, depth + 1);
    const references = [$ref, $dynamicRef].filter((reference) => reference !== undefined);
    const branches = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? [list] : []));
    const choices: (readonly Schema[])[] = [
      ...references.map((reference) => inner(this.source.resolve(reference))),
      ...(listOf(allOf) ?? []).map(inner),
      ...branches.map((list) => list.flatMap((branch) => [...inner(branch)])),
    ];
    if (condition !== undefined) choices.push([...this.#both(inner(condition), inner(then ?? true)), ...inner(otherwise ?? true)]);
    return choices.reduce<readonly Schema[]>((ways, choice) => this.#both(ways, choice), [own as Schema]);
  }

  #both(some: readonly Schema[], others: readonly Schema[]): readonly Schema[] {
    const pairs = some.flatMap((one) => others.map((other) => merged(one, other)));
    return pairs.filter((way) => way !== undefined).slice(0, MAX_WAYS);
  }
}

/** Both at once; undefined where nothing can be both. */
function merged(a: Schema, b: Schema): Schema | undefined {
  const type = types(a, b);
  const words = common(listOf(a.enum), listOf(b.enum));
  if (type?.length === 0 || words?.length === 0) return undefined;
  return {
    ...a,
    ...b,
    ...bounds(a, b),
    ...(type === undefined ? {} : { type }),
    ...(words === undefined ? {} : { enum: words }),
    ...members(a, b),
    ...both('items', a, b),
    ...both('contains', a, b),
    ...both('additionalProperties', a, b),
    ...both('propertyNames', a, b),
  };
}

function types(a: Schema, b: Schema): Json[] | undefined {
  const [left, right] = [a.type, b.type].map((type) => (type === undefined ? undefined : [type].flat()));
  if (left === undefined || right === undefined) return left ?? right;
  const holds = (list: readonly Json[], type: Json): boolean => list.includes(type) || (type === 'integer' && list.includes('number'));
  return [...new Set([...left.filter((type) => holds(right, type)), ...right.filter((type) => holds(left, type))])];
}

function common(a: readonly Json[] | undefined, b: readonly Json[] | undefined): Json[] | undefined {
  if (a === undefined || b === undefined) return (a ?? b)?.slice();
  return a.filter((word) => b.some((other) => isEqual(word, other)));
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'];

/** The tighter of two bounds. */
function bounds(a: Schema, b: Schema): Schema {
  const row = (keyword: string, choose: (...values: number[]) => number): [string, Json][] => {
    const given = [numberOf(a[keyword]), numberOf(b[keyword])].filter((value) => value !== undefined);
    return given.length === 0 ? [] : [[keyword, choose(...given)]];
  };
  return Object.fromEntries([...LOWER.flatMap((keyword) => row(keyword, Math.max)), ...UPPER.flatMap((keyword) => row(keyword, Math.min))]);
}

function members(a: Schema, b: Schema): Schema {
  const required = [...new Set([...textsOf(a.required), ...textsOf(b.required)])];
  const joined = (keyword: string): Schema => {
    const [left, right] = [asSchema(a[keyword]), asSchema(b[keyword])];
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    if (names.length === 0) return {};
    return { [keyword]: Object.fromEntries(names.map((name) => [name, allOf([own(left, name), own(right, name)])])) };
  };
  return {
    ...(required.length === 0 ? {} : { required }),
    ...joined('properties'),
    ...joined('patternProperties'),
    ...dependencies(a, b),
  };
}

function dependencies(a: Schema, b: Schema): Schema {
  const all = { ...asSchema(a.dependentRequired) };
  for (const [name, wanted] of Object.entries(asSchema(b.dependentRequired))) all[name] = [...textsOf(own(all, name)), ...textsOf(wanted)];
  return Object.keys(all).length === 0 ? {} : { dependentRequired: all };
}

function both(keyword: string, a: Schema, b: Schema): Schema {
  const parts = [own(a, keyword), own(b, keyword)];
  return parts.every((part) => part === undefined || Array.isArray(part)) ? {} : { [keyword]: allOf(parts) };
}

function own(schema: Schema, name: string): Json | undefined {
  return Object.hasOwn(schema, name) ? schema[name] : undefined;
}

function allOf(parts: readonly (Json | undefined)[]): Json {
  const given = parts.filter((part) => part !== undefined);
  if (given.includes(false)) return false;
  return given.length === 1 ? (given[0] ?? true) : { allOf: given };
}
