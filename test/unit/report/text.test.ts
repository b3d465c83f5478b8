import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyView } from '../../../src/report/body-view.js';
import { bodyText, QUOTE_LIMIT, shorten, visible, visibleLine, wrap } from '../../../src/report/text.js';

/** Text of every kind, lone surrogates among it. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
);
const ACTING = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

describe('visible text', () => {
  it('holds nothing that acts on a terminal or a reader', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text).replace(/[\n\t]/g, '')).not.toMatch(ACTING);
        expect(visibleLine(text)).not.toMatch(ACTING);
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing else', () => {
    const harmless = 'Grüße, 你好, 😀 e\u0301 <b>&amp;\n\t"\\';
    expect(visible(harmless)).toBe(harmless);
    expect(visible('\u001b[2J\u009b1m\u202e\u0000\r\ud800x')).toBe('\\u001b[2J\\u009b1m\\u202e\\u0000\\u000d\\ud800x');
    expect(visibleLine('a\nb\tc')).toBe('a\\nb\\tc');
  });
});

describe('shortened text', () => {
  it('is whole where it fits, says what is missing where not, and halves no character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '😀', 'é') });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, limit) => {
        const short = shorten(whole, limit);
        expect(short.isWellFormed()).toBe(true);
        if (whole.length <= limit) {
          expect(short).toBe(whole);
          return;
        }
        const [, kept = '', missing] = /^(.*)… \((\d+) more characters\)$/su.exec(short) ?? [];
        expect(whole.startsWith(kept)).toBe(true);
        expect(kept.length + Number(missing)).toBe(whole.length);
        expect(kept.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('the text of a body', () => {
  it('shows what is not UTF-8 as U+FFFD, and says how long a long one is', () => {
    expect(bodyText(Uint8Array.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
    const long = bodyText(new Uint8Array(1_000_000).fill(0x61));
    expect(long).toBe(`${'a'.repeat(QUOTE_LIMIT)}… (1000000 bytes in all)`);
  });
});

describe('wrapped text', () => {
  it('keeps every word, and breaks no line that need not be', () => {
    const words = fc.array(fc.stringMatching(/^\S{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 40 }), (list, width) => {
        const lines = wrap(list.join(' '), width);
        expect(lines.join(' ')).toBe(list.join(' '));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        for (const [index, line] of lines.slice(1).entries())
          expect((lines[index] ?? '').length + 1 + (line.split(' ')[0] ?? '').length).toBeGreaterThan(width);
      }),
    );
  });
});

describe('a view of a body', () => {
  const view = (text: string, places: readonly string[], width = 60): { text: string; carets: string } =>
    bodyView(new TextEncoder().encode(text), places, width);

  it('points at the values that findings are about', () => {
    const { text, carets } = view('{"a": {"b/c": null}, "d": [1, "x"]}', ['/a/b~1c', '/d/1']);
    expect(text).toBe('{"a":{"b/c":null},"d":[1,"x"]}');
    expect(carets).toBe('            ^^^^         ^^^');
  });

  it('points at nothing where nothing stands there', () => {
    expect(view('{"a":1}', ['/b', '']).carets).toBe('');
    expect(view('<html>', ['/a'])).toEqual({ text: '<html>', carets: '' });
  });

  it('moves to what it points at, within its width', () => {
    const { text, carets } = view(JSON.stringify({ long: 'x'.repeat(200), at: null, more: 'y'.repeat(200) }), ['/at'], 40);
    expect(text).toContain('"at":null');
    expect(text).toHaveLength(40);
    expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('null');
  });

  it('is one harmless line, whatever the body', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json({ stringUnit: 'binary' })), (text) => {
        const shown = view(text, ['/a', '/0', '/0/0'], 60);
        expect(shown.text.replace(/[\ud800-\udfff]/g, '')).not.toMatch(ACTING);
        expect(shown.text.length).toBeLessThanOrEqual(60);
        expect(shown.carets).toMatch(/^[ ^]*$/);
      }),
    );
  });
});
