interface Waiting {
  readonly rank: number;
  readonly enter: () => void;
}

/** Lets so many through at a time, the highest rank first; of equal ones, those that came first. */
export class Gate {
  #free: number;
  /** The next one to enter stands last. */
  readonly #waiting: Waiting[] = [];
  #opening = false;

  constructor(places: number) {
    this.#free = places;
  }

  /** Runs something when there is a place for it. */
  async through<T>(work: () => Promise<T>, rank = 0): Promise<T> {
    await new Promise<void>((enter) => this.#queue({ rank, enter }));
    try {
      return await work();
    } finally {
      this.#free += 1;
      this.#open();
    }
  }

  #queue(waiting: Waiting): void {
    const place = this.#waiting.findIndex(({ rank }) => rank >= waiting.rank);
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, waiting);
    this.#open();
  }

  /** Gives places away only once all that can stand in line does, such as what waited for the work that has just ended. */
  #open(): void {
    if (this.#opening) return;
    this.#opening = true;
    setImmediate(() => {
      this.#opening = false;
      for (; this.#free > 0 && this.#waiting.length > 0; this.#free -= 1) this.#waiting.pop()?.enter();
    });
  }
}
