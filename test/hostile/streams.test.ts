import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createGzip, deflateSync, gzipSync } from 'node:zlib';
import { listen } from '../cli/service.js';
import { describeFleet, type Row } from './fleet.js';

const RUN = 'hostile-run';
const event = (seq: number, more: object = {}): string =>
  JSON.stringify({ run_id: RUN, seq, type: 'token', time: '2026-01-01T00:00:00Z', ...more });
const final = (seq: number): string => event(seq, { type: 'final' });
const NDJSON = 'application/x-ndjson';
const SSE = 'text/event-stream';

type Stream = (response: ServerResponse) => void;

/** A runtime with one run, which has succeeded, and a stream of events of a kind. Gives its address. */
async function startRuntime(stream: Stream): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const json = (status: number, value: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.method === 'GET' && request.url?.endsWith('/events') && request.url.includes(RUN)) stream(response);
    else if (request.url === '/v1/runs' || request.url === `/v1/runs/${RUN}`) json(200, { run_id: RUN, state: 'succeeded' });
    else json(404, { error: { code: 'not_found', message: 'There is nothing here.' } });
  });
  const { port } = await listen(server);
  return `http://127.0.0.1:${port}`;
}

const SETTINGS = {
  tier: 'full',
  'allow-mutations': true,
  auth: 'disabled',
  timeout: 2,
  'poll-timeout': 3,
  only: ['open', 'after', 'own-id', 'order', 'end'].map((id) => `runtime.events.${id}`),
};
/** So many plans of tier full fit into the memory that a run may take. */
const AT_A_TIME = 4;
/** A stream, and what must come of it. */
const row = (stream: Stream, { settings, ...expected }: Row = {}): Row => ({
  start: () => startRuntime(stream),
  settings: { ...SETTINGS, ...settings },
  ...expected,
});
const head = (response: ServerResponse, type = NDJSON): ServerResponse =>
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
/** Lines, all at once. */
const lines = (...all: readonly (string | Uint8Array)[]): Stream => {
  return (response) => void head(response).end(Buffer.concat(all.map((line) => Buffer.concat([Buffer.from(line), Buffer.from('\n')]))));
};
const asEvents =
  (text: string): Stream =>
  (response) =>
    void head(response, SSE).end(text);
const tooMuch = (stream: Stream, says: RegExp, settings: NonNullable<Row['settings']> = {}): Row =>
  row(stream, { fails: ['ARP-RT-057'], says: [says], settings });

/** Writes one piece as fast as it is taken, for ever. */
function endless(response: ServerResponse, piece: string | (() => string)): void {
  const next = typeof piece === 'string' ? () => piece : piece;
  const more = (): void => {
    while (!response.destroyed) if (!response.write(next())) return void response.once('drain', more);
  };
  more();
}
/** Events, each a step further than the one before. */
function rising(written: (event: string) => string): () => string {
  let seq = 0;
  return () =>
    Array.from({ length: 100 }, () => {
      seq += 1;
      return written(event(seq));
    }).join('');
}
/** Writes a piece every few milliseconds, for ever. */
function dripping(response: ServerResponse, piece: string, ms: number): void {
  const timer = setInterval(() => response.write(piece), ms);
  response.on('close', () => clearInterval(timer));
}

describeFleet(
  'A stream without measure',
  {
    'a line that never ends': tooMuch(
      (response) => endless(head(response), 'x'.repeat(65_536)),
      /line 1: expected a line of at most 1 MiB/,
    ),
    'an event of data lines that never ends': tooMuch(
      (response) => endless(head(response, SSE), `data: ${'x'.repeat(1000)}\n`.repeat(60)),
      /expected a line of at most 1 MiB|at most 1048576 bytes/,
    ),
    'comments that never end': tooMuch(
      (response) => endless(head(response, SSE), ': still here\n'.repeat(1000)),
      /at most 4 MiB \(--max-stream\), got a larger one/,
      { 'max-stream': '4MiB' },
    ),
    'empty lines that never end': tooMuch((response) => endless(head(response), '\n'.repeat(65_536)), /at most 4 MiB \(--max-stream\)/, {
      'max-stream': '4MiB',
    }),
    'events that never end': tooMuch(
      (response) =>
        endless(
          head(response),
          rising((one) => `${one}\n`),
        ),
      /at most 500 events \(--max-events\), got more/,
      {
        'max-events': 500,
      },
    ),
    'events of SSE that never end': tooMuch(
      (response) =>
        endless(
          head(response, SSE),
          rising((one) => `data: ${one}\n\n`),
        ),
      /at most 500 events/,
      {
        'max-events': 500,
      },
    ),
    'silence after an event': tooMuch(
      (response) => void head(response).write(`${event(0)}\n`),
      /something to come within 2 s \(--timeout\), or the end, got silence/,
    ),
    'silence after its headers': tooMuch((response) => head(response).flushHeaders(), /got silence/),
    'no close after its last event': tooMuch(
      (response) => void head(response).write(`${final(0)}\n`),
      /to be closed within 2 s of its last event, got one that stays open/,
    ),
    'more and more behind its last event': tooMuch((response) => {
      head(response).write(`${final(0)}\n`);
      dripping(response, '\n', 50);
    }, /to be closed within 2 s of its last event/),
    'drops that never end': tooMuch(
      (response) => dripping(head(response), '\n', 200),
      /a stream of at most 1.5 s \(--stream-time\), got a longer one/,
      {
        'stream-time': 1.5,
      },
    ),
    'half a line, a byte at a time': tooMuch((response) => dripping(head(response), 'x', 20), /a stream of at most 1.5 s/, {
      'stream-time': 1.5,
    }),
    'a bomb of gzip': tooMuch(
      (response) => {
        response.writeHead(200, { 'content-type': NDJSON, 'content-encoding': 'gzip' });
        const zip = createGzip();
        zip.pipe(response);
        const piece = Buffer.alloc(2 ** 20, '\n');
        const more = (): void => {
          while (!response.destroyed) if (!zip.write(piece)) return void zip.once('drain', more);
        };
        response.on('close', () => zip.destroy());
        zip.on('error', () => undefined);
        more();
      },
      // Far more than a run may keep; how long the bomb takes to be made is nothing to the tool.
      /at most 64 MiB \(--max-stream\)/,
      { 'max-stream': '64MiB', 'stream-time': 60, timeout: 20 },
    ),
  },
  AT_A_TIME,
);

