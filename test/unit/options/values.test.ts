import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { anyText, bytes, checkedToken, choice, flag, header, type Parse, seconds, serviceUrl, whole } from '../../../src/options/values.js';

/** What a value becomes, or why it is turned down. */
function read<T>(parse: Parse<T>, text: string): T | string {
  try {
    return parse(text, '--x');
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message).toMatch(/^--x.*[.?]$/);
    return message;
  }
}

describe('a size', () => {
  it.each([
    ['1', 1],
    ['1048576', 1_048_576],
    ['8MiB', 8 * 2 ** 20],
    ['8 mib', 8 * 2 ** 20],
    ['500kB', 500_000],
    ['1.5KiB', 1536],
    ['2GiB', 2 ** 31],
    [' 10b ', 10],
  ])('%s is %d bytes', (text, value) => {
    expect(read(bytes, text)).toBe(value);
  });
  it.each(['', '0', '-1', '3GiB', 'MiB', '8MB!', '8 m', '1e6', 'NaN', '0x10', '0.1'])('%j is none', (text) => {
    expect(read(bytes, text)).toBe(`--x takes a size such as 8MiB, 500kB or 1048576, up to 2GiB, not "${text}".`);
  });
});

describe('a number of seconds', () => {
  it.each([
    ['1', 1],
    ['0.5', 0.5],
    ['.25', 0.25],
    ['1e1', 10],
    ['86400', 86_400],
  ])('%s is one', (text, value) => {
    expect(read(seconds({ zero: false }), text)).toBe(value);
  });
  it.each(['0', '-1', '', 'ten', '1s', '86401', 'Infinity', 'NaN', '1,5', '0x10'])('%j is none', (text) => {
    expect(read(seconds({ zero: false }), text)).toBe(`--x takes a number of seconds above 0 to 86400, not "${text}".`);
  });
  it('may be 0 where that has a meaning', () => {
    expect(read(seconds({ zero: true }), '0')).toBe(0);
    expect(read(seconds({ zero: true }), '-0.1')).toBe('--x takes a number of seconds from 0 to 86400, not "-0.1".');
  });
});

describe('a whole number', () => {
  it.each(['1', '256', '8', '1e2'])('%s is one', (text) => expect(read(whole(1, 256), text)).toBe(Number(text)));
  it.each(['0', '257', '1.5', '', '-3', 'many'])('%j is none', (text) =>
    expect(read(whole(1, 256), text)).toBe(`--x takes a whole number from 1 to 256, not "${text}".`),
  );
});

describe('a word', () => {
  it('is one of a few, and a typo gets a guess', () => {
    expect(read(choice('smoke', 'core'), 'core')).toBe('core');
    expect(read(choice('smoke', 'core'), 'smok')).toBe('--x takes smoke or core, not "smok". Did you mean "smoke"?');
    expect(read(choice('v1'), 'v2')).toBe('--x takes v1, not "v2". Did you mean "v1"?');
  });
});

describe('a switch', () => {
  it.each(['true', '1', 'yes', 'on', 'TRUE'])('%s is on', (text) => expect(read(flag, text)).toBe(true));
  it.each(['false', '0', 'no', 'off', ''])('%j is off', (text) => expect(read(flag, text)).toBe(false));
  it('is nothing else', () => expect(read(flag, 'maybe')).toBe('--x takes true or false, not "maybe".'));
});

describe('a text', () => {
  it('is not empty', () => {
    expect(read(anyText, 'a')).toBe('a');
    expect(read(anyText, '')).toBe('--x is empty.');
  });
});

describe('the address of a service', () => {
  it.each([
    ['http://127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['http://127.0.0.1:8081/', 'http://127.0.0.1:8081'],
    ['HTTPS://Example.com:443/arp//', 'https://example.com/arp'],
    ['http://[::1]:8080/a/b', 'http://[::1]:8080/a/b'],
  ])('%s is %s', (text, url) => {
    expect(read(serviceUrl, text)).toBe(url);
  });
  it.each<[string, RegExp]>([
    ['127.0.0.1:8081', /has no scheme/],
    ['localhost:8081', /has no scheme/],
    ['', /has no scheme/],
    ['ftp://example.com', /ftp:\/\/ is not http/],
    ['file:///etc/passwd', /file:\/\/ is not http/],
    ['http://', /is not a URL/],
    ['http://a b/', /is not a URL/],
    ['http://host:99999/', /is not a URL/],
    ['http://user@example.com/', /user name or password/],
    ['http://user:geheim@example.com/', /user name or password/],
    ['http://example.com/?', /without a query/],
    ['http://example.com/?a=b', /without a query/],
    ['http://example.com/#x', /without a query/],
  ])('%j is none', (text, why) => {
    expect(read(serviceUrl, text)).toMatch(why);
  });
  it('is not told when it holds a password', () => {
    expect(read(serviceUrl, 'http://user:geheim@example.com/')).not.toContain('geheim');
  });
});

describe('a header', () => {
  it.each<[':' | '=', string, [string, string]]>([
    [':', 'X-Key: value', ['X-Key', 'value']],
    [':', 'X-Key:a=b:c', ['X-Key', 'a=b:c']],
    [':', 'X-Key=value', ['X-Key', 'value']],
    ['=', 'X-Key=value', ['X-Key', 'value']],
    ['=', 'X-Key=a:b=c', ['X-Key', 'a:b=c']],
    ['=', 'X-Key: value', ['X-Key', 'value']],
    [':', 'X-Empty:', ['X-Empty', '']],
    [':', 'X-Name: Grüße', ['X-Name', 'Grüße']],
  ])('with %s: %s', (separator, text, pair) => {
    expect(read(header(separator), text)).toEqual(pair);
  });
  it.each<[string, RegExp]>([
    ['X-Key', /has no ":"/],
    [': value', /has no /],
    ['X Key: value', /no header name/],
    ['X-Key: a\r\nEvil: b', /line break/],
    ['X-Key: a\nb', /line break/],
    ['X-Key: a\0b', /NUL/],
    ['X-Key: 你好', /HTTP cannot carry/],
    ['X-Key: a\u0007b', /HTTP cannot carry/],
  ])('is not %j', (text, why) => {
    expect(read(header(':'), text)).toMatch(why);
  });
});

describe('a token', () => {
  it('has no white space, and is not told when it has', () => {
    expect(read(checkedToken, 'eyJhbGciOi.J9-_~+/=')).toBe('eyJhbGciOi.J9-_~+/=');
    for (const text of ['two words', 'line\nbreak', 'tökén'])
      expect(read(checkedToken, text)).toBe('--x holds white space or characters that no token has.');
  });
});
