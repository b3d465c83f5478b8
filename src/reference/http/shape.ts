import type { Json } from '../json.js';

/** Text; `blank` is what a faulty service that overlooks a missing value goes on with. */
export interface TextShape {
  readonly kind: 'text';
  readonly format?: 'uri' | 'date-time';
  readonly oneOf?: readonly string[];
  readonly blank?: string;
}

/** An object with declared fields and nothing else. */
export interface RecordShape {
  readonly kind: 'record';
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, Shape>>;
  /** At least one of these has to be there; `blank` as for text. */
  readonly oneOfFields?: { readonly names: readonly string[]; readonly blank: readonly [string, string] };
}

/** The few kinds of JSON value that ARP v1 asks for; see `request-shapes.ts`. */
export type Shape =
  | TextShape
  | RecordShape
  | { readonly kind: 'integer'; readonly minimum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'free' }
  | { readonly kind: 'extensions' };

/** What kind of rule a value breaks. */
export type BrokenRule = 'type' | 'required' | 'unknown' | 'minimum' | 'format' | 'enum' | 'namespace' | 'any-of';

/** One departure of a value from its shape. */
export interface Violation {
  /** JSON Pointer to the value at fault. */
  readonly at: string;
  readonly rule: BrokenRule;
  readonly message: string;
  /** Where and with what a faulty service mends the body when it overlooks this; undefined removes the value. */
  readonly mend: { readonly path: readonly string[]; readonly value: Json | undefined };
}

/** Any text. */
export const text: TextShape = { kind: 'text' };

/** Text that is an absolute URI. */
export const uri: TextShape = { kind: 'text', format: 'uri', blank: 'http://127.0.0.1:9/overlooked' };

/** An object of the given fields, those in `required` mandatory. */
export function record(required: readonly string[], fields: Readonly<Record<string, Shape>>): RecordShape {
  return { kind: 'record', required, fields };
}

/** What stands in for a missing value of this shape. */
export function blankOf(shape: Shape): Json {
  switch (shape.kind) {
    case 'text':
      return shape.blank ?? '';
    case 'integer':
      return shape.minimum;
    case 'boolean':
      return false;
    case 'list':
      return [];
    case 'record':
      return Object.fromEntries(shape.required.map((name) => [name, blankOf(shape.fields[name] ?? text)]));
    default:
      return {};
  }
}
