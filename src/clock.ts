import { hrtime } from 'node:process';

/** Milliseconds on a clock that never jumps. Cheaper to load than `performance`, which counts in a run of a tenth of a second. */
export function monotonic(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * Milliseconds in whole microseconds. Reports are stored in these: a time that is taken in them from the start is told in the same words when it is
 * read again.
 */
export function wholeMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Tells the time in milliseconds since 1970, with fractions. */
export type Clock = () => number;

/**
 * A clock that is set by that of the machine now and then goes by itself: where the machine's is set anew in the midst of a run, what came
 * first stays plain, and nothing takes less than no time.
 */
export function startClock(): Clock {
  const epoch = Date.now() - monotonic();
  return () => epoch + monotonic();
}
