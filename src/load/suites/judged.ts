import type { Problem } from '../../errors.js';
import type { Draft } from './draft.js';
import type { Words } from './words.js';

/** Checks that could never fail: their requirement is not one of those that the contract is judged by, and they demand nothing else. */
export function idleChecks({ checks, document }: Draft, words: Words): Problem[] {
  const blamed = new Set(words.blame.map(({ requirement }) => requirement));
  return checks.flatMap(({ written, index }) => {
    const own = [written.requirement].flat();
    const { expect, until, vectors, derive, probe } = written;
    const demands = [expect, until, vectors, derive, probe?.walk?.to].some((one) => one !== undefined);
    const byContract = own.some((id) => blamed.has(id) || probe?.accepts === id);
    if (demands || byContract || own.some((id) => !words.requirements.has(id))) return [];
    const advice = written.contract
      ? 'no row of the blame table leads to its requirement; give it a probe and an "expect"'
      : `give it an "expect", or "accepts: ${own[0]}" in its probe where it is enough that the request succeeds`;
    return [document.problem(`This check judges nothing: ${advice}.`, ['checks', index])];
  });
}
