import kleur from 'kleur';
import { wrap } from '../text.js';

/** Columns that a label takes. */
const MARGIN = 10;

/** Paragraphs behind a label in the margin, each broken to the width; nothing without paragraphs. */
export function labelled(label: string, texts: readonly string[], width: number): string[] {
  return texts.flatMap((text, index) =>
    wrap(text, Math.max(40, width - MARGIN)).map((line, row) =>
      `${index === 0 && row === 0 ? kleur.dim(label.padEnd(MARGIN)) : ' '.repeat(MARGIN)}${line}`.trimEnd(),
    ),
  );
}

/** Lines behind a label, as they are. */
export function verbatim(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index === 0 ? kleur.dim(label.padEnd(MARGIN)) : ' '.repeat(MARGIN)}${line}`.trimEnd());
}

/** Room for what stands behind a label. */
export function roomOf(width: number): number {
  return width - MARGIN;
}

/** A head line, and what is known in a word or two at its right edge. */
export function headed(left: string, right: string, width: number): string {
  const gap = width - left.length - right.length;
  return gap >= 2 ? `${kleur.bold(left)}${' '.repeat(gap)}${kleur.dim(right)}` : `${kleur.bold(left)}\n${kleur.dim(right)}`;
}

/** A few ids, and how many more there are. */
export function summed(ids: readonly string[], most = 8): string[] {
  if (ids.length === 0) return [];
  return [ids.length > most ? `${ids.slice(0, most).join(', ')} and ${ids.length - most} more` : ids.join(', ')];
}
