import type { Json } from '../../model.js';
import { readText } from '../body.js';
import type { FoundFacts } from './found-facts.js';

/** Lines up to here are read strictly: names that stand twice are looked for. */
const STRICT_LINES = 1000;
/** Longer texts are always read strictly, since they may hold names or a depth that nothing further on should meet. */
const LONG = 4096;

/**
 * The value of one event, or undefined where its text is no JSON. Far into a long stream a text is read the fast way first, and again the
 * strict way when that fails.
 */
export function readEvent(text: string, line: number, found: FoundFacts): Json | undefined {
  if (line > STRICT_LINES && text.length <= LONG) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // The strict reader says what is wrong.
    }
  }
  const { value, facts } = readText(text);
  for (const fact of facts) found.add(fact, line);
  return value?.json;
}
