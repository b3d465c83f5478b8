import type { Framer, FrameSink, FrameStyle } from './framer.js';
import { LineBlocks } from './line-blocks.js';

const [SPACE, COLON] = [32, 58];

/**
 * Server-sent events (WHATWG HTML 9.2): lines end with LF, CR or CR LF; the data lines of an event are joined by LF; a line that begins with a
 * colon is a comment. `id`, `event` and `retry` say nothing about the data and are passed over.
 */
export class SseFramer implements Framer {
  readonly style: FrameStyle = { lines: 0, crlf: 0, blank: 0, comments: 0, unknown: 0, ended: true };
  readonly #sink: FrameSink;
  readonly #limit: number;
  readonly #blocks: LineBlocks;
  /** Data of the event that is being read; undefined as long as it has none. */
  #data: string | undefined;
  #dataLine = 0;
  /** A line of the event could not be read, so that the event is lost. */
  #spoilt = false;

  /** @param limit bytes of the longest line, and characters of the longest event */
  constructor(sink: FrameSink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
    this.#blocks = new LineBlocks(
      {
        lines: (text) => this.#lines(text),
        badLine: (offset) => {
          this.style.lines += 1;
          this.#spoilt = true;
          sink.flaw({ kind: 'not_utf8', offset }, this.style.lines);
        },
      },
      limit,
      true,
    );
  }

  write(bytes: Uint8Array): boolean {
    const going = this.#blocks.write(bytes);
    if (going === 'too long') this.#tooLong(this.style.lines + 1);
    return going === true;
  }

  end(whole: boolean): void {
    if (!whole) return;
    this.#blocks.end();
    if (this.#data === undefined) return;
    // A browser drops an event without an empty line after it; here it is read, and noted.
    this.style.ended = false;
    this.#dispatch();
  }

  #tooLong(line: number): false {
    this.#sink.flaw({ kind: 'long_line', limit: this.#limit }, line);
    return false;
  }

  #lines(block: string): boolean {
    const { style } = this;
    const text = block.includes('\r') ? block.replace(/\r\n?/g, '\n') : block;
    // One mark at the very beginning belongs to the format.
    let start = style.lines === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (start < text.length) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      style.lines += 1;
      if (end === start) {
        if (!this.#dispatch()) return false;
      } else if (!this.#field(text, start, end)) return false;
      start = end + 1;
    }
    return true;
  }

  #field(text: string, start: number, end: number): boolean {
    if (text.startsWith('data', start)) {
      const after = text.charCodeAt(start + 4);
      if (start + 4 === end || after === COLON) return this.#take(text, start + 5, end);
    }
    if (text.charCodeAt(start) === COLON) this.style.comments += 1;
    else if (!/^(?:event|id|retry)(?::|$)/.test(text.slice(start, Math.min(end, start + 6)))) this.style.unknown += 1;
    return true;
  }

  #take(text: string, from: number, end: number): boolean {
    const value = from >= end ? '' : text.slice(text.charCodeAt(from) === SPACE ? from + 1 : from, end);
    if (this.#data === undefined) {
      this.#data = value;
      this.#dataLine = this.style.lines;
      return true;
    }
    if (this.#data.length + value.length > this.#limit) return this.#tooLong(this.style.lines);
    this.#data = `${this.#data}\n${value}`;
    return true;
  }

  #dispatch(): boolean {
    const [data, spoilt] = [this.#data, this.#spoilt];
    this.#data = undefined;
    this.#spoilt = false;
    return data === undefined || spoilt || this.#sink.event(data, this.#dataLine);
  }
}
