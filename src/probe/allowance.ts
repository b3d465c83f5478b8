/** An answer that takes no more than this, in bytes, is read to its end whatever is left: what it tells may have to be removed. */
export const SMALL = 65_536;

/**
 * What the answers of a run may take in memory, in bytes: those under way together with those that are kept until they are judged. A limit for
 * each answer alone bounds no run, since a plan has hundreds of requests.
 */
export class Allowance {
  readonly #keeps: boolean;
  #left: number;
  #spent = false;
  #last: Promise<unknown> = Promise.resolve();

  /** @param keeps false where answers are looked at and let go, so that they only count while they are under way */
  constructor(bytes: number, keeps = true) {
    this.#left = bytes;
    this.#keeps = keeps;
  }

  /** Whether something did not fit. */
  get isSpent(): boolean {
    return this.#spent;
  }

  /** What one answer takes of it. */
  share(): Share {
    let taken = 0;
    // Where one answer had no room, large ones that are under way beside it are not waited for.
    const room = (): number => Math.max(this.#spent && this.#keeps ? 0 : this.#left, SMALL - taken);
    const fits = (bytes: number, most: number): boolean => {
      this.#spent ||= bytes > this.#left;
      return bytes <= most;
    };
    return {
      room,
      take: (bytes) => {
        if (!fits(bytes, room())) return false;
        this.#left -= bytes;
        taken += bytes;
        return true;
      },
      settle: (kept) => {
        const whole = fits(kept - taken, Math.max(this.#left, SMALL - taken));
        const rest = whole && this.#keeps ? kept : 0;
        this.#left += taken - rest;
        taken = rest;
        return whole;
      },
    };
  }

  /** Does what takes memory beyond what is counted, one such thing at a time. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** The part of one answer. */
export interface Share {
  /** Bytes that it may still take. */
  room(): number;
  /** Takes so many bytes more. False, and nothing taken, where they do not fit. */
  take(bytes: number): boolean;
  /** The answer has ended, and so many bytes of it are kept: the rest is given back. False, and all given back, where they do not fit. */
  settle(kept: number): boolean;
}