describeFleet(
  'A stream',
  {
    'that is judged through gzip': row(
      (response) =>
        void response
          .writeHead(200, { 'content-type': NDJSON, 'content-encoding': 'gzip' })
          .end(gzipSync(`${event(0)}\n${event(1)}\n${final(2)}\n`)),
    ),
    'of deflate that breaks off': row(
      (response) =>
        void response
          .writeHead(200, { 'content-type': NDJSON, 'content-encoding': 'deflate' })
          .end(deflateSync(`${event(0)}\n${final(1)}\n`).subarray(0, -8)),
      { fails: ['ARP-CM-032'], says: [/packed as Content-Encoding says, got unexpected end of file/] },
    ),
    'in a quoted JSON string is recognised, and its lines are judged': row(
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(`${event(0)}\n${event(1, { run_id: 'another' })}\n${final(2)}\n`)),
      {
        fails: ['ARP-RT-050', 'ARP-RT-053', 'ARP-RT-061'],
        says: [
          /ARP-RT-061 line 1: expected the events themselves, got a JSON string that holds all of them/,
          /ARP-RT-053 line 2: \/run_id/,
        ],
      },
    ),
    'of lines as text/plain is a warning': row((response) => void head(response, 'text/plain').end(`${event(0)}\r\n\r\n${final(1)}`), {
      warns: ['ARP-RT-050'],
    }),
    'that breaks off is told as that': row(
      (response) => {
        head(response).write(`${event(0)}\n{"run_id"`);
        setTimeout(() => response.destroy(), 50);
      },
      { fails: ['ARP-RT-050'], says: [/the answer broke off/] },
    ),
    'that is reset': row(
      (response) => {
        head(response).write(`${event(0)}\n`);
        setTimeout(() => response.socket?.resetAndDestroy(), 50);
      },
      { fails: ['ARP-RT-050'], says: [/the answer broke off/] },
    ),
    'of bytes that are no UTF-8 says on which line': row(lines(event(0), Buffer.from([0x22, 0xff]), final(1)), {
      fails: ['ARP-CM-032'],
      says: [/line 2: expected UTF-8/],
    }),
    'of lines that are no JSON says on which': row(lines(event(0), '{"a":', final(1)), {
      fails: ['ARP-RT-051'],
      says: [/line 2: expected JSON/],
    }),
    'of two values on a line': row(lines(`${event(0)}${final(1)}`), {
      fails: ['ARP-RT-051'],
      says: [/line 1: expected nothing after the JSON value/],
    }),
    'of NUL behind a value': row(lines(`${event(0)}\0`, final(1)), { fails: ['ARP-RT-051'], says: [/line 1:/] }),
    'nested 100,000 deep on a line': row(lines(event(0), `${'['.repeat(1e5)}${']'.repeat(1e5)}`, final(1)), {
      fails: ['ARP-RT-051'],
      says: [/line 2: expected nesting of at most 512 levels/],
    }),
    'whose lines end in CR alone': row((response) => void head(response).end(`${event(0)}\r${final(1)}\r`), {
      fails: ['ARP-RT-051'],
      says: [/line 1:/],
    }),
    'of SSE whose lines end in CR alone': row(asEvents(`data: ${event(0)}\r\rdata: ${final(1)}\r\r`)),
    'of SSE with a mark, comments, ids and retries': row(
      asEvents(`\ufeff: hello\nid: 1\nevent: x\nretry: 5\ndata: ${event(0)}\n\nid\ndata:${final(1)}\n\n`),
    ),
    'of SSE that says that it is lines': row((response) => void head(response).end(`data: ${event(0)}\n\ndata: ${final(1)}\n\n`), {
      fails: ['ARP-RT-050'],
      says: [/text\/event-stream|server-sent events|SSE/i],
    }),
    'of lines that says that it is SSE': row((response) => void head(response, SSE).end(`${event(0)}\n${final(1)}\n`), {
      fails: ['ARP-RT-050'],
      says: [/lines|newline/i],
    }),
  },
  AT_A_TIME,
);
