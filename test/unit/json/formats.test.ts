import { describe, expect, it } from 'vitest';
import { isDateTime, isUri } from '../../../src/json/formats.js';

describe('an RFC 3339 date-time', () => {
  it.each([
    '2026-01-15T09:30:00Z',
    '2026-01-15t09:30:00z',
    '2026-01-15T09:30:00.1Z',
    '2026-01-15T09:30:00.123456789012Z',
    '2026-01-15T09:30:00+00:00',
    '2026-01-15T09:30:00-00:00',
    '2026-01-15T09:30:00+23:59',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1990-12-31T23:59:60Z',
    '1990-12-31T15:59:60-08:00',
    '1991-01-01T05:29:60+05:30',
  ])('%s is one', (text) => {
    expect(isDateTime(text)).toBe(true);
  });

  it.each([
    '',
    'now',
    '2026-01-15',
    '09:30:00Z',
    '2026-01-15 09:30:00Z',
    '2026-01-15T09:30:00',
    '2026-01-15T09:30Z',
    '2026-01-15T09:30:00.Z',
    '2026-01-15T09:30:00,5Z',
    '2026-01-15T09:30:00+0530',
    '2026-01-15T09:30:00+05',
    '2026-01-15T09:30:00+24:00',
    '2026-01-15T09:30:00+05:60',
    '2026-01-15T24:00:00Z',
    '2026-01-15T09:60:00Z',
    '2026-01-15T09:30:60Z',
    '1990-12-31T23:59:60+01:00',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-02-00T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '26-01-15T09:30:00Z',
    '12026-01-15T09:30:00Z',
    ' 2026-01-15T09:30:00Z',
    '2026-01-15T09:30:00Z\n',
    '２０２６-01-15T09:30:00Z',
  ])('%j is none', (text) => {
    expect(isDateTime(text)).toBe(false);
  });
});

describe('an RFC 3986 URI', () => {
  it.each([
    'http://127.0.0.1:8081',
    'https://example.com/a/b?c=d&e#f',
    'http://[::1]:8080/',
    'http://[v1.a:b]/',
    'http://user:pass@example.com:/',
    'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
    'mailto:a@example.com',
    'file:///tmp/x',
    'a+b-c.d:x',
    'http:',
    'http://example.com/%E2%82%AC',
    'http://example.com//a',
    'x:?q#f',
  ])('%s is one', (text) => {
    expect(isUri(text)).toBe(true);
  });

  it.each([
    '',
    '/relative',
    'example.com',
    '//example.com',
    '1http://example.com',
    'http://example.com/a b',
    'http://example.com/€',
    'http://example.com/%zz',
    'http://[::1/',
    'http://a[b]/',
    'http://example.com/[x]',
    'http://example.com/#a#b',
    'http://example.com/\\',
    'http://example.com/\n',
    '://example.com',
    'http://example.com:port/',
    'http://[::1]x',
  ])('%j is none', (text) => {
    expect(isUri(text)).toBe(false);
  });
});
