import type { Fact } from '../model.js';
import { quote, value } from './quotes.js';
import type { Told } from './sentences.js';

type WalkFact = Extract<Fact, { kind: 'token_repeats' | 'endless' | 'item_repeats' | 'item_lost' | 'not_found' }>;

/** What was expected of a list that was read page by page, and what was there instead. */
export function tellWalk(fact: WalkFact): Told {
  switch (fact.kind) {
    case 'token_repeats':
      return {
        at: fact.at,
        expected: 'a token that leads on, or none on the last page',
        actual: `${quote(fact.actual)} on page ${fact.page}, which an earlier page gave already`,
      };
    case 'endless':
      return {
        at: fact.at,
        expected: 'no token on the last page',
        actual: `one on each of ${fact.pages} pages, of which the last ${fact.idle} brought nothing new`,
      };
    case 'item_repeats':
      return {
        at: fact.at,
        expected: 'each item once in all the pages',
        actual: `${value(fact.actual)} on page ${fact.page} and on page ${fact.first}${andMore(fact.more)}`,
      };
    case 'item_lost':
      return {
        at: fact.at,
        expected: `${value(fact.expected)} on one of the pages, as in ${fact.from.join(' and ')}`,
        actual: `${pages(fact.pages)} without it${andMore(fact.more)}`,
      };
    case 'not_found':
      return { at: fact.at, expected: `${value(fact.expected)} on one of the pages`, actual: `${pages(fact.pages)} without it` };
  }
}

function pages(count: number): string {
  return count === 1 ? 'one page' : `${count} pages`;
}

function andMore(count: number): string {
  return count === 0 ? '' : ` (and ${count} more)`;
}
