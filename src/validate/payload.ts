import { isJson } from '../json/is-json.js';
import { lineOf, offsetOf } from '../json/locate.js';
import type { Fact, Validator } from '../model.js';
import { readBody } from './body.js';
import { judgeSchema } from './schema.js';

/** What is wrong with a stored payload, and where in its file. Lines and columns count from 1. */
export interface Flaw {
  readonly line: number;
  readonly column: number;
  readonly fact: Fact;
}

/** What was found in a file: how many payloads it holds, and every flaw in its order. */
export interface Judged {
  readonly payloads: number;
  readonly flaws: readonly Flaw[];
}

/** Holds one payload to a schema. `line` is where it begins. */
function judgePayload(bytes: Uint8Array, schema: string, validator: Validator, line: number): Flaw[] {
  const { value, facts } = readBody(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const all = value === undefined ? facts : [...facts, ...judgeSchema(value.json, schema, validator)];
  return all.map((fact) => {
    const offset = 'at' in fact ? offsetOf(text, fact.at) : 'offset' in fact ? charactersBefore(bytes, fact.offset) : 0;
    const place = lineOf(text, offset);
    return { line: line + place.line - 1, column: place.column, fact };
  });
}

/** Holds a file to a schema: one payload, or one in each line that is not blank. Pure. */
export function judgeFile(bytes: Uint8Array, schema: string, validator: Validator, perLine: boolean): Judged {
  if (!perLine) return { payloads: 1, flaws: judgePayload(bytes, schema, validator, 1) };
  const flaws: Flaw[] = [];
  let [payloads, line] = [0, 1];
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const own = bytes.subarray(start, end);
    if (own.some((byte) => !BLANK.has(byte))) {
      payloads += 1;
      flaws.push(...judgePayload(own, schema, validator, line));
    }
    start = end + 1;
  }
  return { payloads, flaws };
}

/** Whether several lines of a file are JSON values of their own, as in a log. */
export function isLog(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  return lines.length > 1 && isJson(lines[0] ?? '') && isJson(lines[1] ?? '');
}

const LINE_FEED = 0x0a;
const BLANK = new Set([0x20, 0x09, 0x0d]);

/** Flaws of bytes are told in bytes; columns count characters. */
function charactersBefore(bytes: Uint8Array, offset: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, offset)
    .toString('utf8')
    .replace(/^\ufeff/, '').length;
}
