import type { Json, SchemaBreach } from '../../model.js';
import { isEqual } from '../equality.js';
import { fits, isOfType, judgePlain } from './judge-plain.js';
import {
  asSchema,
  below,
  listOf,
  MAX_DEPTH,
  memberOf,
  numberOf,
  type Schema,
  SchemaNotUnderstood,
  SchemaSource,
  textsOf,
} from './source.js';

/** Schemas put to values in one judgement, and breaches that are told: what asks for more is not judged. */
const MAX_STEPS = 200_000;
const MAX_BREACHES = 50;

export interface JudgeOptions {
  /** Whether `format` binds, or is an annotation, as JSON Schema has it. Default false. */
  readonly formats?: boolean;
  /** What references in the schema lead into, where that is not the schema itself. */
  readonly source?: SchemaSource;
}

/**
 * Holds a value to a JSON Schema (2020-12, and what earlier drafts say otherwise). The schema is data that a service served: it is interpreted,
 * never compiled, its patterns take bounded time, and references are followed inside it alone.
 * @returns undefined where the schema asks for something that is not understood here, or for too much work
 */
export function judge(schema: Json, value: Json, options: JudgeOptions = {}): readonly SchemaBreach[] | undefined {
  try {
    return new Judge(options.source ?? new SchemaSource(schema), options).judge(schema, value, '', 0).breaches.slice(0, MAX_BREACHES);
  } catch (error) {
    if (error instanceof SchemaNotUnderstood) return undefined;
    throw error;
  }
}

/** What is wrong, and which members and items some keyword has looked at. */
interface Judged {
  readonly breaches: SchemaBreach[];
  readonly names: Set<string>;
  readonly items: Set<number>;
}

class Judge {
  #steps = 0;

  constructor(
    readonly source: SchemaSource,
    readonly options: JudgeOptions,
  ) {}

