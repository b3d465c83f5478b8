/**
 * Where the value at a JSON Pointer begins in a JSON text, as an offset in characters; that of the nearest value around it where nothing is
 * there. The text is one that `JSON.parse` takes.
 */
export function offsetOf(text: string, pointer: string): number {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let start = skipSpace(text, 0);
  for (const name of names) {
    const child = childStart(text, start, name);
    if (child === undefined) return start;
    start = child;
  }
  return start;
}

/** Line and column of an offset, both from 1. */
export function lineOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Where the member or item of this name begins; of members that stand twice the last one counts, as for `JSON.parse`. */
function childStart(text: string, start: number, name: string): number | undefined {
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return undefined;
  let found: number | undefined;
  let position = skipSpace(text, start + 1);
  for (let index = 0; position < text.length && text[position] !== '}' && text[position] !== ']'; index += 1) {
    let key = String(index);
    if (isObject) {
      const end = valueEnd(text, position);
      key = JSON.parse(text.slice(position, end)) as string;
      position = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === name) found = position;
    position = skipSpace(text, valueEnd(text, position));
    if (text[position] === ',') position = skipSpace(text, position + 1);
  }
  return found;
}

/** Where the value that begins here ends. */
function valueEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start);
  if (text[start] !== '{' && text[start] !== '[') {
    const scalar = /[^\s,\]}]*/y;
    scalar.lastIndex = start;
    return start + (scalar.exec(text)?.[0].length ?? 0);
  }
  let depth = 0;
  for (let position = start; position < text.length; position += 1) {
    const character = text[position];
    if (character === '"') position = stringEnd(text, position) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] === '\\') position += 1;
    else if (text[position] === '"') return position + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  const space = /[ \t\n\r]*/y;
  space.lastIndex = from;
  return from + (space.exec(text)?.[0].length ?? 0);
}
