import type { Patch } from '../hooks.js';
import type { EventFeed } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { broken, drop, type Fault, put } from './fault.js';

function events(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `events-${id}`, services: ['runtime'], operations: ['stream_run_events'], breaks, title, ...hooks };
}

const change = (edit: (event: JsonObject) => JsonObject | false): Partial<Patch> => ({ event: (event) => [{ ...event, ...edit(event) }] });
const isLast = (event: JsonObject) => event.type === 'final' || event.type === 'error';
const typed = (type: string) => ({
  answer: (answer: { headers: Record<string, string> }) => put(answer.headers, 'content-type', type),
});

/** Remembers a run whose reader goes before the end of the stream. */
function noticing(feed: EventFeed, call: Call): EventFeed {
  return {
    follow: (reader) => {
      let over = false;
      const stop = feed.follow({
        event: (event) => reader.event(event),
        // Late enough that a reader can leave before.
        end: () => {
          const close = (): void => {
            over = true;
            reader.end();
          };
          setTimeout(close, 500).unref();
        },
      });
      return () => {
        stop();
        if (!over) call.memory.set(`left ${parameter(call, 'run_id')}`, true);
      };
    },
  };
}

/** Faults of event streams. */
export const eventFaults: readonly Fault[] = [
  events('text-plain', 'ARP-RT-050', 'Server-sent events say they are text/plain', typed('text/plain')),
  events('quoted', 'ARP-RT-061', 'The data of all events is one JSON string after another', {
    frame: (frame, event) => frame.replace(/data: .*/, () => `data: ${JSON.stringify(`${JSON.stringify(event)}\n`)}`),
  }),
  events('trailing', 'ARP-RT-051', 'A second value follows the JSON of each event', {
    frame: (frame) => frame.replace(/\}(\n+)$/, '} {}$1'),
  }),
  events('twice-named', 'ARP-CM-035', 'A member of each event stands twice', {
    frame: (frame, event) => frame.replace('{', () => `{"seq":${event.seq},`),
  }),
  events('absent-plain', 'ARP-RT-040', 'Events are absent and say so without an envelope', {
    handle: () => ({ status: 404, headers: { 'content-type': 'application/json' }, body: { detail: 'Not Found' } }),
  }),
  events('fail', 'ARP-RT-050', 'Events make the service fail', { handle: broken }),
  events('as-json', 'ARP-RT-050', 'Events say they are application/json', typed('application/json')),
  events('without-type', 'ARP-RT-050', 'Events have no Content-Type', { answer: (answer) => drop(answer.headers, 'content-type') }),
  events('not-json', 'ARP-RT-051', 'The data of events is not JSON', { frame: (frame) => frame.replaceAll('"', "'") }),
  events('double-encoded', 'ARP-RT-061', 'Each event is a JSON string of JSON', {
    frame: (frame, event) => frame.replace(JSON.stringify(event), JSON.stringify(JSON.stringify(event))),
  }),
  events('without-time', 'ARP-RT-052', 'Events have no time', { event: ({ time: _, ...rest }) => [rest] }),
  events(
    'unknown-field',
    'ARP-CM-015',
    'Events have an undeclared field',
    change(() => ({ message: 'hello' })),
  ),
  events(
    'null-data',
    'ARP-CM-014',
    'Unset data of an event is null',
    change(() => ({ data: null })),
  ),
  events(
    'data-string',
    'ARP-RT-052',
    'The data of events is a string',
    change(() => ({ data: 'text' })),
  ),
  events(
    'other-run',
    'ARP-RT-053',
    'Events name another run',
    change(() => ({ run_id: 'another' })),
  ),
  events(
    'seq-string',
    'ARP-RT-054',
    'seq is a string',
    change((event) => ({ seq: String(event.seq) })),
  ),
  events(
    'type-unknown',
    'ARP-RT-054',
    'An event is of the type "log"',
    change((event) => event.type === 'step' && { type: 'log' }),
  ),
  events(
    'time-epoch',
    'ARP-RT-054',
    'The time of events is a number',
    change((event) => ({ time: Date.parse(String(event.time)) })),
  ),
  events(
    'seq-repeats',
    'ARP-RT-055',
    'Two events have the same seq',
    change((event) => ({ seq: Math.floor(Number(event.seq) / 2) })),
  ),
  events(
    'seq-falls',
    'ARP-RT-055',
    'seq falls',
    change((event) => ({ seq: event.seq === 0 ? 1 : Number(event.seq) - 1 })),
  ),
  events(
    'seq-gap',
    'ARP-RT-056',
    'seq has gaps',
    change((event) => ({ seq: Number(event.seq) * 2 })),
  ),
  events(
    'seq-starts-late',
    'ARP-RT-056',
    'seq starts at 5',
    change((event) => ({ seq: Number(event.seq) + 5 })),
  ),
  events('time-falls', 'ARP-RT-056', 'Time goes backwards from event to event', {
    event: (event) => [{ ...event, time: new Date(Date.parse(String(event.time)) - Number(event.seq) * 1000).toISOString() }],
  }),
  events('without-end', 'ARP-RT-057', 'The last event is missing', { event: (event) => (isLast(event) ? [] : [event]) }),
  events('two-ends', 'ARP-RT-057', 'The last event comes twice', {
    event: (event) => (isLast(event) ? [event, { ...event, seq: Number(event.seq) + 1 }] : [event]),
  }),
  events('after-end', 'ARP-RT-057', 'An event follows the last one', {
    event: (event) => (isLast(event) ? [event, { ...event, type: 'token', seq: Number(event.seq) + 1 }] : [event]),
  }),
  events('stay-open', 'ARP-RT-057', 'The stream stays open after the last event', {
    answer: (answer) => {
      const feed = answer.stream?.feed;
      if (feed === undefined || answer.stream === undefined) return;
      answer.stream = {
        ...answer.stream,
        feed: { follow: (reader) => feed.follow({ ...reader, event: (event) => reader.event(event), end: () => {} }) },
      };
    },
  }),
  {
    ...events('left-never-ends', 'ARP-RT-019', 'A run whose reader leaves before its end goes on for ever', {
      answer: (answer, call) => {
        const { stream, body } = answer;
        if (stream !== undefined) answer.stream = { ...stream, feed: noticing(stream.feed, call) };
        if (!isJsonObject(body) || !call.memory.has(`left ${parameter(call, 'run_id')}`)) return;
        put(body, 'state', 'running');
        drop(body, 'ended_at');
      },
    }),
    operations: ['stream_run_events', 'get_run_status'],
    shows: 'full',
  },
  events(
    'wrong-end',
    'ARP-RT-058',
    'A run that succeeded ends with an error event',
    change((event) => event.type === 'final' && { type: 'error' }),
  ),
  events('result-before-call', 'ARP-RT-059', 'A tool_result comes before its tool_call', {
    ...change(
      (event) => (event.type === 'tool_call' && { type: 'tool_result' }) || (event.type === 'tool_result' && { type: 'tool_call' }),
    ),
  }),
  events('unknown-200', 'ARP-RT-060', 'An unknown run has an empty stream', {
    handle: (_call, next) =>
      next().catch(() => ({ status: 200, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }, body: undefined })),
  }),
  events('unknown-plain', 'ARP-RT-060', 'Events of an unknown run are turned down without an envelope', {
    on: 'refusal',
    answer: (answer) => answer.status === 404 && put(answer, 'body', { detail: 'Not Found' }),
  }),
  events('cacheable', 'ARP-RT-062', 'Events may be cached', {
    answer: (answer) => put(answer.headers, 'cache-control', 'public, max-age=3600'),
  }),
  events('no-replay', 'ARP-RT-062', 'A second reading gives fewer events, numbered anew', {
    event: (event, call) => {
      const key = `first reading of ${parameter(call, 'run_id')}`;
      const first = call.memory.get(key) ?? call.nth;
      call.memory.set(key, first);
      if (call.nth === first) return [event];
      return event.type === 'token' ? [] : [isLast(event) ? { ...event, seq: Number(event.seq) - 2 } : event];
    },
  }),
];
