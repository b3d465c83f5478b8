import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runInside } from '../cli/inside.js';
import { findingsOf, type JsonReport, reportOf, requirementsThat } from '../cli/report.js';
import { listen } from '../cli/service.js';

const RUN = 'hostile-run';
const event = (seq: number, more: object = {}): string =>
  JSON.stringify({ run_id: RUN, seq, type: 'token', time: '2026-01-01T00:00:00Z', ...more });
const final = (seq: number): string => event(seq, { type: 'final' });
const NDJSON = 'application/x-ndjson';

/** A runtime with one run, which has succeeded, and a stream of events of a kind. */
async function startRuntime(stream: (response: ServerResponse) => void): Promise<string> {
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

async function checked(stream: (response: ServerResponse) => void, ...args: string[]): Promise<JsonReport> {
  const url = await startRuntime(stream);
  const only = ['open', 'after', 'own-id', 'order', 'end'].flatMap((id) => ['--only', `runtime.events.${id}`]);
  const own = ['check', 'runtime', '--url', url, '--tier', 'full', '--allow-mutations', '--auth', 'disabled', '--format', 'json'];
  return reportOf(await runInside([...own, ...only, '--timeout', '1', '--poll-timeout', '2', ...args]));
}

const told = (report: JsonReport): string =>
  findingsOf(report)
    .map(({ requirement, message }) => `${requirement} ${message}`)
    .join('\n');
const head = (response: ServerResponse, type = NDJSON): ServerResponse =>
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });

/** Writes one piece as fast as it is taken, for ever. */
function endless(response: ServerResponse, piece: string): void {
  const more = (): void => {
    while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
  };
  more();
}

describe('A stream without measure', () => {
  it.each<[string, (response: ServerResponse) => void, string[], RegExp]>([
    [
      'a line that never ends',
      (response) => endless(head(response), 'x'.repeat(65_536)),
      [],
      /ARP-RT-057 line 1: expected a line of at most 1 MiB/,
    ],
    [
      'comments that never end',
      (response) => endless(head(response, 'text/event-stream'), ': still here\n'.repeat(1000)),
      ['--max-stream', '4MiB'],
      /at most 4 MiB \(--max-stream\), got a larger one/,
    ],
    [
      'events that never end',
      (response) => endless(head(response), `${event(1)}\n`.repeat(100)),
      ['--max-events', '500'],
      /at most 500 events \(--max-events\), got more/,
    ],
    [
      'silence after an event',
      (response) => void head(response).write(`${event(0)}\n`),
      [],
      /something to come within 1 s \(--timeout\), or the end, got silence/,
    ],
    [
      'no close after its last event',
      (response) => void head(response).write(`${final(0)}\n`),
      [],
      /to be closed within 1 s of its last event, got one that stays open/,
    ],
    [
      'drops that never end',
      (response) => {
        head(response);
        const timer = setInterval(() => response.write('\n'), 200);
        response.on('close', () => clearInterval(timer));
      },
      ['--stream-time', '1.5'],
      /a stream of at most 1.5 s \(--stream-time\), got a longer one/,
    ],
  ])('%s: ends in a finding', async (_name, stream, args, says) => {
    const report = await checked(stream, ...args);
    expect(told(report)).toMatch(says);
    expect(requirementsThat('FAIL', report)).toContain('ARP-RT-057');
    expect(report.bug).toBeUndefined();
  });
});

describe('A stream', () => {
  it('is judged through Content-Encoding', async () => {
    const body = gzipSync(`${event(0)}\n${event(1)}\n${final(2)}\n`);
    const report = await checked(
      (response) => void response.writeHead(200, { 'content-type': NDJSON, 'content-encoding': 'gzip' }).end(body),
    );
    expect(told(report)).toBe('');
  });

  it('in a quoted JSON string is recognised, and its lines are judged', async () => {
    const body = JSON.stringify(`${event(0)}\n${event(1, { run_id: 'another' })}\n${final(2)}\n`);
    const report = await checked((response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    expect(requirementsThat('FAIL', report).sort()).toEqual(['ARP-RT-050', 'ARP-RT-053', 'ARP-RT-061']);
    expect(told(report)).toMatch(/ARP-RT-061 line 1: expected the events themselves, got a JSON string that holds all of them/);
    expect(told(report)).toMatch(/ARP-RT-053 line 2: \/run_id/);
  });

  it('of lines as text/plain is a warning', async () => {
    const report = await checked((response) => void head(response, 'text/plain').end(`${event(0)}\r\n\r\n${final(1)}`));
    expect({ fails: requirementsThat('FAIL', report), warns: requirementsThat('WARN', report) }).toEqual({
      fails: [],
      warns: ['ARP-RT-050'],
    });
  });

  it('that breaks off is told as that', async () => {
    const report = await checked((response) => {
      head(response).write(`${event(0)}\n{"run_id"`);
      setTimeout(() => response.destroy(), 50);
    });
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-RT-050']);
    expect(told(report)).toMatch(/the answer broke off/);
  });

  it('of bytes that are no UTF-8 says on which line', async () => {
    const bytes = Buffer.concat([Buffer.from(`${event(0)}\n"`), Buffer.from([0xff, 10]), Buffer.from(`${final(1)}\n`)]);
    const report = await checked((response) => void head(response).end(bytes));
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-CM-032']);
    expect(told(report)).toMatch(/line 2: expected UTF-8/);
  });
});
