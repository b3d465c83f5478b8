import type { StreamFact } from '../stream-sentences.js';
import type { KindPage } from './kinds.js';

type Pages = { readonly [Kind in StreamFact['kind']]: KindPage & { readonly example: Extract<StreamFact, { kind: Kind }> } };

/** A page for every kind of finding that only a stream of events can have. */
export const STREAM_KIND_PAGES: Pages = {
  tolerated_type: {
    title: 'A stream under a Content-Type that does not name its framing',
    means: 'The lines can be read, but a client cannot know from the header how the events are cut.',
    mend: 'Name the framing: text/event-stream for server-sent events, application/x-ndjson for a JSON value on each line.',
    seen: 'contract',
    example: { kind: 'tolerated_type', expected: ['text/event-stream'], actual: 'text/plain' },
  },
  wrong_framing: {
    title: 'A stream that is framed otherwise than its Content-Type says',
    means: 'The first line is that of the other framing; a client that goes by the header reads no event at all.',
    mend: 'Let one place choose both the header and the framing.',
    seen: 'contract',
    example: { kind: 'wrong_framing', expected: 'sse', actual: 'ndjson' },
  },
  double_encoded: {
    title: 'Events inside a JSON string',
    means: 'The stream, or each event, was written to JSON twice, so that a client gets one long string with escaped quotes.',
    mend: 'Hand text that is JSON already to the response as it is; in FastAPI return a StreamingResponse, not a str.',
    seen: 'contract',
    example: { kind: 'double_encoded', whole: true, near: '{"seq":0}\n{"seq":1}' },
  },
  stream_limit: {
    title: 'A stream without measure',
    means: 'It went on after its last event, was silent though its run had ended, or had more bytes, lines or events than are read.',
    mend: 'Close the stream after its last event. If so much is meant, raise the limit that the finding names.',
    seen: 'contract',
    example: { kind: 'stream_limit', of: 'open', limit: 3000 },
  },
  not_increasing: {
    title: 'A number that does not grow from event to event',
    means: 'A client sorts events by it, and drops what it has seen already.',
    mend: 'Count in one place for each stream, in the order in which events are sent.',
    seen: 'stream',
    example: { kind: 'not_increasing', at: '/size', from: 4, actual: 4 },
  },
  gap: {
    title: 'A number that leaves some out',
    means: 'A client takes a gap for events that it has lost.',
    mend: 'Number events when they are sent, not those that are filtered out as well.',
    seen: 'stream',
    example: { kind: 'gap', at: '/size', from: 4, actual: 6 },
  },
  back_in_time: {
    title: 'A time before that of the event in front of it',
    means: 'Events come in their order, so that their times do not go back.',
    mend: 'Take the time when the event is numbered, from a clock that is the same for all of them.',
    seen: 'stream',
    example: { kind: 'back_in_time', at: '/made', from: '2026-01-01T00:00:01Z', actual: '2026-01-01T00:00:00Z' },
  },
  too_early: {
    title: 'An event before the one that it follows from',
    means: 'Events of this kind make sense only after one of another kind.',
    mend: 'Send the event that opens something before the one that tells its outcome.',
    seen: 'stream',
    example: { kind: 'too_early', at: '/colour', demands: { equals: 'red' }, actual: 'green' },
  },
  no_last: {
    title: 'A stream that ends without its last event',
    means: 'The service closed the stream, and a client cannot tell the end from a connection that broke.',
    mend: 'Send the event that ends the stream in every case, also when the work has failed.',
    seen: 'stream',
    example: { kind: 'no_last', at: '/colour', demands: ['green'], actual: 'red' },
  },
  after_last: {
    title: 'An event after the last one',
    means: 'Clients stop reading at the event that ends a stream.',
    mend: 'Send nothing behind it; flush what is waiting before it.',
    seen: 'stream',
    example: { kind: 'after_last', at: '/colour', from: 'green', actual: 'red' },
  },
  not_replayed: {
    title: 'An event that does not come again',
    means: 'One reader saw it, and another one, who read the same stream later, did not.',
    mend: 'Keep the events of a run, and send them from the first to every reader.',
    seen: 'stream',
    example: { kind: 'not_replayed', from: 'events.after', expected: { size: 1 }, actual: { size: 2 } },
  },
};
