import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits } from '../../../src/plan/glob.js';

describe('a pattern for ids', () => {
  it.each<[string, string, boolean]>([
    ['runtime.health', 'runtime.health', true],
    ['runtime.health', 'runtime.*', true],
    ['runtime.health', '*', true],
    ['runtime.health', '*health', true],
    ['runtime.health.time', '*.health', false],
    ['runtime.health', 'health', false],
    ['runtimexhealth', 'runtime.health', false],
    ['runtime.health', 'runtime?health', true],
    ['runtime.health', 'runtime?', false],
    ['run[/input:missing]', 'run[[]/input:missing]', false],
    ['run[/input:missing]', 'run[*]', true],
    ['a+b', 'a+b', true],
    ['aab', 'a+b', false],
  ])('%s and %s: %s', (id, pattern, good) => {
    expect(fits(id, pattern)).toBe(good);
  });

  it('takes everything but stars and question marks by its word', () => {
    const plain = fc.string().filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(plain, plain, (a, b) => fits(a, b) === (a === b)));
  });

  it('lets a star stand for anything on one line', () => {
    const part = fc.string().filter((text) => !/[\n\r\u2028\u2029]/.test(text));
    const plain = part.filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(plain, part, plain, (start, middle, end) => fits(start + middle + end, `${start}*${end}`)));
  });
});
