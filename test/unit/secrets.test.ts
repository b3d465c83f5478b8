import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, MASK, redactor, Secrets, secretsInHeader, secretsInJson, secretsInUrl, shownUrl } from '../../src/secrets.js';

/** As long as a credential, of the characters that a token may have, but for those that begin an escape: half of one escaped is another. */
const secret = fc
  .string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 12,
    maxLength: 60,
  })
  // At its beginning an "n" could be taken for the end of a line.
  .map((text) => `-${text.replace(/[\\~&%]/g, '/')}`);
const around = fc.string({ unit: fc.constantFrom(' ', '"', ',', '<', 'ä', ':', '.'), maxLength: 5 });

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
/** Ways to write one character. */
const ESCAPES: Readonly<Record<string, (character: string) => string>> = {
  'percent-encoded': (character) => `%${hex(character)}`,
  'percent-encoded in capitals': (character) => `%${hex(character).toUpperCase()}`,
  'percent-encoded twice': (character) => `%25${hex(character)}`,
  'as JSON may': (character) => `\\u00${hex(character)}`,
  'as JSON within JSON may': (character) => `\\\\u00${hex(character)}`,
  'as HTML may': (character) => `&#x${hex(character)};`,
  'as XML may': (character) => `&#${character.charCodeAt(0)};`,
};

/** The part of an encoding that is a secret's alone, wherever it stands. */
function encodedWithin(before: string, value: string, encoding: 'base64' | 'base64url'): [whole: string, core: string] {
  const whole = Buffer.from(`${before}${value}~~~`).toString(encoding);
  const from = Math.ceil((before.length * 8) / 6);
  return [whole, whole.slice(from, Math.floor(((before.length + value.length) * 8) / 6))];
}

describe('a secret is found', () => {
  it.each(Object.entries(ESCAPES))('with any of its characters %s', (_how, written) => {
    fc.assert(
      fc.property(secret, around, around, fc.infiniteStream(fc.boolean()), (value, before, after, choice) => {
        // Who escapes anything escapes what begins an escape.
        const must = written('\\')[0] ?? '';
        const text = [...value].map((character) => (character === must || choice.next().value ? written(character) : character)).join('');
        expect(redactor([value])(`${before}${text}${after}`)).toBe(`${before}${MASK}${after}`);
      }),
    );
  });

  it.each(['base64', 'base64url'] as const)('in the middle of %s, whatever stands before it', (encoding) => {
    fc.assert(
      fc.property(secret, fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), (value, before) => {
        const [whole, core] = encodedWithin(before, value, encoding);
        expect(redactor([value])(`x ${whole} y`)).not.toContain(core);
      }),
    );
  });

  it.each([
    ['the end of a line', '\n'],
    ['the end of a line as JSON writes it', '\\n'],
    ['a fold of a header', '\r\n '],
    ['two lines of an event', '\ndata: '],
  ])('across %s', (_what, end) => {
    fc.assert(
      fc.property(secret, fc.nat(), (value, place) => {
        const at = 1 + (place % (value.length - 1));
        const masked = redactor([value])(`x ${value.slice(0, at)}${end}${value.slice(at)} y`);
        expect(masked).toBe(`x ${MASK} y`);
      }),
    );
  });

  it('in either case, in hexadecimal, and as a form sends it', () => {
    const redact = redactor(['Abc Def Secret']);
    const digits = Buffer.from('Abc Def Secret').toString('hex');
    for (const text of ['abc def secret', 'ABC DEF SECRET', 'Abc+Def+Secret', 'Abc%20Def%20Secret', digits, digits.toUpperCase()])
      expect(redact(`<${text}>`), text).toBe(`<${MASK}>`);
  });

  it('by the claims or by the signature of a JWT, whose head is no secret', () => {
    const [head, claims, signature] = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJhY21lLXJ1bnRpbWUifQ', 'dBjftJeZ4CVPmB92K27uhbUJU1p1r'];
    const redact = redactor([`${head}.${claims}.${signature}`]);
    expect(redact(`${head}.${claims}.${signature}`)).toBe(MASK);
    expect(redact(`${head} and ${claims} and ${signature}`)).toBe(`${head} and ${MASK} and ${MASK}`);
  });

  it('in each form of one text, and nothing else is touched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        fc.pre(!/s3cret|[%\\&\r\n]|x0*[67]|[0-9]/i.test(before + after));
        const redact = redactor(['s3cret-value']);
        expect(redact(`${before}s3cret-value|${after}|s3cret%2Dvalue`)).toBe(`${before}${MASK}|${after}|${MASK}`);
        expect(redact(before)).toBe(before);
      }),
    );
  });

  it('in a long text soon: escapes are undone in what is drawn of it, or in all where all is kept', () => {
    const long = `${'\\u001b[0m&amp;%41'.repeat(60_000)}s3cret%2Dvalue and s3cret-value`;
    const redact = redactor(['s3cret-value']);
    expect(redact(long).endsWith(`s3cret%2Dvalue and ${MASK}`)).toBe(true);
    expect(redact(long, true).endsWith(`${MASK} and ${MASK}`)).toBe(true);
  });
});

