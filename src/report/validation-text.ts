import type { Fact } from '../model.js';
import { findingLine, tell } from './sentences.js';
import { shorten, visibleLine } from './text.js';

/** What was found in one file. */
export interface ValidatedFile {
  readonly file: string;
  readonly payloads: number;
  readonly flaws: readonly { readonly line: number; readonly column: number; readonly fact: Fact }[];
}

/** A line for each flaw, as editors and terminals make it clickable, and one for the whole. */
export function validationText(files: readonly ValidatedFile[], schema: string): string {
  const lines = files.flatMap(({ file, flaws }) =>
    flaws.map(({ line, column, fact }) => `${nameOf(file)}:${line}:${column}: ${findingLine({ fact })}`),
  );
  const payloads = files.reduce((sum, { payloads: own }) => sum + own, 0);
  const what = `${payloads} ${payloads === 1 ? 'payload' : 'payloads'}`;
  const last =
    lines.length === 0
      ? `${what}: ${payloads === 1 ? 'fits' : 'all fit'} ${schema}`
      : `${what}, ${flawsOf(lines.length)}: does not fit ${schema}`;
  return [...lines, last, ''].join('\n');
}

/** The same as data. */
export function validationJson(files: readonly ValidatedFile[], schema: string): string {
  const document = {
    schema,
    ok: files.every(({ flaws }) => flaws.length === 0),
    files: files.map(({ file, payloads, flaws }) => ({
      file,
      payloads,
      flaws: flaws.map(({ line, column, fact }) => {
        const { at = null, expected, actual } = tell(fact);
        return { line, column, kind: fact.kind, at, expected, actual, message: findingLine({ fact }) };
      }),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function nameOf(file: string): string {
  return file === '-' ? '<stdin>' : visibleLine(shorten(file));
}

function flawsOf(count: number): string {
  return `${count} ${count === 1 ? 'flaw' : 'flaws'}`;
}