  judge(written: Json, value: Json, at: string, depth: number): Judged {
    this.#steps += 1;
    if (depth > MAX_DEPTH || this.#steps > MAX_STEPS) throw new SchemaNotUnderstood('it asks for too much');
    const judged: Judged = { breaches: [], names: new Set(), items: new Set() };
    if (written === true) return judged;
    if (written === false) judged.breaches.push({ at, keyword: 'false', demands: null });
    const schema = asSchema(written);
    if (this.source.isOld && schema.$ref !== undefined) return this.judge(this.source.resolve(schema.$ref), value, at, depth + 1);
    judged.breaches.push(...judgePlain(schema, value, at, this.options.formats ?? false));
    this.#combine(schema, value, at, depth + 1, judged);
    if (Array.isArray(value)) this.#judgeItems(schema, value, at, depth + 1, judged);
    else if (isOfType(value, 'object')) this.#judgeMembers(schema, asSchema(value), at, depth + 1, judged);
    return judged;
  }

  /** References and the keywords that put schemas together. */
  #combine(schema: Schema, value: Json, at: string, depth: number, judged: Judged): void {
    const inPlace = (part: Json): Judged => this.judge(part, value, at, depth);
    const fitting = (parts: readonly Json[]): Judged[] => parts.map(inPlace).filter(({ breaches }) => breaches.length === 0);
    for (const keyword of ['$ref', '$dynamicRef']) {
      if (schema[keyword] !== undefined) take(judged, inPlace(this.source.resolve(schema[keyword])));
    }
    for (const part of listOf(schema.allOf) ?? []) take(judged, inPlace(part));
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const parts = listOf(schema[keyword]);
      if (parts === undefined) continue;
      const good = fitting(parts);
      for (const one of good) take(judged, one);
      const enough = keyword === 'anyOf' ? good.length > 0 : good.length === 1;
      if (!enough) judged.breaches.push({ at, keyword, demands: null });
    }
    if (schema.not !== undefined && inPlace(schema.not).breaches.length === 0) judged.breaches.push({ at, keyword: 'not', demands: null });
    if (schema.if !== undefined) {
      const condition = inPlace(schema.if);
      const holds = condition.breaches.length === 0;
      if (holds) take(judged, condition);
      const then = holds ? schema.then : schema.else;
      if (then !== undefined) take(judged, inPlace(then));
    }
  }

  #judgeMembers(schema: Schema, value: Schema, at: string, depth: number, judged: Judged): void {
    const names = Object.keys(value);
    const fail = (keyword: string, place: string, demands: Json = schema[keyword] ?? null): void => {
      judged.breaches.push({ at: place, keyword, demands });
    };
    for (const name of textsOf(schema.required)) if (!Object.hasOwn(value, name)) fail('required', below(at, name), name);
    if (names.length < (numberOf(schema.minProperties) ?? 0)) fail('minProperties', at);
    if (names.length > (numberOf(schema.maxProperties) ?? names.length)) fail('maxProperties', at);
    this.#judgeDependencies(schema, value, at, depth, judged);
    const properties = asSchema(schema.properties);
    const patterns = Object.entries(asSchema(schema.patternProperties));
    for (const name of names) {
      const own = memberOf(properties, name);
      const parts = [...(own === undefined ? [] : [own]), ...patterns.flatMap(([pattern, part]) => (fits(pattern, name) ? [part] : []))];
      if (parts.length > 0) judged.names.add(name);
      if (schema.propertyNames !== undefined && this.judge(schema.propertyNames, name, below(at, name), depth).breaches.length > 0)
        fail('propertyNames', below(at, name), null);
      for (const part of parts) judged.breaches.push(...this.judge(part, value[name] ?? null, below(at, name), depth).breaches);
    }
    for (const keyword of ['additionalProperties', 'unevaluatedProperties'] as const) {
      const rest = schema[keyword];
      if (rest === undefined) continue;
      const looked = keyword === 'unevaluatedProperties' ? judged.names : undefined;
      for (const name of names) {
        const known = looked?.has(name) ?? (memberOf(properties, name) !== undefined || patterns.some(([pattern]) => fits(pattern, name)));
        if (known) continue;
        judged.names.add(name);
        if (rest === false) fail(keyword, below(at, name), null);
        else judged.breaches.push(...this.judge(rest, value[name] ?? null, below(at, name), depth).breaches);
      }
    }
  }

  #judgeDependencies(schema: Schema, value: Schema, at: string, depth: number, judged: Judged): void {
    for (const keyword of ['dependentRequired', 'dependentSchemas', 'dependencies']) {
      for (const [name, wanted] of Object.entries(asSchema(schema[keyword]))) {
        if (!Object.hasOwn(value, name)) continue;
        if (Array.isArray(wanted)) {
          for (const other of textsOf(wanted))
            if (!Object.hasOwn(value, other)) judged.breaches.push({ at: below(at, other), keyword, demands: name });
        } else take(judged, this.judge(wanted, value as Json, at, depth));
      }
    }
  }

  #judgeItems(schema: Schema, value: readonly Json[], at: string, depth: number, judged: Judged): void {
    const fail = (keyword: string): void => {
      judged.breaches.push({ at, keyword, demands: schema[keyword] ?? null });
    };
    if (value.length < (numberOf(schema.minItems) ?? 0)) fail('minItems');
    if (value.length > (numberOf(schema.maxItems) ?? value.length)) fail('maxItems');
    if (schema.uniqueItems === true && this.#hasRepeats(value)) fail('uniqueItems');
    const older = listOf(schema.items);
    const first = listOf(schema.prefixItems) ?? older ?? [];
    const rest = older === undefined ? schema.items : schema.additionalItems;
    const fitting =
      schema.contains === undefined ? [] : value.flatMap((item, index) => (this.#fits(schema.contains, item, depth) ? [index] : []));
    if (schema.contains !== undefined) {
      if (fitting.length < (numberOf(schema.minContains) ?? 1)) fail('contains');
      if (fitting.length > (numberOf(schema.maxContains) ?? fitting.length)) fail('maxContains');
    }
    for (const [index, item] of value.entries()) {
      const part = first[index] ?? rest;
      if (part !== undefined) {
        judged.items.add(index);
        judged.breaches.push(...this.judge(part, item, below(at, index), depth).breaches);
      } else if (schema.unevaluatedItems !== undefined && !judged.items.has(index) && !fitting.includes(index)) {
        judged.breaches.push(...this.judge(schema.unevaluatedItems, item, below(at, index), depth).breaches);
      }
    }
    if (schema.unevaluatedItems !== undefined) for (const index of value.keys()) judged.items.add(index);
    for (const index of fitting) judged.items.add(index);
  }

  #fits(schema: Json | undefined, value: Json, depth: number): boolean {
    return this.judge(schema ?? true, value, '', depth).breaches.length === 0;
  }

  #hasRepeats(value: readonly Json[]): boolean {
    this.#steps += (value.length * value.length) / 2;
    if (this.#steps > MAX_STEPS) throw new SchemaNotUnderstood('it asks for too much');
    return value.some((item, index) => value.slice(0, index).some((other) => isEqual(other, item)));
  }
}

/** Adds what another schema found in the same place, and what it has looked at there. */
function take(judged: Judged, other: Judged): void {
  judged.breaches.push(...other.breaches);
  for (const name of other.names) judged.names.add(name);
  for (const index of other.items) judged.items.add(index);
}
