import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../../src/validate/body.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const BOM = [0xef, 0xbb, 0xbf];

/** RFC 3629 section 4, byte by byte: the offset of the first byte that cannot stand where it does; the length where the text merely ends too early. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length =
      lead < 0x80 ? 1 : lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    if (length === 0) return at;
    const low: Readonly<Record<number, number>> = { 224: 0xa0, 240: 0x90 };
    const high: Readonly<Record<number, number>> = { 237: 0x9f, 244: 0x8f };
    for (let next = 1; next < length; next += 1) {
      const byte = bytes[at + next];
      if (byte === undefined) return bytes.length;
      const [least, most] = next === 1 ? [low[lead] ?? 0x80, high[lead] ?? 0xbf] : [0x80, 0xbf];
      if (byte < least || byte > most) return at + next;
    }
    at += length;
  }
  return undefined;
}

describe('readBody', () => {
  it('never throws, and finds the first byte that is not UTF-8', () => {
    const nearlyText = fc
      .tuple(
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        fc.array(fc.constantFrom(0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xff)),
      )
      .map(([text, at, more]) => {
        const bytes = [...bytesOf(text)];
        return Uint8Array.from([...bytes.slice(0, at % (bytes.length + 1)), ...more, ...bytes.slice(at % (bytes.length + 1))]);
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), nearlyText), (bytes) => {
        const offset = firstBadByte(bytes);
        const found = readBody(bytes).facts.find(({ kind }) => kind === 'not_utf8');
        expect(found).toEqual(offset === undefined ? undefined : { kind: 'not_utf8', offset });
      }),
      { numRuns: 2000 },
    );
  });

  it('reads any JSON value in UTF-8', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(readBody(bytesOf(JSON.stringify(value)))).toEqual({ value: { json: JSON.parse(JSON.stringify(value)) }, facts: [] });
      }),
    );
  });

  it('calls an empty body empty', () => {
    expect(readBody(new Uint8Array())).toEqual({ facts: [{ kind: 'empty_body' }] });
  });

  it('reads on after a byte order mark, and says that it is there', () => {
    expect(readBody(Uint8Array.from([...BOM, ...bytesOf('{"a":1}')]))).toEqual({ value: { json: { a: 1 } }, facts: [{ kind: 'bom' }] });
    const [, fact] = readBody(Uint8Array.from([...BOM, ...bytesOf('[1,]')])).facts;
    expect(fact).toEqual({ kind: 'not_json', offset: 6, near: ']' });
  });

  it('takes a second byte order mark for what it is', () => {
    expect(readBody(Uint8Array.from([...BOM, ...BOM, ...bytesOf('1')])).facts.map(({ kind }) => kind)).toEqual(['bom', 'not_json']);
  });

  it('counts offsets in bytes, also after characters of several', () => {
    expect(readBody(bytesOf('{"é€😀":1} x')).facts).toEqual([{ kind: 'trailing_bytes', offset: 16, near: 'x' }]);
  });

  it('names duplicates and depth', () => {
    expect(readBody(bytesOf('{"a":1,"a":2}')).facts).toEqual([{ kind: 'duplicate_member', at: '/a' }]);
    expect(readBody(bytesOf('['.repeat(100_000))).facts).toEqual([{ kind: 'too_deep', limit: 512 }]);
  });
});
