import type { Answer, HeaderList } from '../model.js';
import { decodeBody } from './decode.js';

/** What is kept of a body that is too large, in bytes: enough to show where it began. */
const KEPT_OF_TOO_LARGE = 4096;

/** Gathers one answer, and never more of it than the limit. */
export class Collector {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #head: { status: number; headers: HeaderList } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(status: number, headers: HeaderList): void {
    this.#head = { status, headers };
  }

  /** False when the body has become too large. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#limit) return false;
    this.#chunks.push(chunk);
    return true;
  }

  async answer(): Promise<Answer | undefined> {
    if (this.#head === undefined) return undefined;
    const body = Buffer.concat(this.#chunks);
    if (this.#size > this.#limit) {
      return {
        ...this.#head,
        body: body.subarray(0, KEPT_OF_TOO_LARGE),
        cut: { why: 'too_large', detail: 'as it came', limit: this.#limit },
      };
    }
    return { ...this.#head, ...(await decodeBody(body, encodingsOf(this.#head.headers), this.#limit)) };
  }
}

/** Value of all `Content-Encoding` headers together. */
export function encodingsOf(headers: HeaderList): string {
  return headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(',');
}
