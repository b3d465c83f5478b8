import fc from 'fast-check';
import ndjsonParse from 'ndjson-parse';
import { describe, expect, it } from 'vitest';
import type { FrameSink } from '../../../src/framing/framer.js';
import { NdjsonFramer } from '../../../src/framing/ndjson.js';
import { anyBytes, bytesOf, cuts, framed, textOf } from './framed.js';

const make =
  (limit = 1000) =>
  (sink: FrameSink): NdjsonFramer =>
    new NdjsonFramer(sink, limit);

/** The lines of a text that hold something, with their numbers: the whole text at once, in the plainest way. */
function oracle(text: string): [string, number][] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line, index): [string, number] => [line.replace(/\r$/, ''), index + 1])
    .filter(([line]) => !/^[ \t\r]*$/.test(line));
}

describe('newline-delimited JSON', () => {
  it('is cut at line feeds, whatever pieces it comes in', () => {
    fc.assert(
      fc.property(textOf('{"a":1}', '\t', '\ufeff'), cuts, (text, places) => {
        const { events } = framed(make(), bytesOf(text), places);
        const trimmed = (lines: typeof events): unknown => lines.map(([line, number]) => [line.replace(/\r+$/, ''), number]);
        expect(trimmed(events)).toEqual(trimmed(oracle(text)));
      }),
    );
  });

  it('gives the values that ndjson-parse gives', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), cuts, (values, places) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
        const { events } = framed(make(1e6), bytesOf(text), places);
        expect(events.map(([line]) => JSON.parse(line))).toEqual(ndjsonParse(text));
      }),
    );
  });

  it('never throws, and looks the same in whatever pieces bytes come', () => {
    fc.assert(
      fc.property(anyBytes, cuts, fc.integer({ min: 1, max: 40 }), (bytes, places, limit) => {
        expect(framed(make(limit), bytes, places)).toEqual(framed(make(limit), bytes));
      }),
    );
  });

  it('tells of CR LF, of blank lines and of a last line without an end', () => {
    expect(framed(make(), bytesOf('1\r\n\r\n \n2'))).toEqual({
      events: [
        ['1', 1],
        ['2', 4],
      ],
      flaws: [],
      style: { lines: 4, crlf: 2, blank: 2, comments: 0, unknown: 0, ended: false },
    });
  });

  it('leaves out what was cut off', () => {
    expect(framed(make(), bytesOf('1\n2'), [], false).events).toEqual([['1', 1]]);
  });

  it('says which line is not UTF-8, and from which byte on, and goes on', () => {
    const bytes = Uint8Array.from([0x31, 10, 0x22, 0xc3, 0x28, 10, 0x33, 10]);
    expect(framed(make(), bytes)).toMatchObject({
      events: [
        ['1', 1],
        ['3', 3],
      ],
      flaws: [{ kind: 'not_utf8', offset: 2, line: 2 }],
    });
  });

  it('says that there is a byte order mark', () => {
    expect(framed(make(), bytesOf('\ufeff1\n'))).toMatchObject({ events: [['1', 1]], flaws: [{ kind: 'bom', line: 1 }] });
  });

  it.each([[[]], [[2]], [[1, 2, 3, 4, 5, 6, 7, 8]]])('stops at a line that is too long, after those before it (cut at %j)', (places) => {
    expect(framed(make(4), bytesOf('1\n22\n55555\n4\n'), places)).toMatchObject({
      events: [
        ['1', 1],
        ['22', 2],
      ],
      flaws: [{ kind: 'long_line', limit: 4, line: 3 }],
    });
  });
});
