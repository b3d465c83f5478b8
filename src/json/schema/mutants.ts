import type { Json, SchemaBreach } from '../../model.js';
import { stands, withoutValue, withValue } from '../edit.js';
import { overlap, valueAt } from '../pointer.js';
import { sampleOf } from './sample.js';
import { asSchema, below, listOf, memberOf, numberOf, type Schema, SchemaNotUnderstood, SchemaSource, textsOf } from './source.js';
import { wrongValues } from './wrong.js';

/** A value that breaks a schema at one place, and its twin, which differs from it there alone and fits. */
export interface Mutant {
  /** JSON Pointer to what is wrong. */
  readonly at: string;
  /** The same, with `*` for names that the schema does not know: keys of maps, items, unknown properties. */
  readonly pattern: string;
  /** What is wrong, in a word: `missing`, `null`, `below-minimum`, … */
  readonly kind: string;
  /** The keyword of the schema that is broken. */
  readonly keyword: string;
  readonly twin: Json;
  readonly body: Json;
}

/** Judges a value against the whole schema; undefined where it cannot. */
export type Judging = (value: Json) => readonly SchemaBreach[] | undefined;

/** Mutants that are made of one schema, and how deep it is walked. */
const MAX_MUTANTS = 400;
const MAX_DEPTH = 12;
/** A name that no schema has. */
const UNKNOWN = 'no_such_property';

/**
 * One mutant for each constraint of a schema that a value of it can break alone, in the order of the schema: each is proved to be one, and its
 * twin to be none. Where a value of the base is a template, what is below it is left alone.
 * @param base a value that fits the schema; what a constraint needs beside it is added
 */
export function mutantsOf(schema: Json, base: Json, judging: Judging): Mutant[] {
  const walk = new Walk(schema, judging);
  walk.visit(schema, { at: '', pattern: '', twin: base, open: [] });
  return walk.found;
}

/** Where the walk stands: the place, a twin that has a value there, and the references that were followed on the way. */
interface Place {
  readonly at: string;
  readonly pattern: string;
  readonly twin: Json;
  readonly open: readonly Json[];
}

class Walk {
  readonly found: Mutant[] = [];
  readonly #source: SchemaSource;
  readonly #known = new Set<string>();

  constructor(
    schema: Json,
    readonly judging: Judging,
  ) {
    this.#source = new SchemaSource(schema);
  }

  visit(written: Json, place: Place): void {
    const isDeep = place.at.split('/').length > MAX_DEPTH || place.open.length > MAX_DEPTH * 4;
    if (isDeep || this.found.length >= MAX_MUTANTS) return;
    const schema = asSchema(written);
    const { $ref: reference } = schema;
    if (reference !== undefined && !place.open.includes(reference)) this.#follow(reference, { ...place, open: [...place.open, reference] });
    for (const part of listOf(schema.allOf) ?? []) this.visit(part, place);
    this.#breakHere(schema, place);
    this.#breakBranches(schema, place);
    this.#breakMembers(schema, place);
    this.#breakItems(schema, place);
  }

  #follow(reference: Json, place: Place): void {
    try {
      this.visit(this.#source.resolve(reference), place);
    } catch (error) {
      if (!(error instanceof SchemaNotUnderstood)) throw error;
    }
  }

