import type { Dispatcher } from 'undici';
import type { HeaderList } from '../model.js';

/** One request as it goes onto the wire. */
export interface WireRequest {
  readonly method: string;
  readonly origin: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body?: string | Uint8Array;
}

/** What is told of an answer as it comes. */
export interface Coming {
  head(status: number, headers: HeaderList): void;
  data(chunk: Uint8Array): void;
  /** Nothing more comes; with an error where the answer is not whole. */
  over(error?: Error): void;
}

/** A request under way. */
export interface UnderWay {
  /** Ends it at once, with its connection. */
  abort(why: string): void;
  pause(): void;
  resume(): void;
}

/** Sends a request over a connection; never throws. */
export function dispatch(client: Dispatcher, request: WireRequest, coming: Coming): UnderWay {
  let controller: Dispatcher.DispatchController | undefined;
  let aborted: Error | undefined;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      // A request that waits for its connection has nothing to abort yet.
      if (aborted !== undefined) started.abort(aborted);
    },
    onResponseStart(started, status) {
      if (status >= 200) coming.head(status, headersOf((started as unknown as { rawHeaders: Buffer[] | null }).rawHeaders ?? []));
    },
    onResponseData: (_controller, chunk) => coming.data(chunk),
    onResponseEnd: () => coming.over(),
    onResponseError: (_controller, error) => coming.over(error),
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
    coming.over(error as Error);
  }
  return {
    abort(why) {
      aborted ??= new Error(why);
      controller?.abort(aborted);
    },
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
  };
}

function headersOf(raw: readonly Buffer[]): HeaderList {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) headers.push([text(raw[index]), text(raw[index + 1])]);
  return headers;
}

/** Header bytes are read one by one (RFC 9110 5.5), so that nothing is lost or refused. */
function text(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('latin1');
}
