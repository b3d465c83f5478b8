import { type Json, type JsonObject, setMembers } from '../json.js';

/** Events of one run, read by a stream: what was recorded first, then each as it happens. */
export interface EventFeed {
  /** Calls `event` for each and `end` once; the returned function stops it. */
  follow(reader: { event(event: JsonObject): void; end(): void }): () => void;
}

/** What an operation answers, before it becomes bytes. */
export interface Answer {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  /** JSON body; undefined for none. */
  body?: Json | undefined;
  /** Events instead of a body. */
  stream?: { readonly feed: EventFeed; framing: 'sse' | 'ndjson' };
}

/** A success with a JSON body. */
export function jsonAnswer(status: number, body: Json): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** 204: done, nothing to say, no body (ARP-CM-034). */
export function emptyAnswer(): Answer {
  return { status: 204, headers: {} };
}

/** Any non-2xx answer: always an ErrorEnvelope as JSON (ARP-CM-020…022). */
export function errorAnswer(status: number, code: string, message: string, details?: JsonObject): Answer {
  return jsonAnswer(status, { error: setMembers({ code, message, details }) });
}

/** Thrown by a handler to turn a request down. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: string, message: string, details?: JsonObject, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'Refusal';
    this.answer = errorAnswer(status, code, message, details);
    Object.assign(this.answer.headers, headers);
  }
}

/** 404 for a resource that does not exist. Unlike an unknown path, which says `unknown_path`. */
export function notFound(what: string): Refusal {
  return new Refusal(404, 'not_found', `${what} not found`);
}
