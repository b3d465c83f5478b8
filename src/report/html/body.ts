import type { Json } from '../../model.js';
import { bodyText, QUOTE_LIMIT } from '../text.js';
import { escapeHtml } from './escape.js';

/** What is wrong at a place of a body, by JSON Pointer. */
export type Marks = ReadonlyMap<string, string>;

/** A body as HTML: JSON laid out over lines with what findings are about marked, everything else as it came. */
export function bodyHtml(body: Uint8Array, marks: Marks): string {
  const json = parsed(body);
  return `<pre>${json === undefined ? escapeHtml(bodyText(body)) : valueHtml(json, '', '', marks)}</pre>`;
}

function valueHtml(value: Json, at: string, indent: string, marks: Marks): string {
  const text = plainHtml(value, at, indent, marks);
  const wrong = marks.get(at);
  return wrong === undefined ? text : `<mark title="${escapeHtml(wrong)}">${text}</mark>`;
}

function plainHtml(value: Json, at: string, indent: string, marks: Marks): string {
  if (value === null || typeof value !== 'object') return escapeHtml(JSON.stringify(value));
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item, index) => valueHtml(item, `${at}/${index}`, inner, marks))
    : Object.entries(value).map(([name, item]) => {
        const place = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        return `<b>${escapeHtml(JSON.stringify(name))}</b>: ${valueHtml(item, place, inner, marks)}`;
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** Only a body that can be shown whole is laid out. */
function parsed(body: Uint8Array): Json | undefined {
  if (body.length > QUOTE_LIMIT) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
  } catch {
    return undefined;
  }
}
