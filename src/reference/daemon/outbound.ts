import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Json, JsonObject } from '../json.js';

const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** What a registered runtime answered. */
export interface Reply {
  readonly status: number;
  /** Undefined when the answer was not JSON. */
  readonly body: Json | undefined;
}

/** Limits of one outbound exchange. */
export interface OutboundLimits {
  /** Deadline of the whole exchange in ms. */
  readonly timeoutMs: number;
  readonly closing: AbortSignal;
}

/** One exchange with a registered runtime; rejects when there is no answer. Follows no redirect and sends no credentials. */
export function callRuntime(endpoint: string, path: string, limits: OutboundLimits, body?: JsonObject): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const url = new URL(`${endpoint.replace(/\/+$/, '')}${path}`);
    const send = url.protocol === 'http:' ? requestHttp : url.protocol === 'https:' ? requestHttps : undefined;
    if (send === undefined) throw new Error('only http and https runtimes can be reached');
    const signal = AbortSignal.any([limits.closing, AbortSignal.timeout(limits.timeoutMs)]);
    const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    // A connection of its own: none is left open once the service closes.
    const request = send(url, { method: body === undefined ? 'GET' : 'POST', headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_REPLY_BYTES) response.destroy(new Error('the answer is too big'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks)) }));
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(bytes: Buffer): Json | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
