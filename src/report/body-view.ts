import type { Json } from '../model.js';
import { bodyText, QUOTE_LIMIT, visibleLine } from './text.js';

/** A body on one line, and under it, where something can be pointed at, a line of carets. */
export interface BodyView {
  readonly text: string;
  readonly carets: string;
}

/** Part of a text, from one offset up to another. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a body that fits into `width` columns and shows the first of some places.
 * @param places JSON Pointers that findings are about
 */
export function bodyView(body: Uint8Array, places: readonly string[], width: number): BodyView {
  const json = parsed(body);
  if (json === undefined) return { text: cut(visibleLine(bodyText(body)), 0, width), carets: '' };
  const ranges = new Map<string, Range>();
  const text = layOut(json, '', 0, ranges);
  const marks = places.flatMap((place) => (place === '' ? [] : (ranges.get(place) ?? [])));
  const start = windowStart(text.length, marks[0], width);
  const carets = [...cut(text, start, width)].map((_, column) => (marks.some((mark) => covers(mark, start + column)) ? '^' : ' ')).join('');
  return { text: cut(text, start, width), carets: carets.trimEnd() };
}

/** Compact JSON; remembers where each value stands. */
function layOut(value: Json, at: string, offset: number, ranges: Map<string, Range>): string {
  let text = '';
  const add = (part: string): void => {
    text += part;
  };
  if (value === null || typeof value !== 'object') add(visibleLine(JSON.stringify(value)));
  else if (Array.isArray(value)) {
    add('[');
    for (const [index, item] of value.entries()) {
      if (index > 0) add(',');
      add(layOut(item, `${at}/${index}`, offset + text.length, ranges));
    }
    add(']');
  } else {
    add('{');
    for (const [index, [name, item]] of Object.entries(value).entries()) {
      add(`${index > 0 ? ',' : ''}${visibleLine(JSON.stringify(name))}:`);
      add(layOut(item, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, offset + text.length, ranges));
    }
    add('}');
  }
  ranges.set(at, { start: offset, end: offset + text.length });
  return text;
}

/** Only a body that can be quoted whole is laid out. */
function parsed(body: Uint8Array): Json | undefined {
  if (body.length > QUOTE_LIMIT) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
  } catch {
    return undefined;
  }
}

/** Leaves some of what stands before the place in sight: the name of the member above all. */
function windowStart(length: number, mark: Range | undefined, width: number): number {
  if (mark === undefined || length <= width || mark.end <= width - 1) return 0;
  return Math.max(0, Math.min(mark.start - Math.floor(width / 2), length - width));
}

function cut(text: string, start: number, width: number): string {
  const part = text.slice(start, start + width);
  const before = start > 0 ? `…${part.slice(1)}` : part;
  return start + width < text.length ? `${before.slice(0, -1)}…` : before;
}

function covers(range: Range, offset: number): boolean {
  return offset >= range.start && offset < range.end;
}
