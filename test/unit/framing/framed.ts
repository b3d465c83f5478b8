import fc from 'fast-check';
import type { FrameFlaw, Framer, FrameSink } from '../../../src/framing/framer.js';

/** What came out of a framer. */
export interface Framed {
  readonly events: readonly (readonly [text: string, line: number])[];
  readonly flaws: readonly (FrameFlaw & { readonly line: number })[];
  readonly style: Framer['style'];
}

/** Feeds bytes in pieces, cut at these places. */
export function framed(make: (sink: FrameSink) => Framer, bytes: Uint8Array, cuts: readonly number[] = [], whole = true): Framed {
  const events: [string, number][] = [];
  const flaws: (FrameFlaw & { line: number })[] = [];
  const framer = make({
    event: (text, line) => {
      events.push([text, line]);
      return true;
    },
    flaw: (flaw, line) => void flaws.push({ ...flaw, line }),
  });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  let going = true;
  for (const [index, place] of places.entries()) {
    // A copy, so that a framer that holds on to bytes which are used again is found out.
    const piece = Uint8Array.from(bytes.subarray(place, places[index + 1] ?? bytes.length));
    if (going) going = framer.write(piece);
    piece.fill(0x58);
  }
  if (going) framer.end(whole);
  return { events, flaws, style: framer.style };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Places at which a stream may be cut into pieces. */
export const cuts = fc.array(fc.nat(5000), { maxLength: 40 });

/** Text of the characters that framing is about, and of some that are several bytes long. */
export function textOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...pieces, 'a', 'ü', '€', '😀', '\u2028', ' ', '\n', '\r\n', '\r'), { maxLength: 60 })
    .map((list) => list.join(''));
}

/** Bytes that may be anything, with many line ends. */
export const anyBytes = fc
  .array(fc.oneof(fc.constantFrom(10, 13, 58, 32, 0xef, 0xbb, 0xbf, 0xc3, 0xff), fc.nat(255)), { maxLength: 300 })
  .map((list) => Uint8Array.from(list));
