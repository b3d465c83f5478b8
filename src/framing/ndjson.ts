import type { Framer, FrameSink, FrameStyle } from './framer.js';
import { LineBlocks } from './line-blocks.js';

const CR = 13;

/**
 * Newline-delimited JSON: each line that holds something is an event. Lines end with LF, a CR before it is passed over; nothing else ends a
 * line, since JSON strings may hold U+2028 and the like.
 */
export class NdjsonFramer implements Framer {
  readonly style: FrameStyle = { lines: 0, crlf: 0, blank: 0, comments: 0, unknown: 0, ended: true };
  readonly #sink: FrameSink;
  readonly #limit: number;
  readonly #blocks: LineBlocks;

  /** @param limit bytes of the longest line */
  constructor(sink: FrameSink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
    this.#blocks = new LineBlocks(
      {
        lines: (text) => this.#lines(text),
        badLine: (offset) => {
          this.style.lines += 1;
          sink.flaw({ kind: 'not_utf8', offset }, this.style.lines);
        },
      },
      limit,
      false,
    );
  }

  write(bytes: Uint8Array): boolean {
    const going = this.#blocks.write(bytes);
    if (going === 'too long') this.#sink.flaw({ kind: 'long_line', limit: this.#limit }, this.style.lines + 1);
    return going === true;
  }

  end(whole: boolean): void {
    if (whole) this.#blocks.end();
  }

  #lines(text: string): boolean {
    const { style } = this;
    let start = 0;
    if (style.lines === 0 && text.charCodeAt(0) === 0xfeff) {
      this.#sink.flaw({ kind: 'bom' }, 1);
      start = 1;
    }
    while (start < text.length) {
      let end = text.indexOf('\n', start);
      style.lines += 1;
      if (end < 0) {
        end = text.length;
        style.ended = false;
      }
      const next = end + 1;
      if (style.ended && end > start && text.charCodeAt(end - 1) === CR) {
        style.crlf += 1;
        end -= 1;
      }
      if (isBlank(text, start, end)) style.blank += 1;
      else if (!this.#sink.event(text.slice(start, end), style.lines)) return false;
      start = next;
    }
    return true;
  }
}

/** Whether there is nothing but spaces and tabs. */
function isBlank(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== 32 && code !== 9 && code !== CR) return false;
  }
  return true;
}
