import type { ServerResponse } from 'node:http';
import { type Patch, touches, touchesStatus } from '../hooks.js';
import type { Answer } from './answer.js';
import type { Call } from './call.js';
import { streamEvents } from './event-stream.js';

/** An answer as bytes, about to be written; wire hooks change it or write by themselves. */
export interface Delivery {
  status: number;
  readonly headers: Record<string, string>;
  bytes: Buffer;
  readonly response: ServerResponse;
}

/** Writes an answer, passing the `answer` and `wire` hooks on the way. */
export function deliver(answer: Answer, call: Call, patches: readonly Patch[], response: ServerResponse): void {
  const touching = patches.filter((patch) => touches(patch, call));
  for (const patch of touching) if (touchesStatus(patch, answer.status)) patch.answer?.(answer, call);
  if (response.destroyed) return;
  if (answer.stream === undefined) sendBody(answer, call, touching, response);
  else streamEvents(answer, call, touching, response);
}

function sendBody(answer: Answer, call: Call, patches: readonly Patch[], response: ServerResponse): void {
  const delivery = { status: answer.status, headers: { ...answer.headers }, bytes: encode(answer), response };
  for (const patch of patches) if (touchesStatus(patch, delivery.status) && patch.wire?.(delivery, call) === true) return;
  send(delivery);
}

// The honest way: status, headers, right length, all bytes.
function send(delivery: Delivery): void {
  const { status, headers, bytes, response } = delivery;
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? headers : { ...headers, 'content-length': String(bytes.length) });
  response.end(bodiless ? undefined : bytes);
}

function encode(answer: Answer): Buffer {
  return Buffer.from(answer.body === undefined ? '' : JSON.stringify(answer.body), 'utf8');
}
