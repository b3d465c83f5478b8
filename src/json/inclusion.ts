import type { Json } from '../model.js';
import { isEqual } from './equality.js';
import { escaped, valueAt } from './pointer.js';

/**
 * Where one value has something that is not found in another, as a JSON Pointer; undefined when all of it is there: every member of its
 * objects, at any depth. What is there besides does not matter, and URIs are compared as RFC 3986 6.2 normalises them (default ports, an
 * empty path). A null is as good as nothing.
 */
export function missingFrom(whole: Json | undefined, part: Json, at = ''): string | undefined {
  if (part === null) return undefined;
  if (whole === undefined || whole === null || typeof part !== 'object') return isSame(part, whole) ? undefined : at;
  if (typeof whole !== 'object' || Array.isArray(part) !== Array.isArray(whole)) return at;
  if (Array.isArray(part) && part.length !== (whole as Json[]).length) return at;
  for (const [name, value] of Object.entries(part)) {
    const found = valueAt(whole, `/${escaped(name)}`);
    const missing = missingFrom(found, value, `${at}/${escaped(name)}`);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function isSame(part: Json, whole: Json | undefined): boolean {
  return whole !== undefined && isEqual(normal(part), normal(whole));
}

function normal(value: Json): Json {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || !URL.canParse(value)) return value;
  return new URL(value).href;
}
