import type { IncomingMessage } from 'node:http';
import type { Json } from '../json.js';
import { Refusal } from './answer.js';

const MAX_BYTES = 4 * 1024 * 1024;
// Bodies are echoed and cloned by recursive code; a client must not be able to exhaust its stack.
const MAX_DEPTH = 200;

/** The JSON body of a request; refuses what is absent, not JSON, not UTF-8, too big or too deep (ARP-CM-028, 029, 031). */
export async function readJsonBody(request: IncomingMessage): Promise<Json> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) throw new Refusal(400, 'invalid_request', 'A JSON body is required');
  checkMediaType(request.headers['content-type']);
  return parse(decode(bytes));
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Reading goes on after the limit, within reason, so that the client gets to see the answer.
    if (length <= MAX_BYTES) chunks.push(chunk);
    if (length > MAX_BYTES * 8) break;
  }
  if (length > MAX_BYTES)
    throw new Refusal(413, 'body_too_large', `A body may have at most ${MAX_BYTES} bytes`, undefined, { connection: 'close' });
  return Buffer.concat(chunks);
}

function checkMediaType(header: string | undefined): void {
  if (header === undefined) return;
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type.trim()))
    throw new Refusal(400, 'unsupported_media_type', 'The body has to be application/json');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    throw new Refusal(400, 'unsupported_media_type', 'The body has to be in UTF-8');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'invalid_request', 'The body is not valid UTF-8');
  }
}

function parse(text: string): Json {
  if (depth(text) > MAX_DEPTH) throw new Refusal(400, 'invalid_request', `The body may be nested at most ${MAX_DEPTH} deep`);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Refusal(400, 'invalid_request', 'The body is not valid JSON');
  }
}

function depth(text: string): number {
  let deepest = 0;
  let level = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token[0] === '[' || token[0] === '{') deepest = Math.max(deepest, ++level);
    else if (token[0] === ']' || token[0] === '}') level -= 1;
  }
  return deepest;
}
