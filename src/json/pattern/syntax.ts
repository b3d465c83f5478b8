/** A range of code points, both ends included. */
export type Range = readonly [from: number, to: number];

/** Which characters one place of a text may hold. */
export interface CharacterSet {
  readonly ranges: readonly Range[];
  /** Names of Unicode properties, as in `\p{L}`; with a `^` before it the characters that do not have it. */
  readonly properties: readonly string[];
  readonly negated: boolean;
}

/** A regular expression as a tree. */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'inside' };

/** The expression uses what is not understood here (a back-reference, a look-around), is too large, or is none at all. */
export class PatternNotUnderstood extends Error {
  override readonly name = 'PatternNotUnderstood';
  /** @param broken whether it is no regular expression, so that nobody could understand it */
  constructor(
    why: string,
    readonly broken = false,
  ) {
    super(why);
  }
}

const HIGHEST = 0x10ffff;
const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const DIGITS: readonly Range[] = [[0x30, 0x39]];
const WORD: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** `\d`, `\w`, `\s` and what they leave out. */
export const CLASSES: ReadonlyMap<string, readonly Range[]> = new Map([
  ['d', DIGITS],
  ['w', WORD],
  ['s', SPACE],
  ['D', complement(DIGITS)],
  ['W', complement(WORD)],
  ['S', complement(SPACE)],
]);

/** `.`: anything but the end of a line. */
export const ANY: readonly Range[] = complement(LINE_ENDS);

/** The code points that some ranges, in order and apart from each other, leave out. */
function complement(ranges: readonly Range[]): Range[] {
  const left: Range[] = [];
  let from = 0;
  for (const [first, last] of ranges) {
    if (first > from) left.push([from, first - 1]);
    from = last + 1;
  }
  if (from <= HIGHEST) left.push([from, HIGHEST]);
  return left;
}

/** Whether a set holds a code point. */
export function holds({ ranges, properties, negated }: CharacterSet, point: number): boolean {
  const within = ranges.some(([from, to]) => point >= from && point <= to) || properties.some((name) => hasProperty(name, point));
  return within !== negated;
}

/** Whether a code point is part of a word, as `\b` sees it. */
export function isWord(point: number | undefined): boolean {
  return point !== undefined && WORD.some(([from, to]) => point >= from && point <= to);
}

/** The engine's own tables, asked about a single character: that takes no time. */
function hasProperty(name: string, point: number): boolean {
  const plain = name.replace('^', '');
  return new RegExp(`^\\p{${plain}}$`, 'u').test(String.fromCodePoint(point)) !== name.startsWith('^');
}

/** @throws PatternNotUnderstood for a name that Unicode does not have */
export function checkProperty(name: string): void {
  try {
    new RegExp(`\\p{${name}}`, 'u');
  } catch {
    throw new PatternNotUnderstood(`there is no property ${name}`, true);
  }
}
