import { escapeCharacter } from './text.js';

/** DEL, C1, bidirectional controls and line separators; JSON itself escapes C0 and lone surrogates. */
const ACTING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A document as JSON text in which no character acts on a terminal, a reader's eye or a CI log. */
export function jsonText(document: unknown, indent = 2): string {
  return `${JSON.stringify(document, null, indent).replace(ACTING, escapeCharacter).replaceAll('##[', '#\\u0023[')}\n`;
}
