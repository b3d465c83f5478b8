import type { Json } from '../model.js';
import { shorten, visibleLine } from './text.js';

/** A JSON value that a sentence speaks of; it may come from a service. */
export function value(json: Json | undefined): string {
  return json === undefined ? 'nothing' : visibleLine(shorten(JSON.stringify(json), 120));
}

/** A text of a service in quotes. */
export function quote(text: string): string {
  return visibleLine(JSON.stringify(shorten(text, 120)));
}
