import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Challenge, readChallenges } from '../../../src/validate/challenge.js';
import { cpuTime } from '../cpu.js';

const one = (scheme: string, parameters: Readonly<Record<string, string>> = {}): Challenge => ({ scheme, parameters });

describe('the challenges of a WWW-Authenticate header', () => {
  it.each<[string, readonly Challenge[]]>([
    ['Bearer', [one('bearer')]],
    ['BEARER', [one('bearer')]],
    ['Bearer realm="arp"', [one('bearer', { realm: 'arp' })]],
    ['Bearer realm="arp", error="invalid_token"', [one('bearer', { realm: 'arp', error: 'invalid_token' })]],
    ['Bearer Error=invalid_token', [one('bearer', { error: 'invalid_token' })]],
    ['Bearer realm = "arp" ,  error = invalid_token', [one('bearer', { realm: 'arp', error: 'invalid_token' })]],
    [
      'Basic realm="a", Bearer realm="b", error="invalid_token"',
      [one('basic', { realm: 'a' }), one('bearer', { realm: 'b', error: 'invalid_token' })],
    ],
    ['Bearer, Basic realm="a"', [one('bearer'), one('basic', { realm: 'a' })]],
    ['Bearer realm="a, Basic realm=\\"b\\"", error="x"', [one('bearer', { realm: 'a, Basic realm="b"', error: 'x' })]],
    ['Bearer realm="a\\\\b"', [one('bearer', { realm: 'a\\b' })]],
    ['Bearer realm=""', [one('bearer', { realm: '' })]],
    ['Negotiate YII0123456789+/==', [one('negotiate', { '': 'YII0123456789+/==' })]],
    ['Negotiate dG9rZW4=', [one('negotiate', { '': 'dG9rZW4=' })]],
    ['Bearer realm="a", Negotiate abc', [one('bearer', { realm: 'a' }), one('negotiate', { '': 'abc' })]],
    ['Bearer,Basic', [one('bearer'), one('basic')]],
    ['Negotiate YII0123456789==, Bearer realm="a"', [one('negotiate', { '': 'YII0123456789==' }), one('bearer', { realm: 'a' })]],
    [' , Bearer realm="a",', [one('bearer', { realm: 'a' })]],
    ['', []],
    [' , ,', []],
  ])('%j', (text, challenges) => {
    expect(readChallenges(text)).toEqual(challenges);
  });

  it.each(['"Bearer"', 'Bearer realm="a', '=', 'Bearer =x', '{"scheme":"Bearer"}', 'Bearer realm="a" error="b"', '(x)', 'Bearer é'])(
    'are not in %j',
    (text) => {
      const found = readChallenges(text);
      // Nothing that fits is made of it: neither an error nor a realm.
      expect((found ?? []).filter(({ parameters }) => 'error' in parameters || parameters.realm === 'a')).toEqual([]);
    },
  );

  it('come back as they were written', () => {
    const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.!~*'), minLength: 1, maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom(...'aB1 ,="\\;:/é\t'), maxLength: 12 });
    const challenge = fc.tuple(
      token,
      fc.uniqueArray(fc.tuple(token, text), { selector: ([name]) => name.toLowerCase(), minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(challenge, { minLength: 1, maxLength: 4 }), (list) => {
        const header = list
          .map(
            ([scheme, parameters]) =>
              `${scheme} ${parameters.map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(', ')}`,
          )
          .join(', ');
        expect(readChallenges(header)).toEqual(
          list.map(([scheme, parameters]) =>
            one(scheme.toLowerCase(), Object.fromEntries(parameters.map(([name, value]) => [name.toLowerCase(), value]))),
          ),
        );
      }),
    );
  });

  it('never throw, and take no long time, whatever a service says', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void readChallenges(text)));
    for (const text of [',', ' ', 'a=', 'a ', '"', '\\"', 'a="', 'a=b,', 'Bearer ', 'x="\\', '= ', 'aaaaaaaaa= '].map((piece) =>
      piece.repeat(20_000),
    )) {
      const took = cpuTime(() => void readChallenges(text));
      expect(took, JSON.stringify(text.slice(0, 10))).toBeLessThan(1000);
    }
  });
});
