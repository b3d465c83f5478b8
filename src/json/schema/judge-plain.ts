import type { Json, SchemaBreach } from '../../model.js';
import { isEqual } from '../equality.js';
import { matchesPattern } from '../pattern/match.js';
import { PatternNotUnderstood } from '../pattern/syntax.js';
import { hasFormat } from './formats.js';
import { listOf, numberOf, type Schema, SchemaNotUnderstood } from './source.js';

/** What the keywords say of a value that need no look into it. */
export function judgePlain(schema: Schema, value: Json, at: string, formats: boolean): SchemaBreach[] {
  const breaches: SchemaBreach[] = [];
  const demand = (keyword: string, good: boolean): void => {
    if (!good) breaches.push({ at, keyword, demands: schema[keyword] ?? null });
  };
  if (schema.type !== undefined)
    demand(
      'type',
      [schema.type].flat().some((name) => isOfType(value, name)),
    );
  if (schema.enum !== undefined)
    demand(
      'enum',
      (listOf(schema.enum) ?? []).some((word) => isEqual(word, value)),
    );
  if (Object.hasOwn(schema, 'const')) demand('const', isEqual(schema.const ?? null, value));
  if (typeof value === 'number') judgeNumber(schema, value, demand);
  if (typeof value === 'string') judgeText(schema, value, demand, formats);
  return breaches;
}

type Demand = (keyword: string, good: boolean) => void;

/** Whether a value is of a type in the words of JSON Schema. */
export function isOfType(value: Json, name: Json): boolean {
  switch (name) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === name;
  }
}

function judgeNumber(schema: Schema, value: number, demand: Demand): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  // Up to draft 4 an exclusive bound is a word beside the bound.
  demand('minimum', exclusiveMinimum === true ? value > (numberOf(minimum) ?? -Infinity) : value >= (numberOf(minimum) ?? value));
  demand('maximum', exclusiveMaximum === true ? value < (numberOf(maximum) ?? Infinity) : value <= (numberOf(maximum) ?? value));
  if (typeof exclusiveMinimum === 'number') demand('exclusiveMinimum', value > exclusiveMinimum);
  if (typeof exclusiveMaximum === 'number') demand('exclusiveMaximum', value < exclusiveMaximum);
  const step = numberOf(multipleOf);
  if (step !== undefined && step > 0) demand('multipleOf', isMultiple(value, step));
}

/** Floating point leaves remainders: only what is plainly between two steps is none. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function judgeText(schema: Schema, value: string, demand: Demand, formats: boolean): void {
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    const length = [...value].length;
    demand('minLength', length >= (numberOf(schema.minLength) ?? 0));
    demand('maxLength', length <= (numberOf(schema.maxLength) ?? length));
  }
  if (typeof schema.pattern === 'string') demand('pattern', fits(schema.pattern, value));
  if (formats && typeof schema.format === 'string') demand('format', hasFormat(value, schema.format) ?? true);
}

/** @throws SchemaNotUnderstood */
export function fits(pattern: string, text: string): boolean {
  try {
    return matchesPattern(pattern, text);
  } catch (error) {
    if (error instanceof PatternNotUnderstood) throw new SchemaNotUnderstood(error.message);
    throw error;
  }
}
