import { isUtf8 } from 'node:buffer';
import type { Fact, Json } from '../model.js';
import { MAX_DEPTH, MAX_NAME, readJson } from './json-text.js';

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
  const text = decodeUtf8(marked ? bytes.subarray(3) : bytes);
  if (text === undefined) return { facts: [...facts, { kind: 'not_utf8', offset: firstBadByte(bytes) }] };

  const read = readJson(text);
  for (const flaw of read.flaws) {
    if (flaw.kind === 'duplicate') facts.push({ kind: 'duplicate_member', at: flaw.at });
    else if (flaw.kind === 'long_name') facts.push({ kind: 'long_name', limit: MAX_NAME });
    else if (flaw.kind === 'too_deep') facts.push({ kind: 'too_deep', limit: MAX_DEPTH });
    else {
      const kind = flaw.kind === 'trailing' ? 'trailing_bytes' : 'not_json';
      facts.push({
        kind,
        offset: Buffer.byteLength(text.slice(0, flaw.offset)) + (marked ? 3 : 0),
        near: text.slice(flaw.offset, flaw.offset + NEAR),
      });
    }
  }
  return { ...(read.value === undefined ? {} : { value: read.value }), facts };
}

/** Checked first and then decoded: a fatal TextDecoder takes longer to load than a smoke run has. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : undefined;
}

/** Offset of the first byte that no UTF-8 text can have there. */
function firstBadByte(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  const decodes = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
