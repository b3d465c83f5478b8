import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { Answer, HeaderList, TransportFailure } from '../model.js';
import { decodeBody } from './decode.js';
import { failureOf } from './failure.js';

/** One request as it goes onto the wire. */
export interface WireRequest {
  readonly method: string;
  readonly origin: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body?: string | Uint8Array;
}

export interface WireLimits {
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  /** Bytes, before and after `Content-Encoding` is undone. */
  readonly maxBody: number;
  readonly signal: AbortSignal;
}

export interface WireResult {
  readonly answer?: Answer;
  readonly failure?: TransportFailure;
  /** The request went over a connection that had served another one before. */
  readonly reused: boolean;
}

export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

interface Connection {
  readonly client: Dispatcher;
  served: number;
}

/** Longest block of answer headers, in bytes. */
const MAX_HEADERS = 64 * 1024;
/** What is kept of a body that is too large, in bytes: enough to show where it began. */
const KEPT_OF_TOO_LARGE = 4096;

/**
 * The connections to one origin: each carries one request at a time, and is kept for the next one.
 * Follows no redirect, decodes nothing by itself, adds no header.
 */
export class Connections {
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #open: () => Dispatcher;

  /** @param proxy a dispatcher that reaches the origin in its own way; it then serves every request */
  constructor(origin: string, tls: TlsSettings, connectTimeout: number, proxy?: Dispatcher) {
    const { insecure, ...certificates } = tls;
    const connect = { ...certificates, rejectUnauthorized: !insecure, timeout: connectTimeout };
    this.#open = () =>
      proxy ??
      new Client(origin, { connect, pipelining: 1, maxHeaderSize: MAX_HEADERS, headersTimeout: 0, bodyTimeout: 0, allowH2: false });
  }

  /** Sends one request and reads its answer; never throws for what the other side does. */
  async send(request: WireRequest, limits: WireLimits): Promise<WireResult> {
    const connection = this.#idle.pop() ?? { client: this.#open(), served: 0 };
    this.#all.add(connection);
    const reused = connection.served > 0;
    connection.served += 1;
    const result = await exchange(connection.client, request, limits);
    this.#idle.push(connection);
    return { ...result, reused };
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map(({ client }) => client.destroy(null)));
  }
}

function exchange(client: Dispatcher, request: WireRequest, limits: WireLimits): Promise<Omit<WireResult, 'reused'>> {
  return new Promise((resolve) => {
    const collected = new Collector(limits.maxBody);
    let abort: ((reason: Error) => void) | undefined;
    let over = false;
    let stopped: TransportFailure | undefined;

    const stop = (failure: TransportFailure): void => {
      stopped ??= failure;
      abort?.(new Error(failure.detail));
      // A request that waits for its connection has nothing to abort yet.
      void finish();
    };
    const timer = setTimeout(() => stop({ code: 'timeout', detail: `no whole answer within ${limits.timeout / 1000} s` }), limits.timeout);
    const interrupt = (): void => stop({ code: 'interrupted', detail: 'the run was interrupted' });

    const finish = async (error?: Error): Promise<void> => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', interrupt);
      const answer = await collected.answer();
      // A body where none may be is for the contract to tell: the parser is right not to read it.
      const pretended = answer?.status === 204 && (error as { code?: unknown } | undefined)?.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
      const failed =
        stopped ??
        (error === undefined || pretended || answer?.cut?.why === 'too_large' ? undefined : failureOf(error, answer !== undefined));
      resolve({ ...(answer === undefined ? {} : { answer }), ...(failed === undefined ? {} : { failure: failed }) });
    };

    if (limits.signal.aborted) return interrupt();
    limits.signal.addEventListener('abort', interrupt, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        abort = (reason) => controller.abort(reason);
        if (over) abort(new Error('too late'));
      },
      onResponseStart(controller, status) {
        if (status >= 200) collected.begin(status, (controller as unknown as { rawHeaders: Buffer[] | null }).rawHeaders ?? []);
      },
      onResponseData(controller, chunk) {
        if (!collected.add(chunk)) controller.abort(new Error('too large'));
      },
      onResponseEnd: () => void finish(),
      onResponseError: (_controller, error) => void finish(error),
    };
    try {
      client.dispatch(
        {
          origin: request.origin,
          path: request.path,
          method: request.method as Dispatcher.HttpMethod,
          headers: request.headers.flat(),
          body: request.body ?? null,
        },
        handler,
      );
    } catch (error) {
      void finish(error as Error);
    }
  });
}

/** Gathers one answer, and never more of it than the limit. */
class Collector {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #head: { status: number; headers: HeaderList } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(status: number, raw: readonly Buffer[]): void {
    const headers: [string, string][] = [];
    for (let index = 0; index + 1 < raw.length; index += 2) headers.push([text(raw[index]), text(raw[index + 1])]);
    this.#head = { status, headers };
  }

  /** False when the body has become too large. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#limit) return false;
    this.#chunks.push(chunk);
    return true;
  }

  async answer(): Promise<Answer | undefined> {
    if (this.#head === undefined) return undefined;
    const body = Buffer.concat(this.#chunks);
    if (this.#size > this.#limit) {
      return {
        ...this.#head,
        body: body.subarray(0, KEPT_OF_TOO_LARGE),
        cut: { why: 'too_large', detail: 'as it came', limit: this.#limit },
      };
    }
    const encodings = this.#head.headers.filter(([name]) => name.toLowerCase() === 'content-encoding').map(([, value]) => value);
    return { ...this.#head, ...(await decodeBody(body, encodings.join(','), this.#limit)) };
  }
}

/** Header bytes are read one by one (RFC 9110 5.5), so that nothing is lost or refused. */
function text(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('latin1');
}
