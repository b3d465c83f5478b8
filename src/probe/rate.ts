import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from '../clock.js';

/** Lets requests to one service begin at most so many times a second, evenly spaced. */
export class Rate {
  readonly #gap: number;
  #next = 0;

  /** @param perSecond above 0; fractions are fine */
  constructor(perSecond: number) {
    this.#gap = 1000 / perSecond;
  }

  /** Resolves when it is this request's turn, or at once when the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = monotonic();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    if (at > now) await sleep(at - now, undefined, { signal }).catch(() => undefined);
  }
}
