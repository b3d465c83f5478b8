import { decodeUtf8 } from '../framing/utf8.js';
import type { Json } from '../model.js';
import { reclaimAfter } from './reclaim.js';

/** What is wrong with a text that should be one JSON value. Offsets count characters. */
export type JsonFlaw =
  | { readonly kind: 'not_json'; readonly offset: number }
  | { readonly kind: 'trailing'; readonly offset: number }
  | { readonly kind: 'too_deep' }
  | { readonly kind: 'long_name' }
  | { readonly kind: 'duplicate'; readonly at: string };

export interface ReadJson {
  /** Present when the text holds a whole value, even if something follows it. */
  readonly value?: { readonly json: Json };
  readonly flaws: readonly JsonFlaw[];
}

/** Deeper nesting than this is not read: no payload of any contract comes near. */
export const MAX_DEPTH = 512;

/** Longer member names than this are not read: a schema's patterns are run on names, and the time that takes can grow with their square. */
export const MAX_NAME = 4096;

/** How many duplicate members are told of one body. */
const MAX_DUPLICATES = 100;

const SPACE = /[ \t\n\r]*/y;
const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;
const SPECIAL = /["\\\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/**
 * Reads one JSON value (RFC 8259) and says what `JSON.parse` hides or says badly: where the text stops being JSON, what follows the value,
 * how deep it is, and which member names stand twice. Uses no recursion, so that no depth of nesting can exhaust the stack.
 */
export function readJson(text: string): ReadJson {
  const scan = scanValue(text);
  if (scan.error !== undefined) return { flaws: [scan.error] };
  const flaws: JsonFlaw[] = scan.duplicates.map((at) => ({ kind: 'duplicate', at }));
  const rest = skipSpace(text, scan.end);
  if (rest < text.length) flaws.unshift({ kind: 'trailing', offset: rest });
  return { value: { json: JSON.parse(text.slice(0, scan.end)) as Json }, flaws };
}

/** What was read of bodies, as long as there is the body: many look into one, and each reading takes several times its memory. */
const known = new WeakMap<Uint8Array, ReadJson>();

/** As {@link readJson}, of a text in UTF-8, and once for each body. What is no UTF-8 is read all the same. */
export function readBytes(body: Uint8Array): ReadJson {
  const found = known.get(body);
  if (found !== undefined) return found;
  const read = readJson(decodeUtf8(body) ?? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  known.set(body, read);
  reclaimAfter(body.length);
  return read;
}

/** The value of a body, for whoever only looks something up in it; undefined where it is none, or nested too deep to be walked through. */
export function jsonIn(body: Uint8Array): Json | undefined {
  const { value, flaws } = readBytes(body);
  return flaws.every(({ kind }) => kind === 'duplicate') ? value?.json : undefined;
}

interface Scan {
  readonly end: number;
  readonly duplicates: readonly string[];
  readonly error?: JsonFlaw;
}

/** An object or array that is not closed yet. */
interface Open {
  readonly isObject: boolean;
  /** Names that were read; made with the first one, since a text may open a million objects. */
  names?: Set<string>;
  /** Name of the member, or index of the item, that is being read. */
  key: string | number;
}

/** Walks the tokens of one value; `expects` is what the grammar allows next. */
function scanValue(text: string): Scan {
  const open: Open[] = [];
  const duplicates: string[] = [];
  let expects: 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' = 'value';
  let position = skipSpace(text, 0);
  const fail = (error: JsonFlaw): Scan => ({ end: position, duplicates, error });

  for (;;) {
    const end = endOfToken(text, position);
    if (end === undefined) return fail({ kind: 'not_json', offset: position });
    const first = text[position] ?? '';
    const top = open.at(-1);
    const wantsValue = expects === 'value' || expects === 'value or end';
    if (wantsValue && (first === '{' || first === '[')) {
      if (open.length >= MAX_DEPTH) return fail({ kind: 'too_deep' });
      open.push(first === '{' ? { isObject: true, key: '' } : { isObject: false, key: 0 });
      expects = first === '{' ? 'name or end' : 'value or end';
    } else if (isEnd(first, top) && (expects === 'comma or end' || expects === 'value or end' || expects === 'name or end')) {
      open.pop();
      expects = 'comma or end';
    } else if (wantsValue && !',:]}'.includes(first)) {
      expects = 'comma or end';
    } else if ((expects === 'name' || expects === 'name or end') && first === '"' && top?.isObject === true) {
      if (end - position > MAX_NAME) return fail({ kind: 'long_name' });
      top.key = JSON.parse(text.slice(position, end)) as string;
      top.names ??= new Set();
      if (top.names.has(top.key) && duplicates.length < MAX_DUPLICATES && !duplicates.includes(pointerOf(open)))
        duplicates.push(pointerOf(open));
      top.names.add(top.key);
      expects = 'colon';
    } else if (expects === 'colon' && first === ':') {
      expects = 'value';
    } else if (expects === 'comma or end' && first === ',' && top !== undefined) {
      if (typeof top.key === 'number') top.key += 1;
      expects = top.isObject ? 'name' : 'value';
    } else {
      return fail({ kind: 'not_json', offset: position });
    }
    position = end;
    if (open.length === 0) return { end: position, duplicates };
    position = skipSpace(text, position);
  }
}

/** Offset behind the token that begins at `start`, or undefined where none does. */
function endOfToken(text: string, start: number): number | undefined {
  return text[start] === '"' ? endOfString(text, start) : endOf(TOKEN, text, start);
}

/** Jumps from one special character to the next: a string may be as long as the body. */
function endOfString(text: string, start: number): number | undefined {
  let position = start + 1;
  for (;;) {
    const special = endOf(SPECIAL, text, position);
    if (special === undefined) return undefined;
    if (text[special - 1] === '"') return special;
    const escaped = endOf(ESCAPE, text, special - 1);
    if (escaped === undefined) return undefined;
    position = escaped;
  }
}

/** Offset behind what an expression finds from `start` on. What `exec` gives would be an array for every token. */
function endOf(expression: RegExp, text: string, start: number): number | undefined {
  expression.lastIndex = start;
  return expression.test(text) ? expression.lastIndex : undefined;
}

function isEnd(first: string, top: Open | undefined): boolean {
  return top !== undefined && first === (top.isObject ? '}' : ']');
}

function skipSpace(text: string, from: number): number {
  return endOf(SPACE, text, from) ?? from;
}

function pointerOf(open: readonly Open[]): string {
  return open.map(({ key }) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
