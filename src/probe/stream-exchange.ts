import type { Dispatcher } from 'undici';
import { monotonic } from '../clock.js';
import type { Answer, HeaderList, StreamEnd, StreamLimits, StreamTaker, TransportFailure } from '../model.js';
import { Collector, encodingsOf } from './collector.js';
import type { WireLimits, WireResult } from './connections.js';
import { type Coming, dispatch, type UnderWay, type WireRequest } from './dispatch.js';
import { failureOf } from './failure.js';
import { Patience, type TooSlow } from './patience.js';
import { type Unpacked, type Unpacker, unpackerFor } from './unpacker.js';

/** How a stream is read. */
export interface StreamRequest {
  readonly taker: StreamTaker;
  readonly limits: StreamLimits;
  /** What the stream tells of: settled when it is over (true), or was waited for as long as may be (false). Nothing is idle before that. */
  readonly patience?: Promise<boolean>;
}

/** As much of a stream is kept for the report, in bytes. */
const KEPT = 16 * 1024;

/** Sends one request and hands what comes to the taker, piece by piece; an answer that is no stream is gathered as any other. */
export function exchangeStream(
  client: Dispatcher,
  request: WireRequest,
  limits: WireLimits,
  stream: StreamRequest,
): Promise<Omit<WireResult, 'reused'>> {
  return new Promise((resolve) => new StreamExchange(limits, stream, resolve).send(client, request));
}

class StreamExchange implements Coming, Unpacked {
  readonly #wire: WireLimits;
  readonly #stream: StreamRequest;
  readonly #resolve: (result: Omit<WireResult, 'reused'>) => void;
  readonly #started = monotonic();
  readonly #patience: Patience;
  readonly #collected: Collector;
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #bytes = 0;
  #head: { readonly status: number; readonly headers: HeaderList } | undefined;
  #underWay: UnderWay | undefined;
  /** Present as soon as the answer is known to be a stream. */
  #unpacker: Unpacker | undefined;
  /** The last event has come. */
  #ending = false;
  #over = false;

  constructor(wire: WireLimits, stream: StreamRequest, resolve: (result: Omit<WireResult, 'reused'>) => void) {
    this.#wire = wire;
    this.#stream = stream;
    this.#resolve = resolve;
    this.#collected = new Collector(wire);
    this.#patience = new Patience(stream.limits, stream.patience, (limit) => this.#tooSlow(limit));
  }

  send(client: Dispatcher, request: WireRequest): void {
    const { signal } = this.#wire;
    if (signal.aborted) this.#interrupt();
    else {
      signal.addEventListener('abort', this.#interrupt, { once: true });
      this.#underWay = dispatch(client, request, this);
    }
  }

  head(status: number, headers: HeaderList): void {
    this.#head = { status, headers };
    if (this.#stream.taker.begin(status, headers)) this.#unpacker = unpackerFor(encodingsOf(headers), this);
    else this.#collected.begin(status, headers);
  }

  data(chunk: Uint8Array): void {
    this.#patience.renew();
    if (this.#unpacker !== undefined) this.#unpacker.write(chunk);
    else if (!this.#collected.add(chunk)) this.#finish('bytes');
  }

  over(error?: Error): void {
    if (this.#over) return;
    if (error !== undefined) this.#finish('broken', failureOf(error, this.#head?.headers));
    else if (this.#unpacker !== undefined) this.#unpacker.end();
    else this.#finish('closed');
  }

  bytes(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#bytes += bytes.length;
    if (this.#keptBytes < KEPT) {
      // A copy: the buffer that it stands in is as large as what came together.
      const part = Uint8Array.from(bytes.subarray(0, KEPT - this.#keptBytes));
      this.#kept.push(part);
      this.#keptBytes += part.length;
    }
    const tooMany = this.#bytes > this.#stream.limits.bytes;
    const next = tooMany ? 'enough' : this.#stream.taker.take(bytes, monotonic() - this.#started);
    if (next === 'enough') this.#finish(tooMany ? 'bytes' : 'left');
    else if (next === 'last' && !this.#ending) {
      this.#ending = true;
      this.#patience.hurry();
    }
  }

  end(): void {
    this.#finish('closed');
  }

  bad(detail: string): void {
    this.#finish('broken', undefined, { cut: { why: 'bad_encoding', detail } });
  }

  pause(): void {
    this.#underWay?.pause();
  }

  resume(): void {
    this.#underWay?.resume();
  }

  readonly #interrupt = (): void => this.#finish('broken', { code: 'interrupted', detail: 'the run was interrupted' });

  #tooSlow(limit: TooSlow): void {
    if (this.#unpacker !== undefined) this.#finish(limit);
    else if (limit === 'waited') this.#finish('broken', { code: 'waited', detail: '' });
    else this.#finish('broken', { code: 'timeout', detail: `no whole answer within ${this.#stream.limits[limit] / 1000} s` });
  }

  #finish(ended: StreamEnd, failure?: TransportFailure, cut: Pick<Answer, 'cut'> = {}): void {
    if (this.#over) return;
    this.#over = true;
    this.#patience.end();
    this.#wire.signal.removeEventListener('abort', this.#interrupt);
    if (ended !== 'closed') this.#underWay?.abort('no more is wanted');
    this.#unpacker?.close();
    const failed = failure === undefined ? {} : { failure };
    if (this.#head === undefined || this.#unpacker === undefined) {
      void this.#collected.answer().then((answer) => {
        const ended = this.#collected.hadNoRoom ? { failure: { code: 'no_room', detail: '' } as const } : {};
        this.#resolve({ ...(answer === undefined ? {} : { answer }), ...ended, ...failed });
      });
      return;
    }
    const answer = { ...this.#head, body: Buffer.concat(this.#kept), ...cut };
    this.#resolve({ answer, ...failed, stream: this.#stream.taker.end(ended, this.#patience.isOver) });
  }
}
