import type { Json } from '../model.js';

/** Schemas come from services: deeper ones than this are not followed. */
const MAX_DEPTH = 12;
const MAX_LENGTH = 1000;

type Schema = { readonly [keyword: string]: Json };

/**
 * A small value that fits a JSON Schema: what is required and no more. The schema is data that a service served: it is never compiled,
 * its patterns are never run, and sizes that it asks for are bounded, so that a hostile one yields a poor sample and nothing worse.
 */
export function sampleOf(schema: Json, depth = 0): Json {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema) || depth > MAX_DEPTH) return {};
  const fixed = given(schema);
  if (fixed !== undefined) return fixed;
  const [branch] = listOf(schema.anyOf) ?? listOf(schema.oneOf) ?? [];
  const parts = [...(listOf(schema.allOf) ?? []), ...(branch === undefined ? [] : [branch])];
  const merged = parts.reduce<Schema>((whole, part) => merge(whole, asSchema(part)), schema);
  switch (typeOf(merged)) {
    case 'string':
      return sampleText(merged);
    case 'integer':
      return Math.ceil(sampleNumber(merged));
    case 'number':
      return sampleNumber(merged);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: Math.min(numberOf(merged.minItems) ?? 0, 100) }, () => sampleOf(merged.items ?? {}, depth + 1));
    default:
      return sampleObject(merged, depth);
  }
}

function given({ const: constant, default: standard, examples, enum: words }: Schema): Json | undefined {
  return constant ?? standard ?? listOf(examples)?.[0] ?? listOf(words)?.[0];
}

function sampleObject(schema: Schema, depth: number): Json {
  const properties = asSchema(schema.properties);
  const names = (listOf(schema.required) ?? []).filter((name): name is string => typeof name === 'string').slice(0, 100);
  return Object.fromEntries(
    names.map((name) => [name, sampleOf(Object.hasOwn(properties, name) ? (properties[name] ?? {}) : { type: 'string' }, depth + 1)]),
  );
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  uri: 'https://example.com/',
  email: 'someone@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function sampleText(schema: Schema): string {
  const text = BY_FORMAT[String(schema.format)] ?? 'sample';
  const least = Math.min(numberOf(schema.minLength) ?? 0, MAX_LENGTH);
  const most = numberOf(schema.maxLength) ?? text.length;
  return text.padEnd(least, 'x').slice(0, Math.max(least, most));
}

function sampleNumber(schema: Schema): number {
  const least = numberOf(schema.minimum) ?? addOne(numberOf(schema.exclusiveMinimum), 1);
  const most = numberOf(schema.maximum) ?? addOne(numberOf(schema.exclusiveMaximum), -1);
  const value = least ?? Math.min(1, most ?? 1);
  const step = numberOf(schema.multipleOf);
  return step === undefined || step <= 0 ? value : Math.ceil(value / step) * step;
}

function addOne(value: number | undefined, step: number): number | undefined {
  return value === undefined ? undefined : value + step;
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
