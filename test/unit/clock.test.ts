import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wholeMicroseconds } from '../../src/clock.js';
import { duration } from '../../src/report/words.js';

it('a time is told in the same words when it was stored in between', () => {
  // What is stored as 77.5 is 78 ms when it is read again, and so has to be from the start.
  expect(duration(77.4996)).toBe('77 ms');
  expect(duration(wholeMicroseconds(77.4996))).toBe('78 ms');
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
      const measured = wholeMicroseconds(ms);
      expect(wholeMicroseconds(measured)).toBe(measured);
      expect(JSON.parse(JSON.stringify(measured))).toBe(measured);
      expect(Math.abs(measured - ms)).toBeLessThanOrEqual(0.0006);
    }),
  );
});
