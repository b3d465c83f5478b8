/** Errors that are the user's to mend, and the guess at what was meant. */

/** A place in a file that the user can open. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Bad input: flags, files, configuration, a broken copy of the spec. Ends the run with exit code 2 before anything is sent.
 * The message is one or more whole sentences that say what is wrong and what to do.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly place: Place | undefined;

  constructor(message: string, place?: Place) {
    super(message);
    this.place = place;
  }
}

/** Something that could not be written although its name is sound: the disk is full, its folder went away. The message is a whole sentence. */
export class UnwrittenError extends Error {
  override readonly name = 'UnwrittenError';
}

/** One mistake in a file: a sentence, where it stands, and the text of that line. */
export interface Problem {
  readonly message: string;
  readonly place: Place;
  readonly line?: string;
}

/** All mistakes of some files at once, in the order in which they stand there. As an error it is the first of them. */
export class UsageErrors extends UsageError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(byPlace).filter((problem, index, all) => index === 0 || byPlace(problem, all[index - 1]) !== 0);
    super(sorted[0]?.message ?? '', sorted[0]?.place);
    this.problems = sorted;
  }
}

function byPlace(a: Problem, b: Problem | undefined): number {
  if (b === undefined) return 1;
  return (
    compare(a.place.file, b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What a user is told of bad input: each mistake with its place, and its line where it is known, with a caret below the column. */
export function usageText(error: UsageError): string {
  if (!(error instanceof UsageErrors)) return `${error.place === undefined ? '' : `${placeText(error.place)}: `}${error.message}\n`;
  const { problems } = error;
  const blocks = problems.map(
    ({ message, place, line }) => `${placeText(place)}: ${message}\n${line === undefined ? '' : pointed(line, place)}`,
  );
  return `${problems.length === 1 ? 'one mistake' : `${problems.length} mistakes`}:\n\n${blocks.join('\n')}`;
}

/** Characters of a line that are shown on either side of a caret. */
const WINDOW = 90;

function pointed(line: string, { column = 1, ...place }: Place): string {
  const from = Math.max(0, column - WINDOW);
  // A file may come from somebody else: nothing in it acts on a terminal.
  const shown = line
    .slice(from, column + WINDOW)
    .replace(/\p{C}/gu, ' ')
    .trimEnd();
  const margin = String(place.line ?? '').padStart(5);
  return `${margin} | ${shown}\n${' '.repeat(margin.length)} | ${' '.repeat(column - 1 - from)}^\n`;
}

/** `file:line:column`, as editors and terminals make it clickable. */
export function placeText(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** ` Did you mean "x"?` when one of the candidates is near enough to be a typo, else an empty string. */
export function guess(word: string, candidates: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance < word.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}

/** Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let j = 0; j <= b.length; j += 1) (rows[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, cell(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = cost;
    }
  }
  return cell(a.length, b.length);
}
