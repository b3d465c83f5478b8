import type { Json } from '../../model.js';
import { isEqual } from '../equality.js';
import { judge } from './judge.js';
import { fits } from './judge-plain.js';
import { waysToFit } from './merge.js';
import { sampleNumbers, sampleTexts } from './sample-plain.js';
import { asSchema, listOf, memberOf, numberOf, type Schema, SchemaNotUnderstood, SchemaSource, textsOf } from './source.js';

/** Schemas may come from services: deeper ones than this are not followed, and no sample has more values. */
const MAX_DEPTH = 12;
const MAX_VALUES = 500;

export interface SampleOptions {
  /** `least` (default) is what is required and no more; `most` uses whatever the schema names, once. */
  readonly extent?: 'least' | 'most';
  /** What references in the schema lead into, where that is not the schema itself. */
  readonly source?: SchemaSource;
}

/**
 * A value that fits a JSON Schema, proved by {@link judge}: the same one every time. The schema is data that a service may have served: it is never
 * compiled, and sizes that it asks for are bounded.
 * @returns undefined where the schema asks for something that is not understood here, or for too much
 */
export function sampleOf(schema: Json, { extent = 'least', source = new SchemaSource(schema) }: SampleOptions = {}): Json | undefined {
  try {
    return new Sampler(source, extent).sample(schema, 0);
  } catch (error) {
    if (error instanceof SchemaNotUnderstood) return undefined;
    throw error;
  }
}

class Sampler {
  #left = MAX_VALUES;

  constructor(
    readonly source: SchemaSource,
    readonly extent: 'least' | 'most',
  ) {}

  /** @throws SchemaNotUnderstood where nothing is found that fits */
  sample(written: Json, depth: number): Json {
    this.#left -= 1;
    if (depth > MAX_DEPTH || this.#left < 0) throw new SchemaNotUnderstood('it asks for too much');
    if (written === true) return {};
    for (const way of waysToFit(written, this.source)) {
      const found = this.#firstThatFits(written, this.#candidates(way, depth));
      if (found !== undefined) return found;
    }
    throw new SchemaNotUnderstood('nothing is found that fits');
  }

  #firstThatFits(written: Json, candidates: Iterable<Json>): Json | undefined {
    try {
      for (const value of candidates) if (this.#fits(written, value)) return value;
    } catch (error) {
      // Another way may be easier.
      if (!(error instanceof SchemaNotUnderstood) || this.#left < 0) throw error;
    }
    return undefined;
  }

  #fits(written: Json, value: Json): boolean {
    return judge(written, value, { formats: true, source: this.source })?.length === 0;
  }

  *#candidates(schema: Schema, depth: number): Generator<Json> {
    if (Object.hasOwn(schema, 'const')) yield schema.const ?? null;
    const words = listOf(schema.enum);
    if (words !== undefined) {
      yield* words.slice(0, 50);
      return;
    }
    const given = [schema.default, ...(listOf(schema.examples) ?? []).slice(0, 5)].filter((value) => value !== undefined);
    // What stands there as an example says more to people; it does not use whatever there is.
    yield* given.filter((value) => this.extent === 'least' || value === null || typeof value !== 'object');
    for (const type of typesOf(schema)) yield* this.#ofType(type, schema, depth);
  }

