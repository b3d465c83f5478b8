import type { Json } from '../model.js';
import { shorten, visibleLine } from './text.js';

/** `2.3 s`, `31 ms`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A value as JSON on one line, cut short. */
export function shownValue(json: Json | undefined): string {
  return json === undefined ? 'nothing' : visibleLine(shorten(JSON.stringify(json), 120));
}

/** Text in quotes on one line, cut short. */
export function quote(text: string): string {
  return visibleLine(JSON.stringify(shorten(text, 120)));
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** `8 MiB`, or bytes where it is no whole number of them. */
export function size(bytes: number): string {
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}
