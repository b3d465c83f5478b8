/** How a stream is cut into events. */
export type Framing = 'ndjson' | 'sse';

/** What is told of a stream as its bytes come in. Lines count from 1. */
export interface FrameSink {
  /** The text of one event, and the line on which it begins. False: no more is wanted. */
  event(text: string, line: number): boolean;
  /** A line that cannot be read; what it held is lost. `offset` counts bytes within the line. */
  flaw(flaw: FrameFlaw, line: number): void;
}

export type FrameFlaw =
  | { readonly kind: 'not_utf8'; readonly offset: number }
  /** Nothing after it was read. */
  | { readonly kind: 'long_line'; readonly limit: number }
  /** A byte order mark where there should be none. */
  | { readonly kind: 'bom' };

/** What a stream looked like, beside its events. */
export interface FrameStyle {
  /** Lines so far, a last one without an end included. */
  lines: number;
  /** Lines that ended in CR LF, where the framing asks for LF. */
  crlf: number;
  /** Lines without anything, where the framing has no use for them. */
  blank: number;
  /** Lines that a reader passes over: comments, and fields that SSE does not know. */
  comments: number;
  unknown: number;
  /** Whether the last event was ended as the framing asks for. */
  ended: boolean;
}

/** Takes bytes in pieces of any size, cut anywhere, and gives events. */
export interface Framer {
  readonly style: Readonly<FrameStyle>;
  /** False: nothing more will come of it, because the sink wants no more or a line is too long. */
  write(bytes: Uint8Array): boolean;
  /** There are no more bytes. `whole`: the stream was not cut off, so that what is left is a line without an end. */
  end(whole: boolean): void;
}
