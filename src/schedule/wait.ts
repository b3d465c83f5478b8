import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from '../clock.js';
import type { Exchange } from '../model.js';

/**
 * Asks until an answer with a 2xx status comes, at growing intervals, for at most `patience` milliseconds.
 * @returns the last exchange, good or not; undefined when interrupted before the first one
 */
export async function waitUntilReady(ask: () => Promise<Exchange>, patience: number, signal: AbortSignal): Promise<Exchange | undefined> {
  const end = monotonic() + patience;
  let pause = 20;
  let last: Exchange | undefined;
  while (!signal.aborted) {
    last = await ask();
    const status = last.answer?.status ?? 0;
    const left = end - monotonic();
    if ((status >= 200 && status < 300) || left <= 0) return last;
    await sleep(Math.min(pause, left), undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 1.5, 500);
  }
  return last;
}
