import { wholeMicroseconds } from '../clock.js';
import type { Exchange, HeaderList, Json, StreamRecord } from '../model.js';
import { curlLine } from './exchange-text.js';
import { bodyText, QUOTE_LIMIT, shorten } from './text.js';

/** What was sent and what came back. */
export interface ExchangeDocument {
  readonly key: string;
  /** Key of the probe; exchanges that repeat it have keys of their own. */
  readonly probe: string;
  readonly operation: string;
  /** `given`, `none`, or the Authorization header that a check made up. */
  readonly credentials: string;
  readonly started_at_epoch_ms: number;
  readonly method: string;
  readonly url: string;
  readonly request_headers: readonly (readonly [string, string])[];
  readonly request_body: string | null;
  /** The body in base64, where it is no text. */
  readonly request_base64?: string;
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly response_headers: readonly (readonly [string, string])[];
  /** A short JSON body as its value, everything else as text, cut at 4096 characters. */
  readonly response_body: Json;
  /** Whether `response_body` is the value of the body or its text; null without a body. */
  readonly response_form: 'json' | 'text' | null;
  /** Of a stream, whose body is only its beginning: its events, lines and bytes, how its reading ended, when events came. */
  readonly stream?: {
    readonly framing: StreamRecord['framing'];
    readonly ended: StreamRecord['ended'];
    readonly events: number;
    readonly lines: number;
    readonly bytes: number;
    readonly first_event_ms: number | null;
    readonly last_event_ms: number | null;
  };
  readonly failure?: string;
  readonly failure_detail?: string;
  readonly resent?: true;
  /** The token was turned away in mid-run: the request was sent once more with another one, or was left at that. */
  readonly token?: 'renewed' | 'expired';
  readonly duration_ms: number;
  /** A line for a shell that sends the request again. */
  readonly repeat: string;
}

export function exchangeDocument(exchange: Exchange): ExchangeDocument {
  const { request, answer, failure } = exchange;
  const contentType = answer?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return {
    key: exchange.key,
    probe: exchange.probe,
    operation: exchange.operation,
    credentials: exchange.credentials,
    started_at_epoch_ms: Math.round(exchange.startedAt),
    method: request.method,
    url: request.url,
    request_headers: headerDocument(request.headers),
    request_body: request.body === undefined ? null : shorten(request.body),
    ...(request.base64 === undefined ? {} : { request_base64: request.base64 }),
    status_code: answer?.status ?? null,
    content_type: contentType === undefined ? null : shorten(contentType),
    response_headers: headerDocument(answer?.headers ?? []),
    ...bodyDocument(answer?.body ?? new Uint8Array()),
    ...(exchange.stream === undefined ? {} : { stream: streamDocument(exchange.stream) }),
    ...(failure === undefined ? {} : { failure: failure.code, failure_detail: shorten(failure.detail) }),
    ...(exchange.resent ? { resent: true } : {}),
    ...(exchange.token === undefined ? {} : { token: exchange.token }),
    duration_ms: wholeMicroseconds(exchange.durationMs),
    repeat: curlLine(exchange),
  };
}

function streamDocument({ framing, ended, events, lines, bytes, firstMs, lastMs }: StreamRecord): NonNullable<ExchangeDocument['stream']> {
  const [first, last] = [firstMs, lastMs].map((ms) => (ms === undefined ? null : wholeMicroseconds(ms)));
  return { framing, ended, events, lines, bytes, first_event_ms: first ?? null, last_event_ms: last ?? null };
}

/** A short JSON body as the value that it is, everything else as text. */
function bodyDocument(body: Uint8Array): Pick<ExchangeDocument, 'response_body' | 'response_form'> {
  if (body.length === 0) return { response_body: null, response_form: null };
  if (body.length <= QUOTE_LIMIT) {
    try {
      return { response_body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json, response_form: 'json' };
    } catch {
      // Not JSON: shown as it came.
    }
  }
  return { response_body: bodyText(body), response_form: 'text' };
}

function headerDocument(headers: HeaderList): (readonly [string, string])[] {
  return headers.slice(0, 100).map(([name, value]) => [shorten(name, 200), shorten(value, 1000)] as const);
}
