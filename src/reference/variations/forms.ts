import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';
import type { Variation } from './variation.js';

const ALL: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
/** What a proxy or a framework puts beside an answer. */
const BESIDE = {
  via: '1.1 edge-7 (gateway)',
  etag: 'W/"1a2b3c"',
  vary: 'Accept-Encoding, Origin',
  'cache-control': 'no-store, max-age=0',
  'set-cookie': 'affinity=Zm9v; Path=/; HttpOnly',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-request-id': '7f3e\t"quoted", and more',
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const OFFSET_MINUTES = 330;

/** Changes the text of every JSON body. */
function text(id: string, title: string, change: (text: string) => string): Variation {
  return {
    ...{ id, services: ALL, title, on: 'any' },
    wire: (delivery) => {
      if (delivery.bytes.length > 0) delivery.bytes = Buffer.from(change(delivery.bytes.toString('utf8')), 'utf8');
      return undefined;
    },
  };
}

/** Changes every JSON body as a value. */
function body(id: string, title: string, change: (value: Json) => Json): Variation {
  return {
    ...{ id, services: ALL, title, on: 'any' },
    answer: (answer) => {
      if (answer.body !== undefined) answer.body = change(answer.body);
    },
  };
}

/** The same answers in other forms of HTTP, JSON and time. */
export const formVariations: readonly Variation[] = [
  text('pretty-json', 'JSON is indented and ends with a line feed', (json) => `${JSON.stringify(JSON.parse(json), null, '\t')}\r\n`),
  text('escaped-json', 'Slashes and letters that begin a name are escaped in JSON', (json) =>
    json.replaceAll('/', '\\/').replace(/"([a-z])/g, (_, letter: string) => `"\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  body('reversed-members', 'Members of objects come in another order', reversed),
  body('other-offsets', 'Times have nine digits of a second and an offset from UTC', (value) => mapped(value, elsewhere)),
  {
    ...{ id: 'chunked', services: ALL, title: 'Bodies come in small chunks, without a length', on: 'any' },
    wire: ({ status, headers, bytes, response }) => {
      if (bytes.length === 0) return false;
      response.writeHead(status, headers);
      for (let at = 0; at < bytes.length; at += 97) response.write(bytes.subarray(at, at + 97));
      response.end();
      return true;
    },
  },
  {
    ...{ id: 'two-pieces', services: ALL, title: 'The second half of every body comes 15 ms after the first', on: 'any' },
    wire: ({ status, headers, bytes, response }, { closing }) => {
      if (bytes.length === 0) return false;
      response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
      const half = bytes.length >> 1;
      response.write(bytes.subarray(0, half));
      const rest = (): void => void response.end(bytes.subarray(half));
      void pause(15, undefined, { ref: false, signal: closing }).then(rest, rest);
      return true;
    },
  },
  {
    ...{ id: 'header-case', services: ALL, title: 'Names of headers are in upper case', on: 'any' },
    wire: ({ headers }) => {
      for (const [name, value] of Object.entries(headers)) {
        delete headers[name];
        headers[name.toUpperCase()] = value;
      }
      return undefined;
    },
  },
  {
    ...{ id: 'media-type-case', services: ALL, title: 'The media type of JSON is written in mixed case, its charset in quotes', on: 'any' },
    answer: ({ headers }) => {
      if (headers['content-type'] === 'application/json') headers['content-type'] = 'Application/JSON ; Charset="UTF-8"';
    },
  },
  {
    ...{ id: 'proxy-headers', services: ALL, title: 'Every answer has headers of a gateway before the service', on: 'any' },
    answer: ({ headers }) => void Object.assign(headers, BESIDE),
  },
  {
    ...{ id: 'early-hints', services: ALL, title: 'A 103 comes before every answer', on: 'any' },
    wire: ({ response }) => {
      response.writeEarlyHints({ link: '</docs>; rel=help' });
      return undefined;
    },
  },
];

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)])) as JsonObject;
}

/** The same instant, told at another place. */
function elsewhere(instant: string): string {
  if (!INSTANT.test(instant)) return instant;
  const there = new Date(Date.parse(instant) + OFFSET_MINUTES * 60_000).toISOString();
  return there.replace('Z', '000000+05:30');
}
