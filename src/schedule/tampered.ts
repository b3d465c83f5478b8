/**
 * A token with one character changed, in the part that proves it: the signature of a JWT, which is its last part, or else the whole. Not
 * the last character, some bits of which may count for nothing.
 */
export function tampered(token: string): string {
  const last = token.lastIndexOf('.') + 1;
  const from = last === token.length ? 0 : last;
  const at = from + Math.floor((token.length - from) / 2);
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}
