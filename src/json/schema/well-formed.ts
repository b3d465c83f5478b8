import type { Json } from '../../model.js';
import { parsePattern } from '../pattern/parse.js';
import { PatternNotUnderstood } from '../pattern/syntax.js';
import { judge } from './judge.js';
import { asSchema, below, SchemaNotUnderstood, SchemaSource } from './source.js';

/** Values of one schema that are looked at. */
const MAX_STEPS = 20_000;

const TYPES = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];
const isText = (value: Json): boolean => typeof value === 'string';
const isNumber = (value: Json): boolean => typeof value === 'number';
const isCount = (value: Json): boolean => Number.isInteger(value) && Number(value) >= 0;
const isObject = (value: Json): boolean => value !== null && typeof value === 'object' && !Array.isArray(value);
const isTextList = (value: Json): boolean => Array.isArray(value) && value.every(isText);
const isType = (value: Json): boolean => TYPES.includes(String(value)) && isText(value);

/** What the value of a keyword has to be, by the meta-schema of 2020-12 and what earlier drafts allow besides. */
const SHAPES: Readonly<Record<string, (value: Json) => boolean>> = {
  ...all(['$ref', '$id', '$schema', '$anchor', 'title', 'description', '$comment', 'format'], isText),
  ...all(['maximum', 'minimum'], isNumber),
  ...all(['exclusiveMaximum', 'exclusiveMinimum'], (value) => isNumber(value) || typeof value === 'boolean'),
  ...all(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minContains', 'maxContains'], isCount),
  ...all(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependentRequired'], isObject),
  ...all(['allOf', 'anyOf', 'oneOf', 'prefixItems'], (value) => Array.isArray(value) && value.length > 0),
  type: (value) => (Array.isArray(value) ? value.length > 0 && value.every(isType) : isType(value)),
  enum: Array.isArray,
  required: (value) => isTextList(value) || typeof value === 'boolean',
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  uniqueItems: (value) => typeof value === 'boolean',
  pattern: (value) => isText(value) && isPattern(String(value)),
};

/** Keywords that hold one schema, several by name, and several in a list. */
const ONE = [
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedProperties',
  'unevaluatedItems',
  'additionalItems',
];
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const LISTED = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

/** Where a value is no JSON Schema: the JSON Pointer to the first thing that has another shape than the meta-schema asks for; undefined where it is one. */
export function misshapenAt(schema: Json): string | undefined {
  const source = new SchemaSource(schema);
  const waiting: (readonly [Json, string])[] = [[schema, '']];
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const next = waiting.shift();
    if (next === undefined) return undefined;
    const [value, at] = next;
    if (typeof value === 'boolean') continue;
    if (!isObject(value)) return at;
    const node = asSchema(value);
    const bad = Object.entries(node).find(([name, item]) => Object.hasOwn(SHAPES, name) && !SHAPES[name]?.(item));
    if (bad !== undefined) return below(at, bad[0]);
    if (leadsNowhere(node.$ref, source)) return below(at, '$ref');
    for (const [name, item] of Object.entries(node)) waiting.push(...schemasIn(name, item, below(at, name)));
  }
  return undefined;
}

/** Whether a schema refuses every object by the type that it asks for. */
export function refusesObjects(schema: Json): boolean {
  return judge(schema, {})?.some(({ at, keyword }) => at === '' && (keyword === 'type' || keyword === 'false')) ?? false;
}

function schemasIn(name: string, value: Json, at: string): (readonly [Json, string])[] {
  if (ONE.includes(name)) return Array.isArray(value) ? value.map((item, index) => [item, below(at, index)] as const) : [[value, at]];
  if (NAMED.includes(name)) return Object.entries(asSchema(value)).map(([key, item]) => [item, below(at, key)] as const);
  if (LISTED.includes(name) && Array.isArray(value)) return value.map((item, index) => [item, below(at, index)] as const);
  return [];
}

/** References out of the schema may lead somewhere; only those inside it can be followed. */
function leadsNowhere(reference: Json | undefined, source: SchemaSource): boolean {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return false;
  try {
    source.resolve(reference);
    return false;
  } catch (error) {
    if (error instanceof SchemaNotUnderstood) return true;
    throw error;
  }
}

/** What is only not understood here may be one. */
function isPattern(text: string): boolean {
  try {
    parsePattern(text);
    return true;
  } catch (error) {
    if (error instanceof PatternNotUnderstood) return !error.broken;
    throw error;
  }
}

function all(names: readonly string[], holds: (value: Json) => boolean): Record<string, (value: Json) => boolean> {
  return Object.fromEntries(names.map((name) => [name, holds]));
}
