import { posix } from 'node:path';
import type { Json } from '../../model.js';
import { schemaKeyOf } from './openapi.js';

/**
 * A schema with all that it refers to inside it, so that its references lead to places of its own.
 * @param key of the schema, as operations name it
 */
export function bundle(key: string, schemas: Readonly<Record<string, Json>>): Json {
  const found = new Map<string, Json>();
  const waiting = [key];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    const own = next;
    found.set(
      own,
      rewritten(schemas[own] ?? true, (target) => {
        const [address = '', pointer = ''] = target.split('#');
        const other = address === '' ? own : keyFrom(own, address);
        waiting.push(other);
        return `${placeOf(other)}${pointer}`;
      }),
    );
  }
  return { $ref: placeOf(key), $defs: Object.fromEntries(found) };
}

function placeOf(key: string): string {
  return `#/$defs/${encodeURI(key.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('#', '%23')}`;
}

/** Schemas of OpenAPI documents lie beside the folder of the others. */
function keyFrom(own: string, address: string): string {
  const file = own.startsWith('openapi/') ? (own.split('#')[0] ?? '') : `schemas/${own}`;
  return schemaKeyOf(posix.join(posix.dirname(file), address));
}

function rewritten(value: Json, lead: (target: string) => string, inNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, lead));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === '$ref' && typeof item === 'string' && !inNames
        ? lead(item)
        : rewritten(item, lead, !inNames && (name === 'properties' || name === 'patternProperties')),
    ]),
  );
}
