import type { Fact, Json, LineFact } from '../../../model.js';

/** Judges one demand on a stream while its events pass by, and keeps next to nothing of them. */
export interface Reducer {
  /** Place in an event that the demand is about. */
  readonly at: string;
  take(event: Json, line: number): void;
  /** What it found, once nothing more comes; undefined where there was nothing to be judged. `whole`: the stream was read to its end. */
  end(whole: boolean): readonly LineFact[] | undefined;
}

/** How many findings of one demand are told; a stream that is wrong once is often wrong on every line. */
const MOST_FINDINGS = 20;

/** What a reducer gathers. */
export class Gathered {
  readonly #found: LineFact[] = [];
  /** Something was there to be judged. */
  judged = false;

  add(fact: Fact, line: number): void {
    this.judged = true;
    if (this.#found.length < MOST_FINDINGS) this.#found.push({ fact, line });
  }

  get found(): readonly LineFact[] | undefined {
    return this.judged ? this.#found : undefined;
  }
}
