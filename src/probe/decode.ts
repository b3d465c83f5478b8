import { messageOf } from '../errors.js';
import type { Answer } from '../model.js';

/** The part of an answer that tells how its body went. */
export type Decoded = Pick<Answer, 'body' | 'cut'>;

/**
 * Undoes `Content-Encoding` (RFC 9110 8.4), the last coding first. Never yields more than `limit` bytes, whatever a bomb would unfold to.
 * @param encodings value of the header; empty when there is none
 */
export async function decodeBody(raw: Uint8Array, encodings: string, limit: number): Promise<Decoded> {
  const codings = encodings
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse();
  if (codings.length === 0) return { body: raw };
  if (codings.length > 5) return { body: raw, cut: { why: 'bad_encoding', detail: `${codings.length} content codings` } };
  let body = raw;
  for (const coding of codings) {
    if (body.length === 0) return { body };
    try {
      body = await unpack(coding, body, limit);
    } catch (error) {
      const tooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      return {
        body: new Uint8Array(),
        cut: tooLarge
          ? { why: 'too_large', of: 'bytes', detail: `once ${coding} is undone`, limit }
          : { why: 'bad_encoding', detail: messageOf(error) },
      };
    }
  }
  return { body };
}

async function unpack(coding: string, body: Uint8Array, limit: number): Promise<Uint8Array> {
  const { brotliDecompress, gunzip, inflate } = await import('node:zlib');
  const unpackers: Readonly<Record<string, typeof gunzip>> = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress };
  const unpacker = unpackers[coding];
  if (unpacker === undefined) throw new Error(`the content coding "${coding}" is unknown`);
  return new Promise((resolve, reject) => {
    unpacker(body, { maxOutputLength: limit }, (error, unpacked) => (error === null ? resolve(unpacked) : reject(error)));
  });
}
