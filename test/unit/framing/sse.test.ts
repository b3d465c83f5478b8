import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameSink } from '../../../src/framing/framer.js';
import { SseFramer } from '../../../src/framing/sse.js';
import { anyBytes, bytesOf, cuts, framed, textOf } from './framed.js';

const make =
  (limit = 1000) =>
  (sink: FrameSink): SseFramer =>
    new SseFramer(sink, limit);

/** The algorithm of WHATWG HTML 9.2.6 on a whole text, step by step; an event that nothing ends is given, too. */
function oracle(text: string): [string, number][] {
  const events: [string, number][] = [];
  let [data, line] = ['', 0];
  const dispatch = (): void => {
    if (data !== '') events.push([data.slice(0, -1), line]);
    data = '';
  };
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (const [index, one] of lines.entries()) {
    if (one === '') {
      dispatch();
      continue;
    }
    const colon = one.indexOf(':');
    const field = colon < 0 ? one : one.slice(0, colon);
    const value = colon < 0 ? '' : one.slice(colon + 1).replace(/^ /, '');
    if (field !== 'data') continue;
    if (data === '') line = index + 1;
    data += `${value}\n`;
  }
  dispatch();
  return events;
}

describe('server-sent events', () => {
  it('are cut as the standard says, whatever pieces they come in', () => {
    const text = textOf('data', 'data:', 'data: ', 'data: {}\n', ': ', 'id: 1', 'event: x', 'retry:', ':', '\n\n', '\ufeff');
    fc.assert(
      fc.property(text, cuts, (stream, places) => {
        expect(framed(make(), bytesOf(stream), places).events).toEqual(oracle(stream));
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, and look the same in whatever pieces bytes come', () => {
    fc.assert(
      fc.property(anyBytes, cuts, (bytes, places) => {
        expect(framed(make(), bytes, places)).toEqual(framed(make(), bytes));
      }),
    );
  });

  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR LF', '\r\n'],
  ])('may end their lines with %s', (_name, end) => {
    const stream = [':hello', 'id: 1', 'event: token', 'retry: 10', 'data: {', 'data: "a":1}', '', 'data: 2', '', ''].join(end);
    const wanted = [
      ['{\n"a":1}', 5],
      ['2', 8],
    ];
    for (let cut = 0; cut <= stream.length; cut += 1) expect(framed(make(), bytesOf(stream), [cut]).events).toEqual(wanted);
  });

  it('come as soon as their empty line does, also where CR ends it', () => {
    const seen: string[] = [];
    const framer = make()({ event: (text) => seen.push(text) > 0, flaw: () => undefined });
    framer.write(bytesOf('data: 1\r\r'));
    expect(seen).toEqual(['1']);
    framer.write(bytesOf('\ndata: 2\r\n\r\n'));
    expect(seen).toEqual(['1', '2']);
  });

  it('are read, and noted, when nothing ends the last one', () => {
    const { events, style } = framed(make(), bytesOf('data: 1\n\ndata: 2'));
    expect(events).toEqual([
      ['1', 1],
      ['2', 3],
    ]);
    expect(style.ended).toBe(false);
    expect(framed(make(), bytesOf('data: 1\n\ndata: 2\n'), [], false).events).toEqual([['1', 1]]);
  });

  it('may be empty, and may have fields that nobody knows', () => {
    const { events, style } = framed(make(), bytesOf('data\n\nevent: x\n\nfoo: 1\nevents: 2\nid\n\n'));
    expect(events).toEqual([['', 1]]);
    expect(style).toMatchObject({ unknown: 2, comments: 0 });
  });

  it('are lost with a line that is not UTF-8', () => {
    const bytes = Uint8Array.from([...bytesOf('data: 1\ndata: "'), 0xff, ...bytesOf('"\n\ndata: 2\n\n')]);
    expect(framed(make(), bytes)).toMatchObject({ events: [['2', 4]], flaws: [{ kind: 'not_utf8', offset: 7, line: 2 }] });
  });

  it('have lines, and data in all, up to a limit', () => {
    expect(framed(make(8), bytesOf('data: 1\n\ndata: 234567\n\n'))).toMatchObject({
      events: [['1', 1]],
      flaws: [{ kind: 'long_line', line: 3 }],
    });
    expect(framed(make(12), bytesOf('data: 1234\n'.repeat(10)))).toMatchObject({ events: [], flaws: [{ kind: 'long_line', line: 3 }] });
  });
});
