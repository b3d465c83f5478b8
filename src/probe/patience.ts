import type { StreamLimits } from '../model.js';

/** What was exceeded; `waited`: what the stream tells of is not over, so that nobody can blame the stream. */
export type TooSlow = 'open' | 'idle' | 'time' | 'waited';

/** Says when a stream has been waited for long enough. */
export class Patience {
  readonly #limits: StreamLimits;
  readonly #tooSlow: (limit: TooSlow) => void;
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  #hurried = false;
  #ended = false;
  /** Whether what the stream tells of is over; undefined as long as nobody knows. */
  #outcome: boolean | undefined;

  /** @param outcome settled when what the stream tells of is over (true), or was waited for as long as may be (false) */
  constructor(limits: StreamLimits, outcome: Promise<boolean> | undefined, tooSlow: (limit: TooSlow) => void) {
    this.#limits = limits;
    this.#tooSlow = tooSlow;
    this.#total = setTimeout(() => this.#giveUp('time'), limits.time);
    this.#idle = setTimeout(this.#onIdle, limits.idle);
    if (outcome === undefined) this.#outcome = true;
    else void outcome.then((over) => this.#settle(over));
  }

  /** Whether what the stream tells of was seen to be over. */
  get isOver(): boolean {
    return this.#outcome === true;
  }

  /** Something came. */
  renew(): void {
    if (!this.#hurried) this.#idle.refresh();
  }

  /** What ends the stream has come: it should be closed soon, whatever else comes. */
  hurry(): void {
    this.#hurried = true;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#giveUp('open'), this.#limits.open);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
  }

  #settle(over: boolean): void {
    this.#outcome = over;
    if (this.#hurried || this.#ended) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(this.#onIdle, this.#limits.idle);
  }

  /** Silence before anything is over is no fault: who works has nothing to tell. */
  readonly #onIdle = (): void => {
    if (this.#outcome !== undefined) this.#giveUp('idle');
  };

  #giveUp(limit: 'open' | 'idle' | 'time'): void {
    this.#tooSlow(limit !== 'open' && this.#outcome === false ? 'waited' : limit);
  }
}
