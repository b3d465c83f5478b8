import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { isDateTime, isUri } from './formats.js';
import { type BrokenRule, blankOf, type RecordShape, type Shape, type TextShape, type Violation } from './shape.js';

const NAMESPACED = /^[A-Za-z0-9][A-Za-z0-9_.-]*\.[A-Za-z0-9_.-]+$/;

/** Every departure of a value from a shape, in document order; none when it fits (ARP-CM-027). */
export function violationsOf(value: Json | undefined, shape: Shape): Violation[] {
  return check(value, shape, [], false);
}

/** The value with each overlooked violation mended, so that a faulty service breaks one rule and no other. */
export function mended(value: Json | undefined, shape: RecordShape, overlooked: readonly Violation[]): JsonObject {
  const root = structuredClone(isJsonObject(value) ? value : (blankOf(shape) as JsonObject));
  for (const violation of overlooked.toReversed()) mendAt(root, violation.mend.path, violation.mend.value);
  return root;
}

function mendAt(root: JsonObject, path: readonly string[], value: Json | undefined): void {
  const key = path.at(-1);
  if (key === undefined) return;
  let holder: Json | undefined = root;
  for (const step of path.slice(0, -1))
    holder = Array.isArray(holder) ? holder[Number(step)] : isJsonObject(holder) ? holder[step] : undefined;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (isJsonObject(holder) && value === undefined) delete holder[key];
  else if (isJsonObject(holder) && value !== undefined) holder[key] = value;
}

function check(value: Json | undefined, shape: Shape, path: readonly string[], needed: boolean): Violation[] {
  const broken = (rule: BrokenRule, message: string) => [violation(path, rule, message, needed ? blankOf(shape) : undefined)];
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? checkText(value, shape, broken) : broken('type', 'has to be a string');
    case 'integer':
      if (!Number.isInteger(value)) return broken('type', 'has to be an integer');
      return Number(value) < shape.minimum ? broken('minimum', `has to be at least ${shape.minimum}`) : [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : broken('type', 'has to be a boolean');
    case 'list':
      if (!Array.isArray(value)) return broken('type', 'has to be an array');
      return value.flatMap((item, index) => check(item, shape.of, [...path, String(index)], false));
    default:
      return isJsonObject(value) ? checkObject(value, shape, path) : broken('type', 'has to be an object');
  }
}

function checkText(value: string, shape: TextShape, broken: (rule: BrokenRule, message: string) => Violation[]): Violation[] {
  if (shape.format === 'uri' && !isUri(value)) return broken('format', 'has to be an absolute URI');
  if (shape.format === 'date-time' && !isDateTime(value)) return broken('format', 'has to be an RFC 3339 date-time');
  if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) return broken('enum', `has to be one of ${shape.oneOf.join(', ')}`);
  return [];
}

function checkObject(value: JsonObject, shape: Shape, path: readonly string[]): Violation[] {
  if (shape.kind === 'map') return Object.entries(value).flatMap(([key, item]) => check(item, shape.of, [...path, key], false));
  if (shape.kind === 'extensions') return checkExtensions(value, path);
  return shape.kind === 'record' ? checkRecord(value, shape, path) : [];
}

function checkExtensions(value: JsonObject, path: readonly string[]): Violation[] {
  return Object.keys(value)
    .filter((key) => !NAMESPACED.test(key))
    .map((key) => violation([...path, key], 'namespace', 'extension keys have to be namespaced, such as vendor.name', undefined));
}

function checkRecord(value: JsonObject, shape: RecordShape, path: readonly string[]): Violation[] {
  const found: Violation[] = [];
  for (const name of shape.required) {
    if (Object.hasOwn(value, name)) continue;
    found.push(violation([...path, name], 'required', 'is required', blankOf(shape.fields[name] ?? { kind: 'free' })));
  }
  if (shape.oneOfFields !== undefined && !shape.oneOfFields.names.some((name) => Object.hasOwn(value, name))) {
    const [name, blank] = shape.oneOfFields.blank;
    found.push({
      at: pointer(path),
      rule: 'any-of',
      message: `needs ${shape.oneOfFields.names.join(' or ')}`,
      mend: { path: [...path, name], value: blank },
    });
  }
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (field === undefined) found.push(violation([...path, name], 'unknown', 'is not a known field', undefined));
    else found.push(...check(item, field, [...path, name], shape.required.includes(name)));
  }
  return found;
}

function violation(path: readonly string[], rule: BrokenRule, message: string, value: Json | undefined): Violation {
  return { at: pointer(path), rule, message, mend: { path, value } };
}

function pointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
