import { monotonic, wholeMicroseconds } from '../clock.js';
import type { Exchange, Timing } from '../model.js';

/** Takes the times of a run's exchanges. */
export class Stopwatch {
  #requests = 0;
  #sum = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  async time(exchange: () => Promise<Exchange>): Promise<Exchange> {
    this.#first = Math.min(this.#first, monotonic());
    const ended = await exchange();
    this.#last = Math.max(this.#last, monotonic());
    this.#requests += 1;
    this.#sum += ended.durationMs;
    return ended;
  }

  /** @param path length of the critical path, in milliseconds */
  timing(path: number): Timing {
    const wall = this.#requests === 0 ? 0 : this.#last - this.#first;
    return {
      requests: this.#requests,
      wall: wholeMicroseconds(wall),
      path: wholeMicroseconds(path),
      sum: wholeMicroseconds(this.#sum),
    };
  }
}
