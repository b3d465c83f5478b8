import { describe, expect, it } from 'vitest';
import { guess, placeText, UsageError } from '../../src/errors.js';

describe('a guess at a typo', () => {
  const words = ['runtime', 'tool-registry', 'daemon', 'smoke', 'core', 'full'];
  it.each([
    ['runtim', 'runtime'],
    ['Runtime', 'runtime'],
    ['rutnime', 'runtime'],
    ['deamon', 'daemon'],
    ['toolregistry', 'tool-registry'],
    ['tool_registry', 'tool-registry'],
    ['somke', 'smoke'],
    ['cor', 'core'],
    ['ful', 'full'],
  ])('makes %s %s', (word, meant) => {
    expect(guess(word, words)).toBe(` Did you mean "${meant}"?`);
  });

  it.each(['', 'x', 'gateway', 'everything'])('has no idea what %j is', (word) => {
    expect(guess(word, words)).toBe('');
  });

  it('prefers the nearest, and of two the first', () => {
    expect(guess('cert', ['cacert', 'cert2', 'certs'])).toBe(' Did you mean "cert2"?');
    expect(guess('url', [])).toBe('');
  });
});

describe('a usage error', () => {
  it('knows its place as an editor takes it', () => {
    expect(placeText({ file: 'a.yaml', line: 3, column: 7 })).toBe('a.yaml:3:7');
    expect(placeText({ file: 'a.yaml' })).toBe('a.yaml');
    expect(new UsageError('No.', { file: 'a.yaml' })).toMatchObject({ name: 'UsageError', message: 'No.', place: { file: 'a.yaml' } });
  });
});
