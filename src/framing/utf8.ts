import { isAscii, isUtf8 } from 'node:buffer';

/** The text of bytes, or undefined where they are not UTF-8. Checked first and then decoded: a fatal TextDecoder takes long to load. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Most of what services write is ASCII, which takes half the memory and a fraction of the time.
  if (isAscii(bytes)) return buffer.toString('latin1');
  return isUtf8(bytes) ? buffer.toString('utf8') : undefined;
}

/** Offset of the first byte that no UTF-8 text can have there. */
export function firstBadByte(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  const decodes = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
