import { visible } from '../text.js';

/** Text of anybody as HTML text or as the value of an attribute in quotes: nothing in it acts. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
