import type { Json } from '../model.js';
import { valueAt } from './pointer.js';

/** Schemas come from services: deeper ones than this are not followed, and no sample has more values. */
const MAX_DEPTH = 12;
const MAX_VALUES = 500;
const MAX_LENGTH = 1000;

type Schema = { readonly [keyword: string]: Json };

/** What is not understood here could ask for anything: then no sample is better than one that may not fit. */
const NOT_UNDERSTOOD = new Set([
  'pattern',
  'not',
  'if',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'minProperties',
  'propertyNames',
  'prefixItems',
  'uniqueItems',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
  '$anchor',
  '$id',
]);

class NoSample extends Error {}

/**
 * A small value that fits a JSON Schema: what is required and no more. The schema is data that a service served: it is never compiled,
 * its patterns are never run, and sizes that it asks for are bounded.
 * @returns undefined where the schema asks for something that is not understood here, or for too much
 */
export function sampleOf(schema: Json): Json | undefined {
  try {
    return new Sampler(schema).sample(schema, 0);
  } catch (error) {
    if (error instanceof NoSample) return undefined;
    throw error;
  }
}

class Sampler {
  readonly #root: Json;
  #left = MAX_VALUES;

  constructor(root: Json) {
    this.#root = root;
  }

  sample(written: Json, depth: number): Json {
    this.#left -= 1;
    if (depth > MAX_DEPTH || this.#left < 0) throw new NoSample();
    if (written === true) return {};
    const schema = this.#resolved(written, 0);
    const fixed = given(schema);
    if (fixed !== undefined) return fixed;
    if (Object.keys(schema).some((keyword) => NOT_UNDERSTOOD.has(keyword))) throw new NoSample();
    switch (typeOf(schema)) {
      case 'string':
        return sampleText(schema);
      case 'integer':
      case 'number':
        return sampleNumber(schema);
      case 'boolean':
        return true;
      case 'null':
        return null;
      case 'array':
        return Array.from({ length: sizeOf(schema.minItems) }, () => this.sample(schema.items ?? {}, depth + 1));
      default:
        return this.#object(schema, depth);
    }
  }

  #object(schema: Schema, depth: number): Json {
    const properties = asSchema(schema.properties);
    const names = [...new Set(listOf(schema.required) ?? [])].filter((name): name is string => typeof name === 'string');
    return Object.fromEntries(
      names.map((name) => [name, this.sample(Object.hasOwn(properties, name) ? (properties[name] ?? {}) : { type: 'string' }, depth + 1)]),
    );
  }

  /** References inside the schema followed, parts put together, the first branch taken. */
  #resolved(written: Json, steps: number): Schema {
    if (written === null || typeof written !== 'object' || Array.isArray(written) || steps > MAX_DEPTH) throw new NoSample();
    const { $ref: target, allOf, anyOf, oneOf, ...own } = written;
    const branches = listOf(anyOf) ?? listOf(oneOf);
    // Of several branches of `oneOf`, exactly one may fit: which one a value fits cannot be said here.
    if (listOf(oneOf) !== undefined && (listOf(oneOf)?.length ?? 0) > 1) throw new NoSample();
    const parts = [...(listOf(allOf) ?? []), ...(branches === undefined ? [] : branches.slice(0, 1))];
    if (target !== undefined) {
      if (typeof target !== 'string' || !target.startsWith('#')) throw new NoSample();
      parts.push(valueAt(this.#root, target.slice(1)) ?? null);
    }
    return parts.map((part) => this.#resolved(part, steps + 1)).reduce(merge, own as Schema);
  }
}

/** What a schema spells out itself. A default or an example need not fit, so that only a text or number of the right type is taken. */
function given(schema: Schema): Json | undefined {
  if (Object.hasOwn(schema, 'const')) return schema.const;
  const [word] = listOf(schema.enum) ?? [];
  if (word !== undefined) return word;
  return [schema.default, ...(listOf(schema.examples) ?? [])].find((value) => value !== undefined && typeof value === schema.type);
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  uri: 'https://example.com/',
  email: 'someone@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function sampleText({ format, minLength, maxLength }: Schema): string {
  const fixed = format === undefined ? undefined : BY_FORMAT[String(format)];
  if (format !== undefined && fixed === undefined) throw new NoSample();
  const least = numberOf(minLength) ?? 0;
  const most = numberOf(maxLength) ?? Number.POSITIVE_INFINITY;
  if (least > MAX_LENGTH || least > most) throw new NoSample();
  if (fixed === undefined) return 'sample'.padEnd(least, 'x').slice(0, Math.max(0, Math.min(most, MAX_LENGTH)));
  if (fixed.length < least || fixed.length > most) throw new NoSample();
  return fixed;
}

function sampleNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, type }: Schema): number {
  const step = numberOf(multipleOf) ?? 1;
  const low = Math.max(numberOf(minimum) ?? Number.NEGATIVE_INFINITY, numberOf(exclusiveMinimum) ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(numberOf(maximum) ?? Number.POSITIVE_INFINITY, numberOf(exclusiveMaximum) ?? Number.POSITIVE_INFINITY);
  const start = Number.isFinite(low) ? low : Math.min(1, high);
  const up = Math.ceil(start / step) * step;
  const down = Math.floor(high / step) * step;
  const candidates = [
    start,
    Math.ceil(start),
    Math.ceil(start) + 1,
    Math.floor(high),
    Math.floor(high) - 1,
    up,
    up + step,
    down,
    down - step,
    (low + high) / 2,
  ];
  const good = candidates.find(
    (value) =>
      Number.isFinite(value) &&
      value >= (numberOf(minimum) ?? value) &&
      value <= (numberOf(maximum) ?? value) &&
      value > (numberOf(exclusiveMinimum) ?? Number.NEGATIVE_INFINITY) &&
      value < (numberOf(exclusiveMaximum) ?? Number.POSITIVE_INFINITY) &&
      (type !== 'integer' || Number.isInteger(value)) &&
      (multipleOf === undefined || Number.isInteger(value / step)),
  );
  if (good === undefined) throw new NoSample();
  return good;
}

function sizeOf(value: Json | undefined): number {
  const size = numberOf(value) ?? 0;
  if (size > MAX_VALUES) throw new NoSample();
  return Math.max(0, Math.ceil(size));
}

function typeOf(schema: Schema): string {
  const [first] = [schema.type ?? []].flat();
  if (typeof first === 'string') return first;
  return schema.items === undefined ? 'object' : 'array';
}

function merge(a: Schema, b: Schema): Schema {
  const required = [...(listOf(a.required) ?? []), ...(listOf(b.required) ?? [])];
  return { ...a, ...b, properties: { ...asSchema(a.properties), ...asSchema(b.properties) }, required };
}

function asSchema(value: Json | undefined): Schema {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function listOf(value: Json | undefined): Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
