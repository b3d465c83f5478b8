import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { messageOf, type Place, UsageError } from '../errors.js';
import type { Json } from '../model.js';

/** A YAML or JSON file with a way back from a value to its line. */
export interface SourceDocument {
  readonly file: string;
  readonly value: Json;
  /** Where the value at this path stands; with `key`, where its name stands. Falls back to the nearest ancestor. */
  place(path: readonly (string | number)[], what?: 'key' | 'value'): Place;
}

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
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, logLevel: 'error', uniqueKeys: true, prettyErrors: false });
  const problem = document.errors[0] ?? document.warnings[0];
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (problem?.code === 'MULTIPLE_DOCS') throw new UsageError('A second document begins here; the file holds one.', at(problem.pos[0]));
  if (problem !== undefined) throw new UsageError(`This is not valid YAML: ${problem.message}.`, at(problem.pos[0]));

  let value: Json;
  try {
    value = document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    throw new UsageError(`This YAML cannot be used: ${messageOf(error)}.`, { file });
  }
  return {
    file,
    value,
    place(path, what = 'value') {
      for (let length = path.length; length >= 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length), what === 'key' && length === path.length);
        if (offset !== undefined) return at(offset);
      }
      return { file };
    },
  };
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[], ofKey: boolean): number | undefined {
  const last = path.at(-1);
  if (ofKey && typeof last === 'string') {
    const parent = document.getIn(path.slice(0, -1), true) as { items?: { key?: unknown }[] } | undefined;
    const pair = parent?.items?.find((item) => (item.key as { value?: unknown } | undefined)?.value === last);
    if (isNode(pair?.key)) return pair.key.range?.[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
