import { matchesPattern } from './match.js';
import { parsePattern } from './parse.js';
import { type CharacterSet, holds, type Pattern } from './syntax.js';

/** Longest text that is made. */
const MAX_LENGTH = 1000;
/** Tried first: what people write. */
const USUAL = [...'aA0-_. x1zZ9/:@'].map((character) => character.codePointAt(0) ?? 0);

/**
 * A text that an expression fits, with a length (in characters) between two bounds: the plainest one that is found.
 * @returns undefined where none is found
 * @throws PatternNotUnderstood
 */
export function sampleOfPattern(pattern: string, least = 0, most = MAX_LENGTH): string | undefined {
  const tree = parsePattern(pattern);
  for (const extra of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610]) {
    for (const branch of [0, 1, 2, 3]) {
      const text = write(tree, extra, branch);
      const length = [...text].length;
      if (length >= least && length <= Math.min(most, MAX_LENGTH) && matchesPattern(pattern, text)) return text;
    }
    // An expression that is not tied to the end may be followed by anything.
    const padded = write(tree, 0, 0).padEnd(Math.min(least, MAX_LENGTH), 'x');
    if ([...padded].length <= most && [...padded].length >= least && matchesPattern(pattern, padded)) return padded;
  }
  return undefined;
}

/** @param extra how often more than needed what may be repeated is repeated, @param branch which option is taken of a choice */
function write(pattern: Pattern, extra: number, branch: number): string {
  switch (pattern.kind) {
    case 'set':
      return characterOf(pattern.set);
    case 'sequence':
      return pattern.parts.reduce((text, part) => (text.length > MAX_LENGTH ? text : text + write(part, extra, branch)), '');
    case 'choice':
      return write(pattern.options[branch % pattern.options.length] as Pattern, extra, branch);
    case 'repeat': {
      const one = write(pattern.of, extra, branch);
      const room = one === '' ? 0 : Math.ceil(MAX_LENGTH / one.length);
      return one.repeat(Math.min(pattern.least + extra, pattern.most, room));
    }
    default:
      return '';
  }
}

function characterOf(set: CharacterSet): string {
  const first = set.ranges.map(([from]) => from);
  const point = [
    ...USUAL.filter((usual) => !set.negated || usual > 0x20),
    ...first,
    ...set.ranges.map(([, to]) => to + 1),
    0xe9,
    0x4e00,
  ].find((candidate) => candidate <= 0x10ffff && holds(set, candidate));
  return point === undefined ? '' : String.fromCodePoint(point);
}