  #breakHere(schema: Schema, place: Place): void {
    const good = valueAt(place.twin, place.at);
    if (good === undefined) return;
    for (const { kind, keyword, value } of wrongValues(schema, good))
      this.#add(place, place, kind, keyword, withValue(place.twin, place.at, value));
  }

  /** A value that no branch fits, and the constraints of each branch. */
  #breakBranches(schema: Schema, place: Place): void {
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const branches = listOf(schema[keyword]) ?? [];
      if (branches.length === 0) continue;
      const needed = [...new Set(branches.flatMap((branch) => textsOf(asSchema(branch).required)))];
      const bare = needed.reduce<Json>((value, name) => withoutValue(value, below(place.at, name)), place.twin);
      if (needed.length > 0) this.#add(place, place, 'no-branch', keyword, bare);
      for (const value of [null, 'no-such-word', 1.5, true, [], {}] as Json[])
        this.#add(place, place, 'no-branch', keyword, withValue(place.twin, place.at, value));
      for (const branch of branches) this.visit(branch, place);
    }
  }

  #breakMembers(schema: Schema, place: Place): void {
    const holder = valueAt(place.twin, place.at);
    if (holder === null || typeof holder !== 'object' || Array.isArray(holder)) return;
    const properties = asSchema(schema.properties);
    for (const name of textsOf(schema.required)) {
      const child = this.#child(place, name, name, memberOf(properties, name) ?? true);
      if (child !== undefined) this.#add(child, child, 'missing', 'required', withoutValue(child.twin, child.at));
    }
    this.#breakRest(schema, place);
    for (const [trigger, wanted] of Object.entries(asSchema(schema.dependentRequired)))
      this.#breakDependency(schema, trigger, wanted, place);
    const count = Object.keys(holder).length;
    if (numberOf(schema.minProperties) === count && count > 0)
      this.#add(place, place, 'too-few', 'minProperties', withoutValue(place.twin, below(place.at, Object.keys(holder)[0] ?? '')));
    for (const [name, part] of Object.entries(properties)) {
      const child = this.#child(place, name, name, part);
      if (child !== undefined) this.visit(part, child);
    }
  }

  /** Names that the schema does not list. */
  #breakRest(schema: Schema, place: Place): void {
    const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
    const keyword = schema.additionalProperties === undefined ? 'unevaluatedProperties' : 'additionalProperties';
    if (rest === false) {
      const unknown = { at: below(place.at, UNKNOWN), pattern: `${place.pattern}/*` };
      this.#add(place, unknown, 'unknown-key', keyword, withValue(place.twin, unknown.at, 1));
    } else if (rest !== undefined && rest !== true) {
      const child = this.#child(place, 'sample', '*', rest);
      if (child !== undefined) this.visit(rest, child);
    }
  }

  #breakDependency(schema: Schema, trigger: string, wanted: Json, place: Place): void {
    const properties = asSchema(schema.properties);
    let full: Place = place;
    for (const name of [trigger, ...textsOf(wanted)]) {
      const child = this.#child(full, name, name, memberOf(properties, name) ?? true);
      if (child === undefined) return;
      full = { ...full, twin: child.twin };
    }
    for (const name of textsOf(wanted)) {
      const spot = { at: below(place.at, name), pattern: below(place.pattern, name) };
      this.#add(full, spot, 'missing', 'dependentRequired', withoutValue(full.twin, spot.at));
    }
  }

  #breakItems(schema: Schema, place: Place): void {
    const list = valueAt(place.twin, place.at);
    if (!Array.isArray(list)) return;
    const first = listOf(schema.prefixItems)?.[0] ?? listOf(schema.items)?.[0] ?? schema.items;
    if (first === undefined || typeof first === 'boolean') return;
    const child = this.#child(place, '0', '*', first);
    if (child !== undefined) this.visit(first, child);
  }

  /** A place below, with a twin that has a value there; undefined where no value that fits is known. */
  #child(place: Place, name: string, pattern: string, part: Json): Place | undefined {
    const at = below(place.at, name);
    const child = { at, pattern: pattern === '*' ? `${place.pattern}/*` : below(place.pattern, pattern), open: place.open };
    if (stands(place.twin, at)) return { ...child, twin: place.twin };
    if (typeof valueAt(place.twin, place.at) !== 'object') return undefined;
    const value = sampleOf(part, { source: this.#source });
    return value === undefined ? undefined : { ...child, twin: withValue(place.twin, at, value) };
  }

  /** Takes a mutant down when it is one: it breaks the schema at its place alone, and its twin does not. */
  #add({ twin }: Place, { at, pattern }: Pick<Place, 'at' | 'pattern'>, kind: string, keyword: string, body: Json): void {
    const name = `${at}:${kind}`;
    if (this.#known.has(name) || this.found.length >= MAX_MUTANTS) return;
    const breaches = this.judging(body) ?? [];
    const hits = breaches.some((breach) => breach.keyword === keyword && (breach.at === at || kind === 'no-branch'));
    if (!hits || !breaches.every((breach) => overlap(breach.at, at)) || this.judging(twin)?.length !== 0) return;
    this.#known.add(name);
    this.found.push({ at, pattern, kind, keyword, twin, body });
  }
}
