import { readyToReclaim, reclaimAfter } from '../json/reclaim.js';
import type { Answer, HeaderList } from '../model.js';
import type { Allowance, Share } from './allowance.js';
import { type Decoded, decodeBody } from './decode.js';
import { countValues } from './values.js';

/** How much of a body is read. */
export interface BodyLimits {
  /** Bytes, before and after `Content-Encoding` is undone. */
  readonly maxBody: number;
  /** JSON values. */
  readonly maxValues: number;
  /** What all answers of the run may take together. */
  readonly allowance: Allowance;
}

/** What is kept of a body that is too large, in bytes: enough to show where it began. */
const KEPT_OF_TOO_LARGE = 4096;

/** What a JSON value takes once it is read, in bytes, beside its text. */
const VALUE = 64;
/** What a header takes, in bytes, beside its name and value. */
const HEADER = 192;
/** Smaller chunks are gathered in blocks of this size, in bytes: the object of a chunk takes more than a few bytes do. */
const BLOCK = 16 * 1024;

/** Gathers one answer, and never more of it than the limits. */
export class Collector {
  readonly #limits: BodyLimits;
  readonly #share: Share;
  #chunks: Uint8Array[] = [];
  #size = 0;
  /** The last of the chunks, where it has room for more. */
  #block: { readonly bytes: Uint8Array; used: number } | undefined;
  #head: { status: number; headers: HeaderList } | undefined;
  #headSize = 0;
  #hadNoRoom = false;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.#share = limits.allowance.share();
  }

  /** Whether the answer had no room beside the others of the run. */
  get hadNoRoom(): boolean {
    return this.#hadNoRoom;
  }

  begin(status: number, headers: HeaderList): void {
    this.#headSize = headers.reduce((sum, [name, value]) => sum + name.length + value.length + HEADER, 0);
    this.#hadNoRoom = !this.#share.take(this.#headSize);
    this.#head = { status, headers: this.#hadNoRoom ? [] : headers };
  }

  /** False when the body has become too large, or has no room beside the others of the run. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#limits.maxBody) return false;
    this.#hadNoRoom ||= !this.#share.take(chunk.length);
    if (this.#hadNoRoom) return false;
    this.#keep(chunk);
    return true;
  }

  async answer(): Promise<Answer | undefined> {
    if (this.#head === undefined) return undefined;
    const { read, values } = this.#hadNoRoom ? { read: this.#beginning(), values: 0 } : await this.#read(encodingsOf(this.#head.headers));
    const kept = this.#headSize + read.body.length + values * VALUE;
    if (this.#share.settle(this.#hadNoRoom ? 0 : kept)) return { ...this.#head, ...read };
    this.#hadNoRoom = true;
    return { ...this.#head, ...beginningOf(read.body) };
  }

  async #read(encodings: string): Promise<{ readonly read: Decoded; readonly values: number }> {
    const { maxBody, maxValues, allowance } = this.#limits;
    if (this.#size > maxBody)
      return { read: { ...this.#beginning(), cut: { why: 'too_large', of: 'bytes', detail: 'as it came', limit: maxBody } }, values: 0 };
    const body = this.#whole();
    const read: Decoded = encodings === '' ? { body } : await allowance.alone(() => this.#unpack(body, encodings));
    // More came out than there is room for, and perhaps no more than may be.
    this.#hadNoRoom = read.cut?.why === 'too_large' && read.cut.limit < maxBody && !this.#share.take(read.cut.limit + 1);
    if (this.#hadNoRoom) return { read: { body: read.body }, values: 0 };
    if (encodings === '') await this.#reclaim(this.#headSize + body.length);
    const values = countValues(read.body, maxValues);
    if (read.cut !== undefined || values <= maxValues) return { read, values };
    return { read: { ...beginningOf(read.body), cut: { why: 'too_large', of: 'values', detail: '', limit: maxValues } }, values: 0 };
  }

  async #unpack(body: Uint8Array, encodings: string): Promise<Decoded> {
    const most = Math.min(this.#limits.maxBody, body.length + this.#share.room());
    const read = await decodeBody(body, encodings, most);
    await this.#reclaim(read.cut === undefined ? read.body.length : most);
    return read;
  }

  async #reclaim(size: number): Promise<void> {
    await readyToReclaim(size);
    reclaimAfter(size);
  }

  #keep(chunk: Uint8Array): void {
    if (chunk.length > BLOCK / 4) {
      this.#block = undefined;
      this.#chunks.push(chunk);
      return;
    }
    if (this.#block === undefined || this.#block.used + chunk.length > BLOCK) {
      this.#block = { bytes: new Uint8Array(BLOCK), used: 0 };
      this.#chunks.push(this.#block.bytes);
    }
    const { bytes, used } = this.#block;
    bytes.set(chunk, used);
    this.#block.used += chunk.length;
    this.#chunks[this.#chunks.length - 1] = bytes.subarray(0, this.#block.used);
  }

  #beginning(): Pick<Answer, 'body'> {
    let size = 0;
    const first = this.#chunks.filter((chunk) => {
      size += chunk.length;
      return size - chunk.length < KEPT_OF_TOO_LARGE;
    });
    [this.#chunks, this.#block] = [[], undefined];
    return beginningOf(Buffer.concat(first));
  }

  /** All that came. What is done with a body takes memory enough: it is not held twice. */
  #whole(): Buffer {
    const body = Buffer.concat(this.#chunks);
    [this.#chunks, this.#block] = [[], undefined];
    return body;
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