describe('secrets', () => {
  it('that come up later are masked from then on', () => {
    const secrets = new Secrets('first-secret');
    expect(secrets.redact('first-secret second-secret')).toBe(`${MASK} second-secret`);
    secrets.add('second-secret');
    expect(secrets.redact('first-secret second-secret')).toBe(`${MASK} ${MASK}`);
  });

  it('of fewer than four characters are not looked for', () => {
    expect(redactor(['abc', 'ok', ''])('abc is ok')).toBe('abc is ok');
    expect(redactor(['abcd'])('abcd is ok')).toBe(`${MASK} is ok`);
  });

  it('stand in headers behind a scheme, in Basic credentials and in cookies', () => {
    expect(secretsInHeader('Authorization', 'Bearer abc')).toEqual(['abc']);
    expect(secretsInHeader('X-Api-Key', 'k3y')).toEqual(['k3y', 'k3y']);
    const basic = secretsInHeader('Proxy-Authorization', `Basic ${Buffer.from('me:p:ss').toString('base64')}`);
    expect(basic).toContain('me:p:ss');
    expect(basic).toContain('p:ss');
    const cookies = secretsInHeader('Cookie', 'a=1; sid=0123456789; other="abcdefghij"');
    expect(cookies).toContain('0123456789');
    expect(cookies).toContain('abcdefghij');
    expect(cookies).not.toContain('1');
  });

  it('stand in the URL of a proxy, encoded or not', () => {
    expect(secretsInUrl('http://me:p%40ss@proxy:3128')).toEqual(['me:p%40ss', 'me:p@ss', 'p%40ss', 'p@ss']);
    expect(secretsInUrl('me:pass@proxy:3128')).toContain('pass');
    expect(secretsInUrl('http://proxy:3128/a@b')).toEqual([]);
    expect(secretsInUrl('')).toEqual([]);
  });

  it('stand in JSON under names that say so', () => {
    expect(secretsInJson({ env: { OPENAI_API_KEY: 'sk-0123456789', NAME: 'not-secret-at-all' }, tokens: ['token-number-1', 2] })).toEqual([
      'sk-0123456789',
      'token-number-1',
    ]);
    expect(secretsInJson({ key: 'short', max_tokens: 100, note: null })).toEqual([]);
  });

  it.each(['Authorization', 'X-Api-Key', 'Set-Cookie', 'client_secret', 'passwd', 'X-Amz-Credential', 'Passphrase', 'jwt'])(
    'are told by a name such as %s',
    (name) => {
      expect(isSecretName(name)).toBe(true);
      expect(isSecretName('Accept')).toBe(false);
    },
  );

  it('are left out of a URL that is shown', () => {
    expect(shownUrl('http://u:p@h:1/v1?token=x#y')).toBe(`http://${MASK}@h:1/v1?${MASK}`);
    expect(shownUrl('u:p@[bad')).toBe(`${MASK}@[bad`);
    expect(shownUrl('http://h/v1')).toBe('http://h/v1');
  });
});
