import { isUtf8 } from 'node:buffer';
import { decodeUtf8, firstBadByte } from '../framing/utf8.js';
import { MAX_DEPTH, MAX_NAME, type ReadJson, readBytes, readJson } from '../json/read.js';
import type { Fact, Json } from '../model.js';

/** A body as far as it could be read. */
export interface ReadBody {
  /** Present when a JSON value could be read. */
  readonly value?: { readonly json: Json };
  readonly facts: readonly Fact[];
}

/** How much of what stands at a flaw is kept: reports cut it short, but not before secrets are masked. */
const NEAR = 4096;

/** Reads bytes that should be one JSON value in UTF-8 (RFC 8259 sections 2, 4 and 8.1). */
export function readBody(bytes: Uint8Array): ReadBody {
  if (bytes.length === 0) return { facts: [{ kind: 'empty_body' }] };
  const facts: Fact[] = [];
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (marked) facts.push({ kind: 'bom' });
  if (!isUtf8(bytes)) return { facts: [...facts, { kind: 'not_utf8', offset: firstBadByte(bytes) }] };

  const rest = marked ? bytes.subarray(3) : bytes;
  const read = told(readBytes(rest), () => decodeUtf8(rest) ?? '', marked ? 3 : 0);
  return { ...read, facts: [...facts, ...read.facts] };
}

/** Reads text that should be one JSON value. */
export function readText(text: string): ReadBody {
  return told(readJson(text), () => text, 0);
}

/** @param before bytes that stood in front of the text */
function told(read: ReadJson, textOf: () => string, before: number): ReadBody {
  const facts: Fact[] = [];
  for (const flaw of read.flaws) {
    if (flaw.kind === 'duplicate') facts.push({ kind: 'duplicate_member', at: flaw.at });
    else if (flaw.kind === 'long_name') facts.push({ kind: 'long_name', limit: MAX_NAME });
    else if (flaw.kind === 'too_deep') facts.push({ kind: 'too_deep', limit: MAX_DEPTH });
    else {
      const kind = flaw.kind === 'trailing' ? 'trailing_bytes' : 'not_json';
      const text = textOf();
      facts.push({
        kind,
        offset: Buffer.byteLength(text.slice(0, flaw.offset)) + before,
        near: text.slice(flaw.offset, flaw.offset + NEAR),
      });
    }
  }
  return { ...(read.value === undefined ? {} : { value: read.value }), facts };
}
