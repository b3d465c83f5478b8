import type { Fact, LineFact } from '../../model.js';

/** How many facts of one kind at one place are kept, and how many in all: a stream may be wrong on a million lines. */
const MOST_ALIKE = 20;
const MOST = 1000;

/** What the contract finds on the lines of a stream; what is found again and again is counted. */
export class FoundFacts {
  readonly facts: LineFact[] = [];
  readonly #alike = new Map<string, number>();
  more = 0;
  /** Events of which a part could not be read, and what it held is lost. */
  torn = 0;

  add(fact: Fact, line?: number): void {
    if (fact.kind === 'trailing_bytes') this.torn += 1;
    const key = `${fact.kind} ${'at' in fact ? fact.at.replace(/\/\d+(?=\/|$)/g, '/*') : ''} ${'keyword' in fact ? fact.keyword : ''}`;
    const alike = this.#alike.get(key) ?? 0;
    if (alike >= MOST_ALIKE || this.facts.length >= MOST) {
      this.more += 1;
      return;
    }
    this.#alike.set(key, alike + 1);
    this.facts.push(line === undefined ? { fact } : { fact, line });
  }
}
