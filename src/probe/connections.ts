import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import type { Answer, StreamRecord, TransportFailure } from '../model.js';
import { type BodyLimits, Collector } from './collector.js';
import { dispatch, type UnderWay, type WireRequest } from './dispatch.js';
import { failureOf } from './failure.js';
import { passOverContinue } from './interim.js';
import type { StreamRequest } from './stream-exchange.js';

export interface WireLimits extends BodyLimits {
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface WireResult {
  readonly answer?: Answer;
  readonly failure?: TransportFailure;
  readonly stream?: StreamRecord;
  /** The request went over a connection that had served another one before. */
  readonly reused: boolean;
}

export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

interface WireSettings {
  readonly stream?: StreamRequest | undefined;
  readonly unused?: boolean;
}

interface Connection {
  readonly client: Dispatcher;
  /** Requests that were answered over it. */
  served: number;
  /** Ends it at once, also while it is still coming about. */
  end(): Promise<void>;
}

/** Longest block of answer headers, in bytes. */
const MAX_HEADERS = 64 * 1024;

/**
 * The connections to one origin: each carries one request at a time, and is kept for the next one.
 * Follows no redirect, decodes nothing by itself, adds no header.
 */
export class Connections {
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #open: () => Connection;
  readonly #proxy: Dispatcher | undefined;

  /** @param proxy a dispatcher that reaches the origin in its own way; it then serves every request */
  constructor(origin: string, tls: TlsSettings, connectTimeout: number, proxy?: Dispatcher) {
    const { insecure, ...certificates } = tls;
    const connect = { ...certificates, rejectUnauthorized: !insecure, timeout: connectTimeout, allowH2: false };
    // Connections through a proxy are its own.
    this.#open =
      proxy === undefined ? () => openClient(origin, connect) : () => ({ client: proxy, served: 0, end: () => Promise.resolve() });
    this.#proxy = proxy;
  }

  /**
   * Sends one request and reads its answer, which may be a stream; never throws for what the other side does.
   * @param unused whether it needs a connection that has carried nothing yet: one that was kept may end just as it goes out
   */
  async send(request: WireRequest, limits: WireLimits, { stream, unused = false }: WireSettings = {}): Promise<WireResult> {
    // So that there are no more of them than requests under way at a time.
    if (unused && this.#proxy === undefined) await this.#endOldest();
    const connection = (unused ? undefined : this.#idle.pop()) ?? this.#open();
    this.#all.add(connection);
    const reused = connection.served > 0;
    const { client } = connection;
    const result =
      stream === undefined
        ? await exchange(client, request, limits)
        : await (await import('./stream-exchange.js')).exchangeStream(client, request, limits, stream);
    // What gave no answer may still be on its way to a connection: nobody waits behind that.
    if (result.answer === undefined) await this.#end(connection);
    else {
      connection.served += 1;
      this.#idle.push(connection);
    }
    return { ...result, reused };
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    await Promise.all([...[...this.#all].map((connection) => this.#end(connection)), this.#proxy?.destroy(null)]);
  }

  async #endOldest(): Promise<void> {
    const connection = this.#idle.shift();
    if (connection !== undefined) await this.#end(connection);
  }

  async #end(connection: Connection): Promise<void> {
    this.#all.delete(connection);
    await connection.end();
  }
}

/** A client of one connection at a time. It knows nothing of a socket that does not connect, so that this is kept in sight here. */
function openClient(origin: string, settings: buildConnector.BuildOptions): Connection {
  const sockets = new Set<Socket>();
  const connector = buildConnector(settings) as unknown as (...args: Parameters<buildConnector.connector>) => Socket;
  const connect: buildConnector.connector = (options, callback) => {
    const socket = connector(options, callback);
    sockets.add(passOverContinue(socket).once('close', () => sockets.delete(socket)));
  };
  const client = new Client(origin, {
    connect,
    pipelining: 1,
    maxHeaderSize: MAX_HEADERS,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  return {
    client,
    served: 0,
    async end() {
      const ended = client.destroy(null);
      for (const socket of sockets) socket.destroy();
      await ended;
    },
  };
}

function exchange(client: Dispatcher, request: WireRequest, limits: WireLimits): Promise<Omit<WireResult, 'reused'>> {
  return new Promise((resolve) => {
    const collected = new Collector(limits);
    let over = false;
    let stopped: TransportFailure | undefined;

    const stop = (failure: TransportFailure): void => {
      stopped ??= failure;
      underWay?.abort(failure.detail);
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
        (collected.hadNoRoom ? { code: 'no_room', detail: '' } : undefined) ??
        (error === undefined || pretended || answer?.cut?.why === 'too_large' ? undefined : failureOf(error, answer?.headers));
      resolve({ ...(answer === undefined ? {} : { answer }), ...(failed === undefined ? {} : { failure: failed }) });
    };

    let underWay: UnderWay | undefined;
    if (limits.signal.aborted) return interrupt();
    limits.signal.addEventListener('abort', interrupt, { once: true });
    underWay = dispatch(client, request, {
      head: (status, headers) => collected.begin(status, headers),
      data: (chunk) => {
        if (!collected.add(chunk)) underWay?.abort('no more is wanted');
      },
      over: (error) => void finish(error),
    });
  });
}
