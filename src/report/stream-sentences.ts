import type { Fact, Json, Note, StreamLimit } from '../model.js';
import { quote, value } from './quotes.js';
import type { Told } from './sentences.js';
import { duration, either, size } from './words.js';

/** What was expected of a stream and what was there instead. */
export function tellOfStream(fact: StreamFact): Told {
  switch (fact.kind) {
    case 'tolerated_type':
      return { expected: `Content-Type ${either(fact.expected)}`, actual: `${quote(fact.actual)}, which names no framing` };
    case 'wrong_framing':
      return { expected: `${FRAMINGS[fact.expected]}, as Content-Type says`, actual: FRAMINGS[fact.actual] };
    case 'double_encoded':
      return {
        expected: 'the events themselves',
        actual: `a JSON string that holds ${fact.whole ? 'all of them' : 'one'}: ${quote(fact.near)}`,
      };
    case 'stream_limit':
      return tellLimit(fact.of, fact.limit);
    case 'not_increasing':
      return { at: fact.at, expected: `more than ${fact.from}, as in the event before`, actual: String(fact.actual) };
    case 'gap':
      return { at: fact.at, expected: String(fact.from + 1), actual: String(fact.actual) };
    case 'back_in_time':
      return { at: fact.at, expected: `a time not before ${quote(fact.from)}, as in the event before`, actual: quote(fact.actual) };
    case 'too_early':
      return { at: fact.at, expected: `an event with ${value(fact.demands.equals)} before this one`, actual: value(fact.actual) };
    case 'no_last':
      return {
        at: fact.at,
        expected: `${either(fact.demands.map((word) => JSON.stringify(word)))} in the last event`,
        actual: lastOf(fact.actual),
      };
    case 'after_last':
      return {
        at: fact.at,
        expected: `nothing after the event with ${value(fact.from)}`,
        actual: `an event with ${value(fact.actual)}`,
      };
    case 'not_replayed':
      return {
        expected: `this event again in ${fact.from}: ${value(fact.expected)}`,
        actual: fact.actual === undefined ? 'no more events there' : value(fact.actual),
      };
  }
}

/** The facts that only a stream can have. */
export type StreamFact = Extract<
  Fact,
  {
    kind:
      | 'tolerated_type'
      | 'wrong_framing'
      | 'double_encoded'
      | 'stream_limit'
      | 'not_increasing'
      | 'gap'
      | 'back_in_time'
      | 'too_early'
      | 'no_last'
      | 'after_last'
      | 'not_replayed';
  }
>;

const FRAMINGS = { sse: 'server-sent events', ndjson: 'newline-delimited JSON' } as const;

function lastOf(actual: Json | undefined): string {
  return actual === undefined ? 'a stream without events, or none of the kind' : value(actual);
}

function tellLimit(of: StreamLimit, limit: number): Told {
  switch (of) {
    case 'open':
      return { expected: `the stream to be closed within ${limit / 1000} s of its last event`, actual: 'one that stays open' };
    case 'idle':
      return { expected: `something to come within ${limit / 1000} s (--timeout), or the end`, actual: 'silence' };
    case 'time':
      return { expected: `a stream of at most ${limit / 1000} s (--stream-time)`, actual: 'a longer one' };
    case 'bytes':
      return { expected: `a stream of at most ${size(limit)} (--max-stream)`, actual: 'a larger one' };
    case 'line':
      return { expected: `a line of at most ${size(limit)} (--max-line)`, actual: 'a longer one' };
    case 'events':
      return { expected: `at most ${limit} events (--max-events)`, actual: 'more' };
  }
}

/** A note as one sentence without a full stop. */
export function tellNote(note: Note): string {
  switch (note.kind) {
    case 'live':
      return `the events came as they happened: the first after ${duration(note.firstMs)}, the last after ${duration(note.lastMs)}`;
    case 'buffered':
      return `the events were held back: all came at once after ${duration(note.lastMs)}, though ${duration(note.span)} lie between the first and the last`;
    case 'crlf':
      return `${lines(note.lines)} in CR LF`;
    case 'blank_lines':
      return `${note.lines} blank line${note.lines === 1 ? '' : 's'}`;
    case 'unknown_fields':
      return `${note.lines} line${note.lines === 1 ? '' : 's'} of a field that server-sent events do not know; readers pass over it`;
    case 'unended':
      return note.framing === 'sse' ? 'no empty line after the last event: a browser drops it' : 'no line feed after the last line';
    case 'more_findings':
      return `${note.count} more findings of the same kinds at the same places are only counted`;
  }
}

function lines(count: number): string {
  return count === 1 ? '1 line ends' : `${count} lines end`;
}
