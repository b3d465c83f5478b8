import { describe, expect, it } from 'vitest';
import { headerOf, readMediaType } from '../../../src/validate/media-type.js';

const answer = (...headers: [string, string][]) => ({ status: 200, headers, body: new Uint8Array() });

describe('a media type', () => {
  it.each<[string, string, string | undefined]>([
    ['application/json', 'application/json', undefined],
    ['Application/JSON', 'application/json', undefined],
    ['application/json; charset=utf-8', 'application/json', 'utf-8'],
    ['application/json;charset="UTF-8"', 'application/json', 'utf-8'],
    ['application/json ; x=1 ; Charset=Latin1', 'application/json', 'latin1'],
    ['text/html', 'text/html', undefined],
    ['application/problem+json', 'application/problem+json', undefined],
    ['', '', undefined],
    [';charset=utf-8', '', 'utf-8'],
  ])('%j is %s', (text, type, charset) => {
    expect(readMediaType(answer(['Content-Type', text]))).toEqual({ text, type, ...(charset === undefined ? {} : { charset }) });
  });

  it('is undefined without a header', () => {
    expect(readMediaType(answer())).toBeUndefined();
  });

  it('is the first of several', () => {
    expect(readMediaType(answer(['content-type', 'a/b'], ['Content-Type', 'c/d']))?.type).toBe('a/b');
  });
});

describe('a header', () => {
  it('is found in any case', () => {
    expect(headerOf(answer(['LOCATION', '/x']), 'Location')).toBe('/x');
    expect(headerOf(answer(), 'Location')).toBeNull();
  });
});
