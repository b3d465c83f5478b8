import { readFileSync } from 'node:fs';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { messageOf, type Place, type Problem, UsageError } from '../errors.js';
import type { Json } from '../model.js';

/** The names and indices that lead to a value. */
export type Path = readonly (string | number)[];

/** A YAML or JSON file with a way back from a value to its line. */
export interface SourceDocument {
  readonly file: string;
  readonly value: Json;
  /** Where the value at this path stands; with `key`, where its name stands. Falls back to the nearest ancestor. */
  place(path: Path, what?: 'key' | 'value'): Place;
  /** A mistake at this path, with the text of its line. */
  problem(message: string, path: Path, what?: 'key' | 'value'): Problem;
}

/** What a text holds: a document, or every reason why there is none. */
export type Opened = { readonly document: SourceDocument } | { readonly problems: readonly Problem[] };

/** Aliases may stand for so many values: a small file must not become a large one. */
const MOST_ALIASED = 100;

/**
 * Reads one YAML 1.2 or JSON file. Duplicate keys, tabs, unknown tags, several documents and alias bombs are errors.
 * @throws UsageError with file, line and column.
 */
export function readDocument(file: string): SourceDocument {
  return parseSource(file, readText(file));
}

/** @throws UsageError when the file cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The file cannot be read: ${messageOf(error)}.`, { file });
  }
}

/** As {@link readDocument}, of text that is already there. */
export function parseSource(file: string, text: string): SourceDocument {
  const opened = openSource(file, text);
  if ('document' in opened) return opened.document;
  const [first] = opened.problems;
  throw new UsageError(first?.message ?? '', first?.place);
}

/** As {@link parseSource}, but gives every mistake, and throws none. */
export function openSource(file: string, text: string): Opened {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, logLevel: 'error', uniqueKeys: true, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const problemAt = (message: string, place: Place): Problem => ({ message, place, ...lineOf(text, place) });
  const problems = [
    ...versionProblem(document),
    ...syntaxProblems(document, (offset) => lines.linePos(offset).line),
    ...aliasProblems(document),
  ].map(({ message, offset }) => problemAt(message, at(offset)));
  if (problems.length > 0) return { problems };

  const place = (path: Path, what: 'key' | 'value' = 'value'): Place => {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = offsetOf(document, path.slice(0, length), what === 'key' && length === path.length);
      if (offset !== undefined) return at(offset);
    }
    return { file, line: 1, column: 1 };
  };
  try {
    const value = document.toJS({ maxAliasCount: MOST_ALIASED }) as Json;
    return { document: { file, value, place, problem: (message, path, what) => problemAt(message, place(path, what)) } };
  } catch (error) {
    const offset = firstAlias(document);
    const message = /alias/i.test(messageOf(error))
      ? 'The aliases of this file stand for too much; write it out where this one stands.'
      : `This YAML cannot be used: ${messageOf(error)}.`;
    return { problems: [problemAt(message, offset === undefined ? { file } : at(offset))] };
  }
}

interface Found {
  readonly message: string;
  readonly offset: number;
}

/** What is not YAML, once for each line: one slip makes the parser stumble several times. */
function syntaxProblems({ errors, warnings }: Document, lineAt: (offset: number) => number): Found[] {
  const byLine = new Map<number, Found>();
  const tabsFirst = [...errors, ...warnings].sort((a, b) => Number(b.code === 'TAB_AS_INDENT') - Number(a.code === 'TAB_AS_INDENT'));
  for (const { code, message, pos } of tabsFirst) {
    const told =
      code === 'MULTIPLE_DOCS'
        ? 'A second document begins here; the file holds one.'
        : code === 'TAG_RESOLVE_FAILED'
          ? 'This is not valid YAML: there is no such tag; a text that begins with "!" stands in quotes.'
          : `This is not valid YAML: ${plain(message)}.`;
    const line = lineAt(pos[0]);
    if (!byLine.has(line)) byLine.set(line, { message: told, offset: pos[0] });
  }
  return [...byLine.values()];
}

/** Under YAML 1.1 `no` is false and `012` is ten: a file that asks for it would not mean what it says. */
function versionProblem({ directives }: Document): Found[] {
  const { explicit, version } = directives?.yaml ?? {};
  return explicit && version !== '1.2'
    ? [{ message: `This file says that it is YAML ${version}; it is read as YAML 1.2.`, offset: 0 }]
    : [];
}

/** Aliases that nothing before them explains. */
function aliasProblems(document: Document): Found[] {
  const found: Found[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        found.push({
          message: 'There is no anchor of this name above; a text that begins with "*" stands in quotes.',
          offset: alias.range?.[0] ?? 0,
        });
    },
  });
  return found;
}

function firstAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}

function lineOf(text: string, { line }: Place): { line?: string } {
  return line === undefined ? {} : { line: text.split(/\r?\n/)[line - 1] ?? '' };
}

/** On one line, without a full stop. */
function plain(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[.:]\s*$/, '');
}

function offsetOf(document: Document, path: Path, ofKey: boolean): number | undefined {
  const last = path.at(-1);
  if (ofKey && typeof last === 'string') {
    const parent = document.getIn(path.slice(0, -1), true) as { items?: { key?: unknown }[] } | undefined;
    const pair = parent?.items?.find((item) => (item.key as { value?: unknown } | undefined)?.value === last);
    if (isNode(pair?.key)) return pair.key.range?.[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
