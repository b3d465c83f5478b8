import fc from 'fast-check';
import { below } from '../../src/json/pointer.js';
import type { Json } from '../../src/model.js';

/** Values that readers trip over. */
const ODD: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u001b[31m',
  '$' + '{x}',
  '__proto__',
  'x'.repeat(5000),
  [],
  {},
  [[]],
  { '': 0 },
  { constructor: 1 },
  JSON.parse('{"__proto__":{"a":1}}') as Json,
];

export const anyJson: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>);

/** A value that was changed in one place. */
export interface Mutated {
  readonly value: Json;
  /** JSON Pointer of the member or item that was changed, taken away or added. */
  readonly at: string;
}

interface Change {
  readonly place: number;
  readonly how: 'replace' | 'remove' | 'add' | 'rename';
  readonly name: string;
  readonly to: Json;
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(1_000_000),
  how: fc.constantFrom('replace', 'remove', 'add', 'rename'),
  name: fc.oneof(fc.constantFrom('', '__proto__', 'toString', 'a/b~c', '0', 'type', 'id', '$ref'), fc.string({ maxLength: 8 })),
  to: anyJson,
});

/** A JSON value with one place changed. */
export function mutationsOf(value: Json): fc.Arbitrary<Mutated> {
  return anyChange.map((change) => changed(value, change));
}

function changed(root: Json, { place, how, name, to }: Change): Mutated {
  const places = placesIn(root, '', []);
  const chosen = places[place % places.length] as Place;
  if (chosen.holder === undefined) return { value: to, at: '' };
  const value = structuredClone(root);
  const holder = chosen.holder.reduce<Json>((one, key) => (one as never)[key], value) as Record<string, Json> & Json[];
  const { key } = chosen;
  const at = (other: string | number): string => below(chosen.parent, other);
  if (Array.isArray(holder)) {
    if (how === 'remove') holder.splice(Number(key), 1);
    else if (how === 'add') holder.splice(Number(key), 0, to);
    else holder[Number(key)] = to;
    // What stands behind it has moved.
    return { value, at: how === 'remove' || how === 'add' ? chosen.parent : at(key) };
  }
  const old = holder[key] as Json;
  if (how === 'replace') set(holder, String(key), to);
  else if (how === 'add') set(holder, name, to);
  else {
    delete holder[key];
    if (how === 'rename') set(holder, name, old);
  }
  return { value, at: how === 'replace' ? at(key) : chosen.parent };
}

/** An own member of any name. */
function set(holder: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  /** Names that lead to what holds the place; undefined for the root. */
  readonly holder: readonly (string | number)[] | undefined;
  readonly parent: string;
  readonly key: string | number;
}

function placesIn(value: Json, at: string, path: readonly (string | number)[]): Place[] {
  const own: Place[] = path.length === 0 ? [{ holder: undefined, parent: '', key: '' }] : [];
  if (value === null || typeof value !== 'object') return own;
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    ...own,
    ...keys.flatMap((key) => [
      { holder: path, parent: at, key },
      ...placesIn((value as never)[key] as Json, below(at, key), [...path, key]),
    ]),
  ];
}

/** Bytes with a few of them changed, taken away, doubled or added. */
export function mutatedBytes(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(1_000_000),
    take: fc.nat(12),
    put: fc.oneof(
      fc.constant(new Uint8Array()),
      fc.uint8Array({ maxLength: 6 }),
      fc
        .constantFrom('\r\n', '\n', '\0', ' ', '"', '{', '[', ':', ',', '-', '0', '\t', '\ufeff', '\r\n\r\n', '&a', '*a', '!!x ')
        .map((text) => Buffer.from(text)),
    ),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce<Uint8Array>((all, { at, take, put }) => {
      const start = at % (all.length + 1);
      return Buffer.concat([all.subarray(0, start), put, all.subarray(start + take)]);
    }, bytes),
  );
}
