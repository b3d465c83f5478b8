import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { body, fresh, type Handler, healthBody, json, raw, silence } from '../cli/service.js';
import { describeFleet } from './fleet.js';

const text = (): string => JSON.stringify(healthBody());
const JSON_TYPE = 'Content-Type: application/json\r\n';
/** Bytes of a whole answer, made anew for each request. */
const wire = (make: (content: string) => string, then?: 'close' | 'reset' | 'leave open'): Handler => fresh(() => raw(make(text()), then));
const packed = (pack: (content: string) => Uint8Array, encoding: string): Handler =>
  fresh(() => body(pack(text()), { 'content-encoding': encoding }));
const wholeAnswer = (content: string): string => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: ${content.length}\r\n\r\n${content}`;

describeFleet('An answer that breaks on the wire', {
  'a body shorter than its Content-Length': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 500\r\n\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: ['expected a whole answer, got the answer broke off'],
  },
  'chunks that never end': {
    health: wire(
      (content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n${content.length.toString(16)}\r\n${content}\r\n`,
    ),
    fails: ['ARP-CM-001'],
    says: ['the answer broke off'],
  },
  'a chunk of no known size': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\nzz\r\n${content}\r\n0\r\n\r\n`),
    fails: ['ARP-CM-001'],
    says: [/broke off|not HTTP/],
  },
  'a reset in the middle of a body': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 500\r\n\r\n${content}`, 'reset'),
    fails: ['ARP-CM-001'],
    says: ['the answer broke off'],
  },
  'a body longer than its Content-Length': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 20\r\n\r\n${content}`),
    fails: ['ARP-CM-032'],
    says: ['expected JSON'],
  },
  'a body longer than its Content-Length, on a connection that stays open': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 20\r\n\r\n${content}`, 'leave open'),
    fails: ['ARP-CM-032'],
    says: ['expected JSON'],
    settings: { jobs: 1 },
  },
  'headers that break off': { health: raw('HTTP/1.1 200 OK\r\nContent-Ty'), fails: ['ARP-CM-001'], says: ['expected a whole answer'] },
  'a connection closed without an answer': {
    health: raw(''),
    fails: ['ARP-CM-001'],
    says: ['the connection was closed before an answer'],
  },
  'a connection reset without an answer': {
    health: raw('', 'reset'),
    fails: ['ARP-CM-001'],
    says: [/the connection was (reset|closed)/],
  },
  'bytes that are not HTTP': { health: raw('SSH-2.0-OpenSSH_9.6\r\n'), fails: ['ARP-CM-001'], says: ['bytes that are not HTTP'] },
  'random bytes': {
    health: raw(Buffer.from('deadbeef00ff1b5b324a'.repeat(100), 'hex')),
    fails: ['ARP-CM-001'],
    says: ['bytes that are not HTTP'],
  },
  'an answer of HTTP/2': {
    health: raw(Buffer.from('000012040000000000', 'hex')),
    fails: ['ARP-CM-001'],
    says: [/not HTTP|closed before/],
  },
  'a status that is no number': { health: raw('HTTP/1.1 OK 200\r\n\r\n'), fails: ['ARP-CM-001'], says: ['bytes that are not HTTP'] },
  'two lengths that differ': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: [/not HTTP|broke off/],
  },
  'a length that is no number': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: many\r\n\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: ['not HTTP'],
  },
  'a length and chunks as well': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: [/not HTTP|broke off/],
  },
  'a header of control characters': { health: raw('HTTP/1.1 200 OK\r\nX\u0001: 1\r\n\r\n'), fails: ['ARP-CM-001'], says: ['not HTTP'] },
  'a change of protocol that nobody asked for': {
    health: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    fails: ['ARP-CM-001'],
    says: [''],
  },
  '10,000 headers': {
    health: wire((content) => `HTTP/1.1 200 OK\r\n${'X-Flood: 0123456789\r\n'.repeat(10_000)}\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: ['more headers than are read (64 KiB)'],
  },
  'one header of 1 MB': {
    health: wire((content) => `HTTP/1.1 200 OK\r\nX-Flood: ${'a'.repeat(1e6)}\r\n\r\n${content}`),
    fails: ['ARP-CM-001'],
    says: ['more headers than are read (64 KiB)'],
  },
  'an answer that never comes': {
    health: silence,
    fails: ['ARP-CM-001'],
    says: ['no whole answer within 1 s'],
    settings: { timeout: 1 },
  },
  'headers and then nothing': {
    health: raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', 'leave open'),
    fails: ['ARP-CM-001'],
    says: ['no whole answer within 1 s'],
    settings: { timeout: 1 },
  },
});

const envelope = { error: { code: 'internal', message: 'It broke.' } };

describeFleet('An answer with another status', {
  '201': { health: fresh(() => json(healthBody(), 201)), fails: ['ARP-CM-001'], says: ['expected status 200, got status 201'] },
  '204': {
    health: (_request, response) => response.writeHead(204).end(),
    fails: ['ARP-CM-001'],
    says: ['expected status 200, got status 204'],
  },
  '206': { health: fresh(() => json(healthBody(), 206)), fails: ['ARP-CM-001'], says: ['got status 206'] },
  '304': { health: (_request, response) => response.writeHead(304).end(), fails: ['ARP-CM-001'], says: ['a redirect (304) to nowhere'] },
  '500 with an envelope': { health: json(envelope, 500), fails: ['ARP-CM-001'], says: ['expected status 200, got status 500'] },
  '500 with HTML': {
    health: body('<h1>Oops</h1>', { 'content-type': 'text/html' }, 500),
    fails: ['ARP-CM-001', 'ARP-CM-020'],
    says: ['got status 500', 'expected an error envelope'],
  },
  '500 without a body': {
    health: (_request, response) => response.writeHead(500).end(),
    fails: ['ARP-CM-001', 'ARP-CM-020'],
    says: ['got status 500', 'expected an error envelope'],
  },
  '500 with an envelope that is not quite one': {
    health: json({ error: { code: 500, message: 'It broke.', cause: null, trace: 'x' } }, 500),
    fails: ['ARP-CM-001', 'ARP-CM-014', 'ARP-CM-015', 'ARP-CM-021'],
    says: ['/error/code: expected a string, got 500', '/error/trace'],
  },
  '500 with an envelope as text': {
    health: body(JSON.stringify(envelope), { 'content-type': 'text/plain' }, 500),
    fails: ['ARP-CM-001', 'ARP-CM-022'],
    says: ['"text/plain"'],
  },
  '503 with an envelope': { health: json(envelope, 503), fails: ['ARP-CM-001'], says: ['got status 503'] },
  '404 as FastAPI writes it': {
    health: json({ detail: 'Not Found' }, 404),
    fails: ['ARP-CM-001', 'ARP-CM-020'],
    says: ['got status 404', 'expected an error envelope'],
  },
  '999': { health: raw('HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n'), fails: ['ARP-CM-001', 'ARP-CM-020'], says: ['got status 999'] },
});

describeFleet('Content codings', {
  gzip: { health: packed((content) => gzipSync(content), 'gzip') },
  'gzip, in capitals': { health: packed((content) => gzipSync(content), 'GZIP') },
  br: { health: packed((content) => brotliCompressSync(content), 'br') },
  deflate: { health: packed((content) => deflateSync(content), 'deflate') },
  'br after gzip': { health: packed((content) => brotliCompressSync(gzipSync(content)), 'gzip, br') },
  identity: { health: packed((content) => Buffer.from(content), 'identity') },
  'gzip that is none': {
    health: packed((content) => Buffer.from(content), 'gzip'),
    fails: ['ARP-CM-032'],
    says: ['expected a body packed as Content-Encoding says, got incorrect header check'],
  },
  'gzip that breaks off': {
    health: packed((content) => gzipSync(content).subarray(0, 30), 'gzip'),
    fails: ['ARP-CM-032'],
    says: ['unexpected end of file'],
  },
  'gzip with a wrong checksum': {
    health: packed((content) => {
      const bytes = gzipSync(content);
      bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 0xff;
      return bytes;
    }, 'gzip'),
    fails: ['ARP-CM-032'],
    says: ['incorrect data check'],
  },
  'a coding that nobody knows': {
    health: packed((content) => Buffer.from(content), 'rot13'),
    fails: ['ARP-CM-032'],
    says: ['the content coding "rot13" is unknown'],
  },
  'many codings': {
    health: packed((content) => Buffer.from(content), Array(50).fill('gzip').join(',')),
    fails: ['ARP-CM-032'],
    says: ['50 content codings'],
  },
});

const harmless: Readonly<Record<string, Handler>> = {
  'HTTP/1.0': wire((content) => `HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n${content}`),
  'an answer that ends with its connection': wire((content) => `HTTP/1.1 200 OK\r\n${JSON_TYPE}Connection: close\r\n\r\n${content}`),
  'Connection: close with a length': wire((content) => wholeAnswer(content).replace('\r\n', '\r\nConnection: close\r\n')),
  'chunks of one byte': wire(
    (content) =>
      `HTTP/1.1 200 OK\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n${[...content].map((letter) => `1\r\n${letter}\r\n`).join('')}0\r\n\r\n`,
  ),
  'no reason phrase': wire((content) => wholeAnswer(content).replace(' OK', '')),
  'an early hint before the answer': wire((content) => `HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n${wholeAnswer(content)}`),
  'header names in capitals': wire((content) => wholeAnswer(content).replace('Content-Type', 'CONTENT-TYPE')),
  'a charset of UTF-8 in quotes': fresh(() => body(text(), { 'content-type': 'Application/JSON; charset="UTF-8"' })),
  'white space around the value': fresh(() => body(`\r\n\t ${text()} \n`)),
  'two answers to one request': wire((content) => wholeAnswer(content) + wholeAnswer('{"service_name":1}'), 'leave open'),
  'header bytes beyond ASCII': fresh(() => body(text(), { 'x-note': 'caf\u00e9' })),
};

describeFleet('What does not matter', Object.fromEntries(Object.entries(harmless).map(([name, health]) => [name, { health }])));
