import type { JsonObject } from '../json.js';
import type { Variation } from './variation.js';

const EVENTS: Pick<Variation, 'services' | 'operations'> = { services: ['runtime'], operations: ['stream_run_events'] };
const ndjson: NonNullable<Variation['settings']> = (settings) => {
  settings.eventFraming = 'ndjson';
};

/** Other ways to stream the same events. */
export const streamVariations: readonly Variation[] = [
  {
    ...EVENTS,
    id: 'events-kept-alive',
    title: 'A comment stands before each server-sent event, to keep the connection alive',
    frame: (frame) => (frame.startsWith('id: ') ? `: keep-alive\n\n${frame}` : frame),
  },
  {
    ...EVENTS,
    id: 'ndjson-crlf',
    title: 'Events come as NDJSON, with CR LF at the end of lines and blank lines between them',
    settings: ndjson,
    frame: (frame) => (frame.startsWith('id: ') ? frame : frame.replace(/\n$/, '\r\n\r\n')),
  },
  {
    ...EVENTS,
    id: 'ndjson-plain',
    title: 'Events come as NDJSON that says it is text/plain',
    warns: ['ARP-RT-050'],
    settings: ndjson,
    answer: (answer) => {
      if (answer.headers['content-type'] === 'application/x-ndjson') answer.headers['content-type'] = 'text/plain; charset=utf-8';
    },
  },
  {
    ...EVENTS,
    id: 'events-buffered',
    title: 'Events are held back until the run is over',
    answer: (answer) => {
      const { stream } = answer;
      if (stream === undefined) return;
      const held: JsonObject[] = [];
      const feed: typeof stream.feed = {
        follow: (reader) =>
          stream.feed.follow({
            event: (event) => void held.push(event),
            end: () => {
              for (const event of held) reader.event(event);
              reader.end();
            },
          }),
      };
      answer.stream = { ...stream, feed };
    },
  },
];
