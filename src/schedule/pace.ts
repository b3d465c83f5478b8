import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from '../clock.js';
import type { Exchange } from '../model.js';

/** First pause between two readings, in milliseconds; each pause is half as long again as the one before. */
const FIRST_PAUSE = 12;
const GROWTH = 1.5;

/** How long to wait from one reading to the next: soon at first, then more and more patiently, as `Retry-After` says where it says something. */
export class Pace {
  readonly #end: number;
  readonly #longest: number;
  readonly #signal: AbortSignal;
  #pause = FIRST_PAUSE;
  /** Milliseconds that were waited so far. */
  paused = 0;

  constructor(settings: { readonly pollTimeout: number; readonly pollInterval: number; readonly signal: AbortSignal }) {
    this.#end = monotonic() + settings.pollTimeout;
    this.#longest = settings.pollInterval;
    this.#signal = settings.signal;
  }

  /** @returns false when the time is up */
  async next(last: Exchange): Promise<boolean> {
    const left = this.#end - monotonic();
    if (left <= 0 || this.#signal.aborted) return false;
    const asked = retryAfter(last);
    const begin = monotonic();
    await sleep(Math.min(asked ?? this.#pause, left), undefined, { signal: this.#signal }).catch(() => undefined);
    this.paused += monotonic() - begin;
    this.#pause = Math.min(this.#pause * GROWTH, this.#longest);
    return !this.#signal.aborted;
  }
}

/** `Retry-After` (RFC 9110 10.2.3), seconds or a date, as milliseconds from now; a date counts from the `Date` of the same answer. */
function retryAfter({ answer }: Exchange): number | undefined {
  const header = (name: string): string | undefined => answer?.headers.find(([own]) => own.toLowerCase() === name)?.[1];
  const text = header('retry-after');
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const [instant, sent] = [Date.parse(text), Date.parse(header('date') ?? '')];
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - (Number.isNaN(sent) ? Date.now() : sent));
}
