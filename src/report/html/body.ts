import { below, valueAt } from '../../json/pointer.js';
import type { Json } from '../../model.js';
import { bodyText, QUOTE_LIMIT } from '../text.js';
import { escapeHtml } from './escape.js';

/** What is wrong with a body: by JSON Pointer, and in a stream by line, from 1. */
export interface Marks {
  readonly places: ReadonlyMap<string, string>;
  readonly lines: ReadonlyMap<number, string>;
}

export const NO_MARKS: Marks = { places: new Map(), lines: new Map() };

/** Longest body in bytes that is laid out when something in it is to be marked. */
const MARKED_LIMIT = 65_536;

/** A body as HTML: JSON laid out over lines with what findings are about marked, everything else as it came. */
export function bodyHtml(body: Uint8Array, { places, lines }: Marks): string {
  const json = parsed(body, places.size > 0 ? MARKED_LIMIT : QUOTE_LIMIT);
  return `<pre>${json === undefined ? linesHtml(bodyText(body), lines) : valueHtml(json, '', '', withMissing(json, places))}</pre>`;
}

function linesHtml(text: string, lines: Marks['lines']): string {
  const html = text.split('\n').map((line, index) => marked(escapeHtml(line), lines.get(index + 1)));
  return html.join('\n');
}

/** What is wrong by place, and the names of members that should be there by the place of their object. */
interface Wrong {
  readonly places: Marks['places'];
  readonly missing: ReadonlyMap<string, readonly string[]>;
}

function withMissing(json: Json, places: Marks['places']): Wrong {
  const missing = new Map<string, string[]>();
  for (const place of places.keys()) {
    if (place === '' || valueAt(json, place) !== undefined) continue;
    const end = place.lastIndexOf('/');
    const parent = place.slice(0, end);
    missing.set(parent, [
      ...(missing.get(parent) ?? []),
      place
        .slice(end + 1)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~'),
    ]);
  }
  return { places, missing };
}

function valueHtml(value: Json, at: string, indent: string, wrong: Wrong): string {
  return marked(plainHtml(value, at, indent, wrong), wrong.places.get(at));
}

function marked(html: string, why: string | undefined): string {
  return why === undefined ? html : `<mark title="${escapeHtml(why)}">${html}</mark>`;
}

function plainHtml(value: Json, at: string, indent: string, wrong: Wrong): string {
  if (value === null || typeof value !== 'object') return escapeHtml(JSON.stringify(value));
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item, index) => valueHtml(item, below(at, index), inner, wrong))
    : [
        ...Object.entries(value).map(([name, item]) => `${nameHtml(name)}: ${valueHtml(item, below(at, name), inner, wrong)}`),
        ...(wrong.missing.get(at) ?? []).map((name) => marked(`${nameHtml(name)}: <i>not there</i>`, wrong.places.get(below(at, name)))),
      ];
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function nameHtml(name: string): string {
  return `<b>${escapeHtml(JSON.stringify(name))}</b>`;
}

/** Only a body that can be shown whole is laid out. */
function parsed(body: Uint8Array, limit: number): Json | undefined {
  if (body.length > limit) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
  } catch {
    return undefined;
  }
}
