import { decodeUtf8, firstBadByte } from './utf8.js';

const LF = 10;
const CR = 13;

/** What is made of the lines of a stream. */
export interface LineTaker {
  /** Whole lines, each with its end, or a last one without. False: no more is wanted. */
  lines(text: string): boolean;
  /** A line that is not UTF-8, by the offset of its first bad byte. */
  badLine(offset: number): void;
}

/**
 * Cuts bytes into blocks of whole lines and decodes these: a block at a time, since a line at a time takes three times as long. What stands
 * between two line ends is checked by itself only where its block is not UTF-8.
 */
export class LineBlocks {
  readonly #taker: LineTaker;
  readonly #limit: number;
  /** Whether a lone CR ends a line, as it does in SSE. */
  readonly #cr: boolean;
  readonly #rest = new Rest();
  #skipLf = false;

  /** @param limit bytes of the longest line */
  constructor(taker: LineTaker, limit: number, cr: boolean) {
    this.#taker = taker;
    this.#limit = limit;
    this.#cr = cr;
  }

  /** False when the taker wants no more; `too long` when a line is. */
  write(bytes: Uint8Array): boolean | 'too long' {
    if (bytes.length === 0) return true;
    const start = this.#skipLf && bytes[0] === LF ? 1 : 0;
    this.#skipLf = false;
    const end = this.#lastEnd(bytes);
    let from = start;
    if (end >= from && this.#rest.length > 0) {
      const first = this.#firstEnd(bytes, from);
      if (this.#rest.length + first - from > this.#limit) return 'too long';
      this.#rest.add(bytes.subarray(from, first + 1));
      from = first + 1;
      if (!this.#block(this.#rest.take())) return false;
    }
    if (end >= from) {
      const block = bytes.subarray(from, end + 1);
      const fitting = this.#fitting(block);
      if (fitting > 0 && !this.#block(block.subarray(0, fitting))) return false;
      if (fitting < block.length) return 'too long';
      from = end + 1;
    }
    if (end >= 0 && this.#cr) this.#skipLf = bytes[end] === CR && end === bytes.length - 1;
    if (this.#rest.length + bytes.length - from > this.#limit) return 'too long';
    this.#rest.add(bytes.subarray(from));
    return true;
  }

  /** Hands over a last line that has no end. */
  end(): void {
    if (this.#rest.length > 0) this.#block(this.#rest.take());
  }

  #lastEnd(bytes: Uint8Array): number {
    const lf = bytes.lastIndexOf(LF);
    if (!this.#cr) return lf;
    const cr = bytes.subarray(lf + 1).lastIndexOf(CR);
    return cr < 0 ? lf : lf + 1 + cr;
  }

  #firstEnd(bytes: Uint8Array, from: number): number {
    const lf = bytes.indexOf(LF, from);
    if (!this.#cr) return lf;
    const cr = bytes.subarray(0, lf < 0 ? bytes.length : lf).indexOf(CR, from);
    if (cr < 0) return lf;
    // CR LF is one end.
    return cr + 1 === lf ? lf : cr;
  }

  /** How much of a block comes before a line that is too long. */
  #fitting(block: Uint8Array): number {
    if (block.length <= this.#limit) return block.length;
    for (let from = 0; from < block.length; ) {
      const end = this.#firstEnd(block, from);
      if (end - from > this.#limit) return from;
      from = end + 1;
    }
    return block.length;
  }

  #block(bytes: Uint8Array): boolean {
    const text = decodeUtf8(bytes);
    if (text !== undefined) return this.#taker.lines(text);
    for (let from = 0; from < bytes.length; ) {
      const end = this.#firstEnd(bytes, from);
      const line = bytes.subarray(from, end < 0 ? bytes.length : end + 1);
      from += line.length;
      const one = decodeUtf8(line);
      if (one === undefined) this.#taker.badLine(firstBadByte(line));
      else if (!this.#taker.lines(one)) return false;
    }
    return true;
  }
}

/** The beginning of a line whose end has not come: copied, since pieces of a byte each would hold on to the buffers they came in. */
class Rest {
  #bytes = Buffer.allocUnsafeSlow(1024);
  length = 0;

  add(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) {
      const wider = Buffer.allocUnsafeSlow(2 * (this.length + bytes.length));
      wider.set(this.#bytes.subarray(0, this.length));
      this.#bytes = wider;
    }
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Good until something is added. */
  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return bytes;
  }
}
