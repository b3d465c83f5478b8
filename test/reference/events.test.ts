import { describe, expect, it } from 'vitest';
import { type Client, isOver, open, until } from './client.js';
import { expectFit } from './contract.js';

interface Event {
  readonly run_id: string;
  readonly seq: number;
  readonly type: string;
  readonly time: string;
}

async function start(client: Client, goal: string): Promise<string> {
  return (await client.post('/v1/runs', { input: { goal } })).body.run_id;
}

function fromSse(text: string): Event[] {
  const blocks = text.split(/\r?\n\r?\n/).filter((block) => block !== '');
  return blocks.map((block) =>
    JSON.parse(
      block
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice(6))
        .join('\n'),
    ),
  );
}

function expectWhole(events: readonly Event[], runId: string, last: string): void {
  for (const event of events) expectFit('runtime/runs/run_event', event);
  expect(new Set(events.map((event) => event.run_id))).toEqual(new Set([runId]));
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
  expect(events.filter((event) => ['final', 'error'].includes(event.type)).map((event) => event.type)).toEqual([last]);
  expect(events.at(-1)?.type).toBe(last);
  expect(events.map((event) => event.time)).toEqual(events.map((event) => event.time).toSorted());
}

describe('events', () => {
  it('come as SSE while they happen, and again from the start afterwards', async () => {
    const client = await open({ service: 'runtime' });
    const id = await start(client, 'x');
    const live = await client.get(`/v1/runs/${id}/events`);
    expect(live.headers.get('content-type')).toBe('text/event-stream');
    expect(live.headers.get('cache-control')).toBe('no-store');
    const events = fromSse(live.text);
    expectWhole(events, id, 'final');
    expect(events.map((event) => event.type)).toEqual(['step', 'tool_call', 'tool_result', 'token', 'token', 'final']);
    expect((await client.get(`/v1/runs/${id}/events`)).text).toBe(live.text);
  });

  it('come as NDJSON when the client asks for it', async () => {
    const client = await open({ service: 'runtime' });
    const id = await start(client, 'please fail');
    for (const accept of ['application/x-ndjson', 'text/event-stream;q=0.5, application/jsonl']) {
      const reply = await client.get(`/v1/runs/${id}/events`, { headers: { accept } });
      expect(reply.headers.get('content-type')).toBe('application/x-ndjson');
      const lines = reply.text.trimEnd().split('\n');
      expectWhole(
        lines.map((line) => JSON.parse(line)),
        id,
        'error',
      );
    }
    expect((await client.get(`/v1/runs/${id}/events`, { headers: { accept: '*/*' } })).headers.get('content-type')).toBe(
      'text/event-stream',
    );
  });

  it('arrive before the run is over, end with a cancel, and survive a client that leaves', async () => {
    const client = await open({ service: 'runtime' });
    const id = await start(client, 'slow');
    const leaving = new AbortController();
    const left = await fetch(`${client.reference.url}/v1/runs/${id}/events`, { signal: leaving.signal });
    await left.body?.getReader().read();
    leaving.abort();
    const response = await fetch(`${client.reference.url}/v1/runs/${id}/events`);
    const reader = response.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first).toContain('"seq":0');
    expect(isOver(await client.get(`/v1/runs/${id}`))).toBe(false);
    await client.post(`/v1/runs/${id}:cancel`);
    let text = first;
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read())
      text += new TextDecoder().decode(chunk.value);
    expectWhole(fromSse(text), id, 'final');
    await until(() => client.get(`/v1/runs/${id}`), isOver);
  });

  it('conform in the rich framing too', async () => {
    const client = await open({ service: 'runtime', variations: ['sse-rich', 'vendor-extensions'] });
    const id = await start(client, 'x');
    expectWhole(fromSse((await client.get(`/v1/runs/${id}/events`)).text), id, 'final');
  });
});
