import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ReferenceService } from '../options.js';
import type { Variation } from './variation.js';

const ALL: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];

/** Other ways to put the same answers on the wire. */
export const transportVariations: readonly Variation[] = [
  {
    id: 'gzip',
    services: ALL,
    title: 'Bodies are compressed as Accept-Encoding allows, br before gzip',
    on: 'any',
    wire: (delivery, call) => {
      const accepted = String(call.headers['accept-encoding'] ?? '');
      const coding = /\bbr\b(?!;q=0(?:\.0*)?\b)/.test(accepted) ? 'br' : /\bgzip\b(?!;q=0(?:\.0*)?\b)/.test(accepted) ? 'gzip' : undefined;
      if (coding === undefined || delivery.bytes.length === 0) return undefined;
      delivery.bytes = coding === 'br' ? brotliCompressSync(delivery.bytes) : gzipSync(delivery.bytes);
      Object.assign(delivery.headers, { 'content-encoding': coding, vary: 'accept-encoding' });
      return undefined;
    },
  },
  {
    id: 'charset',
    services: ALL,
    title: 'The media type of JSON carries a charset parameter',
    on: 'any',
    answer: (answer) => {
      if (answer.headers['content-type'] === 'application/json') answer.headers['content-type'] = 'application/json; charset=utf-8';
    },
  },
  {
    id: 'connection-close',
    services: ALL,
    title: 'Every connection is closed after one answer',
    on: 'any',
    answer: (answer) => {
      answer.headers.connection = 'close';
    },
  },
  {
    id: 'latency',
    services: ALL,
    title: 'Every answer takes 80 ms longer',
    request: (call) => pause(80, undefined, { ref: false, signal: call.closing }),
  },
  {
    id: 'ndjson',
    services: ['runtime'],
    title: 'Events come as NDJSON unless the client asks for SSE',
    settings: (settings) => {
      settings.eventFraming = 'ndjson';
    },
  },
  {
    id: 'sse-rich',
    services: ['runtime'],
    title: 'Events come as SSE with comments, names, retry, CRLF and data in several lines',
    operations: ['stream_run_events'],
    frame: (frame, event) => {
      if (!frame.startsWith('id: ')) return frame;
      const lines = JSON.stringify(event, undefined, 1).split('\n');
      return [
        ': still here',
        'retry: 1000',
        `event: ${event.type}`,
        `id: ${event.seq}`,
        ...lines.map((line) => `data: ${line}`),
        '',
        '',
      ].join('\r\n');
    },
  },
];
