import type { Json } from '../../model.js';
import { isEqual } from '../equality.js';
import { isOfType } from './judge-plain.js';
import { listOf, numberOf, type Schema } from './source.js';

/** A value that breaks one keyword, and a word for what is wrong with it. */
export interface Wrong {
  readonly kind: string;
  readonly keyword: string;
  readonly value: Json;
}

/** Longest text and list that is made only to be too long. */
const MOST = 10_000;

/** Values that break the keywords of a schema that look at a value by itself, each one of them alone where that can be. */
export function wrongValues(schema: Schema, good: Json): Wrong[] {
  return [
    ...wrongTypes(schema, good),
    ...wrongWords(schema, good),
    ...wrongNumbers(schema),
    ...wrongTexts(schema, good),
    ...wrongLists(schema, good),
  ];
}

/** Null, and the nearest wrong types: what a lenient reader takes for the right one. */
function wrongTypes(schema: Schema, good: Json): Wrong[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return [];
  const near = types.flatMap((type) => nearest(String(type), good));
  return [['null', null] as const, ...near].flatMap(([kind, value]) =>
    types.some((type) => isOfType(value, type)) ? [] : { kind, keyword: 'type', value },
  );
}

function nearest(type: string, good: Json): (readonly [string, Json])[] {
  const numeral = ['numeral', typeof good === 'number' ? String(good) : '1'] as const;
  switch (type) {
    case 'string':
      return [['number', 12]];
    case 'integer':
      return [['fraction', (typeof good === 'number' ? good : 1) + 0.5], numeral];
    case 'number':
      return [numeral];
    case 'boolean':
      return [['string', 'true']];
    case 'object':
      return [['array', []]];
    case 'array':
      return [['object', {}]];
    default:
      return [['string', 'null']];
  }
}

function wrongWords({ enum: words, const: fixed }: Schema, good: Json): Wrong[] {
  const other = typeof good === 'string' ? 'no-such-word' : typeof good === 'number' ? good + 1021 : undefined;
  if (other === undefined) return [];
  const named = listOf(words);
  return [
    ...(named === undefined || named.some((word) => isEqual(word, other)) ? [] : [{ kind: 'other-word', keyword: 'enum', value: other }]),
    ...(fixed === undefined || isEqual(fixed, other) ? [] : [{ kind: 'other-value', keyword: 'const', value: other }]),
  ];
}

function wrongNumbers({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema): Wrong[] {
  const step = numberOf(multipleOf) ?? 1;
  const row = (kind: string, keyword: string, bound: Json | undefined, value: (bound: number) => number): Wrong[] => {
    const at = numberOf(bound);
    return at === undefined ? [] : [{ kind, keyword, value: value(at) }];
  };
  return [
    ...row('below-minimum', 'minimum', minimum, (bound) => Math.ceil(bound / step) * step - step),
    ...row('above-maximum', 'maximum', maximum, (bound) => Math.floor(bound / step) * step + step),
    ...row('at-limit', 'exclusiveMinimum', exclusiveMinimum, (bound) => bound),
    ...row('at-limit', 'exclusiveMaximum', exclusiveMaximum, (bound) => bound),
    ...row('between-steps', 'multipleOf', multipleOf, (bound) => (type === 'integer' ? bound + 1 : bound * 1.5)),
  ];
}

function wrongTexts({ minLength, maxLength, pattern, format }: Schema, good: Json): Wrong[] {
  if (typeof good !== 'string') return [];
  const [least, most] = [numberOf(minLength) ?? 0, numberOf(maxLength)];
  const short = [...good].slice(0, Math.max(0, least - 1)).join('');
  return [
    ...(least > 0 ? [{ kind: 'too-short', keyword: 'minLength', value: short }] : []),
    ...(most !== undefined && most < MOST ? [{ kind: 'too-long', keyword: 'maxLength', value: good.padEnd(most + 1, good || 'x') }] : []),
    // The first that the pattern does not fit is taken.
    ...(pattern === undefined
      ? []
      : [`${good}\u{1f6ab}`, `\u{1f6ab}${good}`, '\u{1f6ab}', '', ' '].map((value) => ({ kind: 'pattern', keyword: 'pattern', value }))),
    ...(format === undefined ? [] : ['not one of them', '\u{1f6ab}'].map((value) => ({ kind: 'format', keyword: 'format', value }))),
  ];
}

function wrongLists({ minItems, maxItems, uniqueItems }: Schema, good: Json): Wrong[] {
  if (!Array.isArray(good)) return [];
  const [least, most] = [numberOf(minItems) ?? 0, numberOf(maxItems)];
  const [first] = good;
  return [
    ...(least > 0 ? [{ kind: 'too-few', keyword: 'minItems', value: good.slice(0, least - 1) }] : []),
    ...(most !== undefined && most < MOST && first !== undefined
      ? [{ kind: 'too-many', keyword: 'maxItems', value: [...good, ...Array<Json>(Math.max(0, most + 1 - good.length)).fill(first)] }]
      : []),
    ...(uniqueItems === true && first !== undefined ? [{ kind: 'repeated', keyword: 'uniqueItems', value: [...good, first] }] : []),
  ];
}
