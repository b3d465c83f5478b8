/** Text that came from a service, made harmless and short. Nothing of a service reaches a reader by any other way. */

/** C0 (but tab and line feed), DEL, C1, bidirectional controls, invisible and separator characters, lone surrogates. */
export const HOSTILE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Longest piece of a service's text that a report quotes, in characters. */
export const QUOTE_LIMIT = 4096;

/** Where a line could be a command to a CI runner: `::word` at its start, which may be any word after a space, and `##[` anywhere. */
const COMMAND = /(?<=^|\s):(?=:[A-Za-z])|#(?=#\[)/g;

/** Every character that could act on a terminal, a CI log or a reader's eye, as its `\u` escape. Line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(HOSTILE, escapeCharacter).replace(COMMAND, escapeCharacter);
}

/** As {@link visible}, on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** `\u001b` for ESC. */
export function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What stands at the end of a text that was cut. */
const CUT = /… \(\d{1,15} (more characters|bytes in all)\)$/;

/** At most `limit` characters; what is cut is counted. A text that was cut already, in a report that is drawn again, stays as it is. */
export function shorten(text: string, limit: number = QUOTE_LIMIT): string {
  if (text.length <= limit || (text.length < limit + 40 && (CUT.exec(text)?.index ?? text.length) <= limit)) return text;
  const end = /[\ud800-\udbff]/.test(text[limit - 1] ?? '') ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** How many items and levels of a long value are kept. */
const [ITEMS, LEVELS] = [50, 8];

/** A value of a size that a report can hold: its texts are shortened, its lists and objects cut. */
export function cutShort<Value>(value: Value, most = { text: QUOTE_LIMIT, items: ITEMS }, levels = LEVELS): Value {
  if (typeof value === 'string') return shorten(value, most.text) as Value;
  if (value === null || typeof value !== 'object') return value;
  if (levels === 0) return null as Value;
  if (Array.isArray(value)) return value.slice(0, most.items).map((item) => cutShort(item, most, levels - 1)) as Value;
  // A fact itself has more members than the values in it may keep.
  const members = Object.entries(value).slice(0, levels === LEVELS ? ITEMS : most.items);
  return Object.fromEntries(members.map(([name, item]) => [shorten(name, 200), cutShort(item, most, levels - 1)])) as Value;
}

/** The text of a body for a reader: what is not UTF-8 shows as U+FFFD. Only the part that can be shown is decoded. */
export function bodyText(body: Uint8Array, limit: number = QUOTE_LIMIT): string {
  const shown = new TextDecoder().decode(body.subarray(0, limit * 4));
  const rest = body.length - limit * 4;
  return rest > 0 ? `${shown.slice(0, limit)}… (${body.length} bytes in all)` : shorten(shown, limit);
}

/** Breaks text at spaces into lines of at most `width` characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