  *#ofType(type: string, schema: Schema, depth: number): Generator<Json> {
    switch (type) {
      case 'string':
        yield* sampleTexts(schema);
        return;
      case 'integer':
      case 'number':
        yield* sampleNumbers(schema);
        return;
      case 'boolean':
        yield* [true, false];
        return;
      case 'null':
        yield null;
        return;
      case 'array':
        yield this.#array(schema, depth + 1);
        return;
      default:
        yield this.#object(schema, depth + 1);
    }
  }

  #array(schema: Schema, depth: number): Json {
    const first = listOf(schema.prefixItems) ?? listOf(schema.items) ?? [];
    const rest = Array.isArray(schema.items) ? (schema.additionalItems ?? true) : (schema.items ?? true);
    const wanted = schema.contains === undefined ? 0 : sizeOf(schema.minContains ?? 1);
    const most = numberOf(schema.maxItems) ?? MAX_VALUES;
    const more = this.extent === 'most' ? Math.max(first.length, 1) : 0;
    const length = Math.max(sizeOf(schema.minItems), wanted, Math.min(more, most));
    const items: Json[] = [];
    for (let index = 0; index < length; index += 1) {
      const part = first[index] ?? rest;
      const own = index >= length - wanted && schema.contains !== undefined ? { allOf: [part, schema.contains] } : part;
      if (own === false) throw new SchemaNotUnderstood('it has no room');
      const item = this.sample(own, depth);
      items.push(schema.uniqueItems === true ? this.#other(own, item, items) : item);
    }
    return items;
  }

  /** The item, or one like it that the list does not have yet. */
  #other(schema: Json, item: Json, items: readonly Json[]): Json {
    const isNew = (value: Json): boolean => !items.some((other) => isEqual(value, other));
    if (isNew(item)) return item;
    const words = waysToFit(schema, this.source).flatMap((way) => listOf(way.enum) ?? []);
    const found = [...words.slice(0, 50), ...variations(item, items.length)].find((value) => isNew(value) && this.#fits(schema, value));
    if (found === undefined) throw new SchemaNotUnderstood('nothing else is found that fits');
    return found;
  }

  #object(schema: Schema, depth: number): Json {
    const properties = asSchema(schema.properties);
    const names = new Set(textsOf(schema.required));
    const least = sizeOf(schema.minProperties);
    const most = numberOf(schema.maxProperties) ?? MAX_VALUES;
    for (const name of this.#dependents(schema, names)) names.add(name);
    if (names.size > MAX_VALUES) throw new SchemaNotUnderstood('it asks for too much');
    const members: Record<string, Json> = {};
    const add = (name: string): void => {
      const value = this.sample(this.#schemaOf(schema, name), depth);
      Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
    };
    const count = (): number => Object.keys(members).length;
    for (const name of names) add(name);
    for (const name of Object.keys(properties)) {
      const isWanted = this.extent === 'most' ? count() < most : count() < least;
      if (isWanted && !Object.hasOwn(members, name)) this.#try(() => add(name));
    }
    const more = this.extent === 'most' && Object.keys(properties).length === 0 ? Math.min(1, most) : 0;
    for (const name of this.#newNames(schema, Math.max(least, more))) if (count() < Math.max(least, more)) this.#try(() => add(name));
    return members;
  }

  /** Leaves out what cannot be had. */
  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SchemaNotUnderstood) || this.#left < 0) throw error;
    }
  }

  /** Names that others, which are there, ask for. */
  #dependents(schema: Schema, names: ReadonlySet<string>): Set<string> {
    const wanted = { ...asSchema(schema.dependencies), ...asSchema(schema.dependentRequired) };
    const all = new Set(this.extent === 'most' ? [...names, ...Object.keys(asSchema(schema.properties))] : names);
    for (const name of all) for (const other of textsOf(memberOf(wanted, name))) all.add(other);
    return this.extent === 'most' ? new Set() : all;
  }

  /** What holds for the member of this name. */
  #schemaOf(schema: Schema, name: string): Json {
    const own = memberOf(asSchema(schema.properties), name);
    const parts = [
      ...(own === undefined ? [] : [own]),
      ...Object.entries(asSchema(schema.patternProperties)).flatMap(([pattern, part]) => (fits(pattern, name) ? [part] : [])),
    ];
    if (parts.length === 0)
      return schema.additionalProperties ?? (Object.hasOwn(asSchema(schema.properties), name) ? true : { type: 'string' });
    return parts.length === 1 ? (parts[0] ?? true) : { allOf: parts };
  }

  /** Names beside those that the schema lists. */
  *#newNames(schema: Schema, count: number): Generator<string> {
    for (const pattern of Object.keys(asSchema(schema.patternProperties))) yield* sampleTexts({ pattern });
    if (schema.propertyNames !== undefined) {
      const name = this.sample(schema.propertyNames, MAX_DEPTH);
      if (typeof name === 'string') yield name;
    }
    for (let index = 0; index < count; index += 1) yield index === 0 ? 'sample' : `sample${index + 1}`;
  }
}

/** Values a little different from one. */
function* variations(value: Json, count: number): Generator<Json> {
  for (let index = 1; index <= count + 2; index += 1) {
    if (typeof value === 'string')
      yield* [`${value}${index}`, `${value.slice(0, -1)}${'abcdefghijklmnopqrstuvwxyz0123456789'[index] ?? index}`];
    else if (typeof value === 'number') yield* [value + index, value - index, value * (index + 1)];
    else if (typeof value === 'boolean') yield !value;
    else if (Array.isArray(value)) yield [...value, ...Array<Json>(index).fill(value[0] ?? index)];
    else if (value !== null) {
      yield { ...value, [`sample${index}`]: index };
      for (const [name, item] of Object.entries(value)) for (const other of variations(item, 0)) yield { ...value, [name]: other };
    } else yield index;
  }
}

function sizeOf(value: Json | undefined): number {
  const size = numberOf(value) ?? 0;
  if (size > MAX_VALUES) throw new SchemaNotUnderstood('it asks for too much');
  return Math.max(0, Math.ceil(size));
}

const TYPES = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];
const SIGNS: readonly (readonly [string, readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'propertyNames']],
  ['array', ['items', 'prefixItems', 'minItems', 'contains', 'uniqueItems']],
  ['string', ['pattern', 'format', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The types that a value may have: those that the schema names, else those that its keywords are about, else any, objects first. */
function typesOf(schema: Schema): readonly string[] {
  const named = schema.type === undefined ? [] : textsOf([schema.type].flat());
  if (named.length > 0) return named.filter((type) => TYPES.includes(type));
  const meant = SIGNS.flatMap(([type, keywords]) => (keywords.some((keyword) => schema[keyword] !== undefined) ? [type] : []));
  return [...meant, ...['object', 'string', 'integer', 'array', 'boolean', 'null'].filter((type) => !meant.includes(type))];
}
