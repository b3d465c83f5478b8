import type { ServerResponse } from 'node:http';
import type { Patch } from '../hooks.js';
import type { JsonObject } from '../json.js';
import type { Answer } from './answer.js';
import type { Call } from './call.js';

/** Media type of each framing; both conform (requirements, ambiguity 1). */
export const FRAMING_TYPES = { sse: 'text/event-stream', ndjson: 'application/x-ndjson' } as const;

/** Writes run events as they happen and closes after the last one (ARP-RT-050…062). */
export function streamEvents(answer: Answer, call: Call, patches: readonly Patch[], response: ServerResponse): void {
  const stream = answer.stream;
  if (stream === undefined) return;
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  const stop = stream.feed.follow({
    event: (event) => {
      for (const out of patchedEvents(event, call, patches)) response.write(patchedFrame(out, stream.framing, call, patches));
    },
    end: () => response.end(),
  });
  response.once('close', stop);
}

/** The framing that an `Accept` header asks for; the service's own choice where it does not care. */
export function framingFor(accept: string | undefined, preferred: 'sse' | 'ndjson'): 'sse' | 'ndjson' {
  const ranges = (accept ?? '').split(',').map(parseRange);
  const weight = (types: readonly string[]) =>
    Math.max(0, ...ranges.filter((range) => types.includes(range.type)).map((range) => range.weight));
  const sse = weight(['text/event-stream', 'text/*']);
  const ndjson = weight(['application/x-ndjson', 'application/ndjson', 'application/jsonl']);
  if (sse === ndjson) return preferred;
  return sse > ndjson ? 'sse' : 'ndjson';
}

function parseRange(range: string): { type: string; weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, weight: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

function patchedEvents(event: JsonObject, call: Call, patches: readonly Patch[]): readonly JsonObject[] {
  let events: readonly JsonObject[] = [structuredClone(event)];
  for (const patch of patches) if (patch.event !== undefined) events = events.flatMap((item) => patch.event?.(item, call) ?? [item]);
  return events;
}

function patchedFrame(event: JsonObject, framing: 'sse' | 'ndjson', call: Call, patches: readonly Patch[]): string {
  const line = JSON.stringify(event);
  let frame = framing === 'sse' ? `id: ${event.seq}\ndata: ${line}\n\n` : `${line}\n`;
  for (const patch of patches) frame = patch.frame?.(frame, event, call) ?? frame;
  return frame;
}
