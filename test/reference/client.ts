import { afterEach, expect } from 'vitest';
import { type ReferenceOptions, type RunningReference, startReference } from '../../src/reference/index.js';
import { expectFit } from './contract.js';

const running: RunningReference[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((reference) => reference.close()));
});

/** An answer with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies freely, and a wrong guess fails the test
  readonly body: any;
}

/** Sends requests to one service. */
export interface Client {
  readonly reference: RunningReference;
  send(method: string, path: string, body?: unknown, init?: RequestInit): Promise<Reply>;
  get(path: string, init?: RequestInit): Promise<Reply>;
  post(path: string, body?: unknown, init?: RequestInit): Promise<Reply>;
}

/** Starts a service under a base path, closed after the test. */
export async function open(options: ReferenceOptions): Promise<Client> {
  const reference = await startReference({ basePath: '/arp', ...options });
  running.push(reference);
  return clientOf(reference);
}

/** A client of a service that runs. */
export function clientOf(reference: RunningReference): Client {
  const send: Client['send'] = async (method, path, body, init = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const content = body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as RequestInit['body'] & {} };
    const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(init.headers as Record<string, string>) };
    const response = await fetch(`${reference.url}${path}`, { redirect: 'manual', ...init, method, headers, ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return {
    reference,
    send,
    get: (path, init) => send('GET', path, undefined, init),
    post: (path, body, init) => send('POST', path, body, init),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Expects an enveloped error. */
export function expectRefusal(reply: Reply, status: number, code?: string): void {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json');
  expectFit('common/error', reply.body);
  if (code !== undefined) expect(reply.body.error.code).toBe(code);
}

/** Expects a success that fits a schema, and gives its body. */
export function expectSuccess(reply: Reply, status: number, schema: string): Reply['body'] {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json');
  expectFit(schema, reply.body);
  return reply.body;
}

/** Reads until the answer satisfies; fails after the deadline (ms). */
export async function until(read: () => Promise<Reply>, done: (reply: Reply) => boolean, deadlineMs = 3000): Promise<Reply> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const reply = await read();
    if (done(reply)) return reply;
    if (performance.now() > end) throw new Error(`still ${reply.text} after ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** Whether a RunStatus is one of a run that is over. */
export function isOver(reply: Reply): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(reply.body?.state);
}

/** A path segment. */
export const segment = encodeURIComponent;
