import type { Json } from '../../model.js';
import { valueAt } from '../pointer.js';

/** A JSON Schema that is no bare true or false. */
export type Schema = { readonly [keyword: string]: Json };

/** The schema asks for what is not understood here, or for too much work: nothing can be said. */
export class SchemaNotUnderstood extends Error {
  override readonly name = 'SchemaNotUnderstood';
}

/** Deepest nesting that is followed, of schemas and of values. */
export const MAX_DEPTH = 60;
/** Values of one schema that are looked through for a name. */
const MAX_NAMES = 5000;

/** A whole schema, as data that may come from a service: it leads references inside it to their places, and nowhere else. */
export class SchemaSource {
  readonly #names: ReadonlyMap<string, Json>;
  readonly #own: string;
  /** Up to draft 7 nothing beside a `$ref` counts. */
  readonly isOld: boolean;

  constructor(readonly root: Json) {
    const { $id, $schema } = asSchema(root);
    this.#own = typeof $id === 'string' ? $id.replace(/#$/, '') : '';
    this.isOld = typeof $schema === 'string' && /draft-0[3-7]/.test($schema);
    this.#names = anchorsIn(root);
  }

  /** @throws SchemaNotUnderstood where a reference leads out of the schema, or to nothing */
  resolve(reference: Json): Json {
    const found = typeof reference === 'string' ? this.#find(reference) : undefined;
    if (found === undefined) throw new SchemaNotUnderstood(`there is nothing at ${JSON.stringify(reference)}`);
    return found;
  }

  #find(reference: string): Json | undefined {
    const inside = this.#own !== '' && reference.startsWith(this.#own) ? reference.slice(this.#own.length) : reference;
    if (inside === '' || inside === '#') return this.root;
    if (!inside.startsWith('#')) return this.#names.get(inside);
    if (inside.startsWith('#/')) return valueAt(this.root, decoded(inside.slice(1)));
    return this.#names.get(inside);
  }
}

/** A schema as an object; empty for anything else. */
export function asSchema(value: Json | undefined): Schema {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The texts of a list. */
export function textsOf(value: Json | undefined): readonly string[] {
  return (listOf(value) ?? []).filter((item): item is string => typeof item === 'string');
}

/** The member of an object, its own alone. */
export function memberOf(holder: Schema, name: string): Json | undefined {
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
}

/** One more step of a JSON Pointer. */
export function below(at: string, name: string | number): string {
  return `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Places that are named by `$anchor`, `$dynamicAnchor` or an `$id`. */
function anchorsIn(root: Json): Map<string, Json> {
  const names = new Map<string, Json>();
  const waiting: Json[] = [root];
  for (let count = 0; waiting.length > 0 && count < MAX_NAMES; count += 1) {
    const value = waiting.pop();
    if (value === null || typeof value !== 'object') continue;
    const { $anchor, $dynamicAnchor, $id, id } = asSchema(value);
    for (const name of [$anchor, $dynamicAnchor]) if (typeof name === 'string') names.set(`#${name}`, value);
    for (const name of [$id, id]) if (typeof name === 'string') names.set(name, value);
    waiting.push(...Object.values(value));
  }
  return names;
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
