import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../src/json/pattern/match.js';
import { parsePattern } from '../../../src/json/pattern/parse.js';
import { sampleOfPattern } from '../../../src/json/pattern/sample.js';
import { PatternNotUnderstood } from '../../../src/json/pattern/syntax.js';
import { cpuTime } from '../cpu.js';

const atom = fc.constantFrom(
  'a',
  'b',
  '1',
  '-',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\D',
  '[ab]',
  '[^a]',
  '[a-c1-3]',
  '[\\d_.-]',
  '\\.',
  '\\u0061',
  '\\p{L}',
  'é',
);
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.constantFrom('', '^'), fc.array(tie('part'), { maxLength: 4 }), fc.constantFrom('', '$'))
      .map(([start, parts, end]) => `${start}${parts.join('')}${end}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
  ),
  part: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc.tuple(atom, fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?')).map(([a, times]) => a + times),
    fc.tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{0,2}')).map(([a, times]) => `(?:${a})${times}`),
    fc.constantFrom('\\b', '\\B'),
  ),
}));
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '2', '-', '_', '.', ' ', 'é', '\n', '😀'), maxLength: 8 });

/** The engine of the language, asked at each character: left to search by itself it looks between the halves of a pair too, where `\B` fits. */
function fitsSomewhere(one: string, value: string): boolean {
  const engine = new RegExp(one, 'uy');
  let at = 0;
  for (const character of [...value, '']) {
    engine.lastIndex = at;
    if (engine.test(value)) return true;
    at += character.length;
  }
  return false;
}

describe('a pattern', () => {
  it('fits what the engine of the language says that it fits', () => {
    fc.assert(
      fc.property(pattern, text, (one, value) => {
        expect(matchesPattern(one, value)).toBe(fitsSomewhere(one, value));
      }),
      { numRuns: 2000 },
    );
  });

  it('fits the sample that is made of it', () => {
    fc.assert(
      fc.property(pattern, (one) => {
        const sample = sampleOfPattern(one);
        if (sample !== undefined) expect(sample).toMatch(new RegExp(one, 'u'));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['^[A-Za-z0-9][A-Za-z0-9_.-]*\\.[A-Za-z0-9_.-]+$', 'a.a'],
    ['^\\d{4}-\\d{2}-\\d{2}$', '0000-00-00'],
    ['^(GET|POST)$', 'GET'],
    ['^#[0-9a-fA-F]{6}$', '#aaaaaa'],
    ['^v[0-9]+(\\.[0-9]+){2}$', 'v0.0.0'],
    ['x', 'x'],
  ])('%s has the sample %s', (one, sample) => {
    expect(sampleOfPattern(one)).toBe(sample);
  });

  it('has a sample of the length that is asked for', () => {
    expect(sampleOfPattern('^[a-z]+$', 5, 6)).toHaveLength(5);
    expect(sampleOfPattern('^[a-z]{3}$', 5)).toBeUndefined();
    expect(sampleOfPattern('^a', 4)).toBe('axxx');
  });

  it.each([
    '(?=a)b',
    '(?!a)b',
    '(?<=a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    `${'('.repeat(40)}a${')'.repeat(40)}`,
    'a'.repeat(1001),
    '(((a{90}){90}){90}){90}',
    '(((){999}){999}){999}',
  ])('%s is not understood', (one) => {
    expect(() => matchesPattern(one, 'aaa')).toThrow(PatternNotUnderstood);
  });

  it.each(['(', ')', '[a', 'a{2,1}', '*', 'a**', '[b-a]', '\\u{110000}', '\\p{Nothing}', '(?<a'])('%s is none', (one) => {
    expect(() => parsePattern(one)).toThrow(expect.objectContaining({ broken: true }));
    expect(() => new RegExp(one, 'u')).toThrow();
  });

  it('that explodes elsewhere takes no time', () => {
    const took = cpuTime(() => {
      expect(matchesPattern('^(a+)+$', `${'a'.repeat(5000)}!`)).toBe(false);
      expect(matchesPattern('(x+x+)+y', 'x'.repeat(5000))).toBe(false);
      expect(() => sampleOfPattern('(((a{1000}){1000}){1000}){1000}')).toThrow(PatternNotUnderstood);
    });
    expect(took).toBeLessThan(2000);
  });
});
