const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\,[]{}');
const SPACE = 0x20;

/**
 * How many JSON values a text holds, up to one more than `most`: what a text takes as a tree grows with these, up to fifty times its own size.
 * Nothing is built, and a text that is no JSON is counted as if it were.
 */
export function countValues(text: Uint8Array, most: number): number {
  let values = 1;
  let opened = false;
  for (let index = 0; index < text.length; index += 1) {
    const byte = text[index] ?? SPACE;
    if (byte <= SPACE) continue;
    // What is opened holds something unless it is closed at once.
    const isFirst = opened && byte !== CLOSE_LIST && byte !== CLOSE_OBJECT;
    if (byte === COMMA || isFirst) values += 1;
    if (values > most) return values;
    opened = byte === OPEN_LIST || byte === OPEN_OBJECT;
    if (byte === QUOTE) index = endOfString(text, index);
  }
  return values;
}

function endOfString(text: Uint8Array, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== QUOTE) index += text[index] === BACKSLASH ? 2 : 1;
  return index;
}
