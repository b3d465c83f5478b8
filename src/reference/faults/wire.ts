import { gzipSync } from 'node:zlib';
import type { Delivery } from '../http/delivery.js';
import { EVERY_SERVICE, type Fault } from './fault.js';

const MEBIBYTE = 1024 * 1024;

function wire(id: string, breaks: string, title: string, write: (delivery: Delivery) => void): Fault {
  const take = (delivery: Delivery) => {
    write(delivery);
    return true;
  };
  return { id: `wire-${id}`, services: EVERY_SERVICE, operations: ['health'], breaks, title, wire: take };
}

// Node's own response object is too polite for what follows: the socket is written to instead.
function raw(delivery: Delivery, headers: readonly string[], body: Buffer | string, end = true): void {
  const { socket } = delivery.response;
  if (socket === null) return;
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`);
  if (end) socket.end(body);
  else socket.write(body);
}

function drip(delivery: Delivery, piece: string, pauseMs: number): void {
  const { response } = delivery;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"status":"ok",');
  const timer = setInterval(() => response.write(piece), pauseMs).unref();
  response.once('close', () => clearInterval(timer));
}

function flood(delivery: Delivery, megabytes: number): void {
  const { response } = delivery;
  const block = Buffer.alloc(MEBIBYTE, 'a');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"status":"ok","time":"');
  let left = megabytes;
  const more = (): void => {
    while (left-- > 0) if (!response.write(block)) return void response.once('drain', more);
    response.end('"}');
  };
  more();
}

/** Faults below JSON: how the answer is sent, shown on health. */
export const wireFaults: readonly Fault[] = [
  wire('no-answer', 'ARP-CM-001', 'Health never answers', () => {}),
  wire('reset', 'ARP-CM-001', 'The connection is reset instead of an answer', ({ response }) => void response.socket?.resetAndDestroy()),
  wire('hang-up', 'ARP-CM-001', 'The connection is closed without an answer', ({ response }) => void response.socket?.destroy()),
  wire('not-http', 'ARP-CM-001', 'The answer is not HTTP', ({ response }) => void response.socket?.end('hello\r\n\r\n')),
  wire('header-flood', 'ARP-CM-001', 'The answer has 10,000 headers', (delivery) => {
    raw(
      delivery,
      Array.from({ length: 10_000 }, (_, index) => `x-flood-${index}: ${'a'.repeat(50)}`),
      delivery.bytes,
    );
  }),
  wire('endless-header', 'ARP-CM-001', 'The headers never end', ({ response }) => {
    const { socket } = response;
    socket?.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket?.write('x-more: 1\r\n'), 20).unref();
    socket?.once('close', () => clearInterval(timer));
  }),
  wire('drip', 'ARP-CM-001', 'The body comes one blank at a time and never ends', (delivery) => drip(delivery, ' ', 20)),
  wire('stall', 'ARP-CM-001', 'The body stops in the middle and the connection stays open', (delivery) => {
    raw(delivery, [`content-length: ${delivery.bytes.length}`], delivery.bytes.subarray(0, 10), false);
  }),
  wire('length-too-long', 'ARP-CM-001', 'Content-Length promises more than comes', (delivery) => {
    raw(delivery, [`content-length: ${delivery.bytes.length + 50}`], delivery.bytes);
  }),
  wire('length-too-short', 'ARP-CM-032', 'Content-Length promises less than comes', (delivery) => {
    raw(delivery, [`content-length: ${delivery.bytes.length - 10}`, 'connection: close'], delivery.bytes);
  }),
  wire('chunked-garbage', 'ARP-CM-001', 'The chunked framing is broken', (delivery) => {
    raw(delivery, ['transfer-encoding: chunked'], 'zz\r\n{}\r\n');
  }),
  wire('huge-body', 'ARP-CM-001', 'The body has 100 MB', (delivery) => flood(delivery, 100)),
  wire('gzip-bomb', 'ARP-CM-001', 'A small gzip body unpacks to 100 MB', (delivery) => {
    const bomb = gzipSync(Buffer.alloc(100 * MEBIBYTE, 'a'));
    raw(delivery, ['content-encoding: gzip', `content-length: ${bomb.length}`, 'connection: close'], bomb);
  }),
];
