import { isAscii, isUtf8 } from 'node:buffer';

/** The text of bytes, or undefined where they are not UTF-8. Checked first and then decoded: a fatal TextDecoder takes long to load. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Most of what services write is ASCII, which takes half the memory and a fraction of the time.
  if (isAscii(bytes)) return buffer.toString('latin1');
  return isUtf8(bytes) ? buffer.toString('utf8') : undefined;
}

/** As many bytes are decoded at a time in search of a bad one: a text of the whole would take twice the memory of the bytes. */
const STEP = 65_536;

/** Offset of the first byte that no UTF-8 text can have there. */
export function firstBadByte(bytes: Uint8Array): number {
  let start = 0;
  for (let end = 0; end < bytes.length; start = end) {
    end = startOfCharacter(bytes, start + STEP);
    if (!isUtf8(bytes.subarray(start, end))) break;
  }
  const near = bytes.subarray(start, start + STEP + LONGEST);
  let [low, high] = [0, near.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(near.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return start + low;
}

/** Bytes of the longest character. */
const LONGEST = 4;

/** The offset, or that of the character that it stands in. */
function startOfCharacter(bytes: Uint8Array, offset: number): number {
  if (offset >= bytes.length) return bytes.length;
  let start = offset;
  while (start > offset - LONGEST && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** Whether bytes are UTF-8, as far as they go: a last character may lack its end. */
function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
