import type { PlannedProbe } from './plan.js';
import type { Operation } from './spec.js';
import type { ProbeRequest } from './suite.js';
import type { Effect, HeaderList, Json } from './terms.js';
import type { Fact } from './verdict.js';

/** One request with everything filled in. */
export interface Message {
  /** Key of the exchange that comes of it. */
  readonly key: string;
  readonly probe: PlannedProbe;
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** As in {@link ProbeRequest}. */
  readonly credentials: string;
  readonly body?: { readonly text?: string; readonly bytes?: Uint8Array; readonly json?: Json };
  readonly item?: Readonly<Record<string, Json>>;
}

/** Why an exchange has no (whole) answer. */
export const FAILURE_CODES = [
  'refused',
  'dns',
  'tls',
  'unreachable',
  'connect_timeout',
  'reset',
  'closed',
  'timeout',
  'cut_off',
  'header_overflow',
  'not_http',
  'interrupted',
  'no_room',
  'waited',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
/** Failures on the way to a service: names, networks, and machines that want for something are no fault of it, however well it answered before. */
export const ON_THE_WAY: ReadonlySet<FailureCode> = new Set(['dns', 'unreachable']);
/** An exchange was ended by this side, as its user wished: nobody's fault. */
export const ENDED_HERE: ReadonlySet<FailureCode> = new Set(['interrupted', 'no_room']);

/** Limits of a whole run, by the names of their flags. */
export type RunLimit = 'max-requests' | 'max-received';

/** A run was stopped at a limit. */
export interface Stop {
  readonly by: RunLimit;
  /** How many requests of the plan had been sent. */
  readonly requests: number;
}

export interface TransportFailure {
  readonly code: FailureCode;
  /** What the operating system, TLS or the HTTP parser said. */
  readonly detail: string;
}

/** What a body had too much of. */
export interface TooLarge {
  readonly why: 'too_large';
  readonly of: 'bytes' | 'values';
  readonly limit: number;
  readonly detail: string;
}

export interface Answer {
  readonly status: number;
  /** In the order and case in which they came. */
  readonly headers: HeaderList;
  /** Decoded (`Content-Encoding` undone) and at most `max-body` bytes. */
  readonly body: Uint8Array;
  /** Set where the body was not read to its end. */
  readonly cut?: TooLarge | { readonly why: 'bad_encoding'; readonly detail: string };
}

/** A fact, and the line of a stream that it is about. */
export interface LineFact {
  readonly fact: Fact;
  readonly line?: number;
}

/** How the reading of a stream ended: the service closed it, or broke it off, or this side did and why. */
export type StreamEnd =
  | 'closed'
  | 'broken'
  /** As many events as were wanted. */
  | 'left'
  /** What the stream tells of is not over, and it was waited for as long as may be. */
  | 'waited'
  /** Its last event had come, and it was not closed. */
  | 'open'
  | 'idle'
  | 'time'
  | 'bytes'
  | 'line'
  | 'events';

/** What became of a stream; it was judged as it came in, and is not kept. */
export interface StreamRecord {
  readonly framing: 'ndjson' | 'sse';
  readonly ended: StreamEnd;
  readonly events: number;
  readonly lines: number;
  /** Once `Content-Encoding` is undone. */
  readonly bytes: number;
  /** Milliseconds from the request to the first and to the last event. */
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** Milliseconds between the times that the first and the last event tell. */
  readonly span?: number;
  /** What the contract found. */
  readonly facts: readonly LineFact[];
  /** Findings of the same kinds at the same places that were only counted. */
  readonly more: number;
  /** What each check that looks at this stream found; undefined where there was nothing to be judged. */
  readonly expected: ReadonlyMap<string, readonly { readonly at: string; readonly found: readonly LineFact[] | undefined }[]>;
  /** The first events, as far as they are kept. */
  readonly kept: readonly Json[];
  /** The event that ended it. */
  readonly last?: { readonly value: Json; readonly line: number };
  readonly notes: readonly Note[];
}

/** Something that a reader may want to know and that is no departure from anything. */
export type Note =
  | { readonly kind: 'live'; readonly firstMs: number; readonly lastMs: number }
  | { readonly kind: 'buffered'; readonly lastMs: number; readonly span: number }
  | { readonly kind: 'crlf'; readonly lines: number }
  | { readonly kind: 'blank_lines'; readonly lines: number }
  | { readonly kind: 'unknown_fields'; readonly lines: number }
  | { readonly kind: 'unended'; readonly framing: 'ndjson' | 'sse' }
  | { readonly kind: 'more_findings'; readonly count: number };

/** A note, and the exchange that it is about. */
export interface NoteOn {
  readonly exchange: string;
  readonly note: Note;
}

/** What a stream may have at most: milliseconds (`idle`, `time`, `open` for the close after its last event), bytes, a line's bytes, events. */
export type StreamLimits = Readonly<Record<StreamLimit, number>>;

/** Takes the bytes of a stream as they come in and says when it has enough. */
export interface StreamTaker {
  /** Whether an answer with this head is a stream at all; if not, it is read like any other. */
  begin(status: number, headers: HeaderList): boolean;
  /** `ms` since the request. `last`: what ends the stream has come; `enough`: nothing more is wanted. */
  take(bytes: Uint8Array, ms: number): 'more' | 'last' | 'enough';
  /** `over`: what the stream tells of was seen to be over before it ended. */
  end(ended: StreamEnd, over: boolean): StreamRecord;
}

/** What was really sent, and what came back. */
export interface Exchange {
  /** Unique in its run: the key of the probe, with `#2`, `#3`, … from the second exchange of a probe on. */
  readonly key: string;
  readonly probe: string;
  readonly operation: string;
  readonly effect: Effect;
  readonly credentials: string;
  readonly expects: 'success' | 'error' | 'any';
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    readonly body?: string;
    /** The body in base64, where it is no text. */
    readonly base64?: string;
    /** What expectations may refer to: the parameters of the path and of the query, and the body as JSON. */
    readonly path: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly json?: Json;
  };
  /** As in {@link ProbeRequest}. */
  readonly accepts?: string;
  readonly optional?: true;
  /** No operation declares this request; the requirement that an error without an envelope breaks. */
  readonly outside?: string;
  /** The item of a list that this exchange is about, by name. */
  readonly item?: Readonly<Record<string, Json>>;
  /** Present as soon as a status line and headers arrived, even if the body did not. */
  readonly answer?: Answer;
  readonly failure?: TransportFailure;
  /** The answer was a stream; its body is then only the beginning. */
  readonly stream?: StreamRecord;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The request died on a reused connection and was sent once more on a new one. */
  readonly resent?: true;
  /** The line that repeats it, where it was read from a report that holds less of the request. */
  readonly repeat?: string;
  /** The token was turned away in mid-run: the request was sent once more with another one, or was left at that. */
  readonly token?: 'renewed' | 'expired';
}

/** What reached a service that the tool played for the one that was checked. */
export interface StandInLog {
  /** In the order of time; `at` is in milliseconds since the epoch. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly at: number }[];
  /** Whether it still answered when the run was over. */
  readonly answers: boolean;
}

/** What a stream can have too much of, or be too slow in. */
export type StreamLimit = Extract<StreamEnd, 'open' | 'idle' | 'time' | 'bytes' | 'line' | 'events'>;

/** What is on the way to a service, step by step; each step is there when the ones before it went well. Times are in milliseconds. */
export interface Way {
  readonly host: string;
  /** The environment has a proxy for it, which then looks up the name and connects. */
  readonly proxied: boolean;
  readonly loopback: boolean;
  readonly addresses?: readonly string[];
  readonly certificate?: { readonly issuer: string; readonly validTo: number; readonly trusted: boolean; readonly problem?: string };
  readonly status?: number;
  readonly answeredIn?: number;
  /** How far the clock of the service is ahead of ours, in seconds, by its Date header. */
  readonly clockAhead?: number;
  readonly failure?: TransportFailure;
}
