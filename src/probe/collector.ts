import type { Answer, HeaderList } from '../model.js';
import { decodeBody } from './decode.js';
import { hasMoreValues } from './values.js';

/** How much of a body is read. */
export interface BodyLimits {
  /** Bytes, before and after `Content-Encoding` is undone. */
  readonly maxBody: number;
  /** JSON values. */
  readonly maxValues: number;
}

/** What is kept of a body that is too large, in bytes: enough to show where it began. */
const KEPT_OF_TOO_LARGE = 4096;

/** Gathers one answer, and never more of it than the limits. */
export class Collector {
  readonly #limits: BodyLimits;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #head: { status: number; headers: HeaderList } | undefined;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  begin(status: number, headers: HeaderList): void {
    this.#head = { status, headers };
  }

  /** False when the body has become too large. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#limits.maxBody) return false;
    this.#chunks.push(chunk);
    return true;
  }

  async answer(): Promise<Answer | undefined> {
    if (this.#head === undefined) return undefined;
    const { maxBody, maxValues } = this.#limits;
    const body = Buffer.concat(this.#chunks);
    // What is done with a body takes memory enough: it is not held twice.
    this.#chunks = [];
    if (this.#size > maxBody)
      return { ...this.#head, ...beginningOf(body), cut: { why: 'too_large', of: 'bytes', detail: 'as it came', limit: maxBody } };
    const decoded = await decodeBody(body, encodingsOf(this.#head.headers), maxBody);
    if (decoded.cut !== undefined || !hasMoreValues(decoded.body, maxValues)) return { ...this.#head, ...decoded };
    return { ...this.#head, ...beginningOf(decoded.body), cut: { why: 'too_large', of: 'values', detail: '', limit: maxValues } };
  }
}

/** A copy, since a part holds on to the whole. */
function beginningOf(body: Uint8Array): Pick<Answer, 'body'> {
  return { body: Buffer.from(body.subarray(0, KEPT_OF_TOO_LARGE)) };
}

/** Value of all `Content-Encoding` headers together. */
export function encodingsOf(headers: HeaderList): string {
  return headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(',');
}
