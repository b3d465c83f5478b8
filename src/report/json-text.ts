import { escapeCharacter, HOSTILE } from './text.js';

/** A document as JSON text in which no character acts on a terminal, a reader's eye or a CI log. */
export function jsonText(document: unknown, indent = 2): string {
  return `${JSON.stringify(document, null, indent).replace(HOSTILE, escapeCharacter).replaceAll('##[', '#\\u0023[')}\n`;
}
