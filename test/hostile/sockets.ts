import { createServer, type Socket } from 'node:net';
import { healthBody, listen, versionBody } from '../cli/service.js';

/** What a service of bare sockets does with one connection, of which this is the how-manieth, from 1. */
export type Connection = (socket: Socket, number: number) => void;

/** A service that knows no HTTP but what it is told. Gives its address. */
export async function startSockets(
  connected: Connection,
  settings: { readonly host?: string; readonly scheme?: string } = {},
): Promise<string> {
  const { host = '127.0.0.1', scheme = 'http' } = settings;
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    count += 1;
    socket.on('error', () => undefined);
    connected(socket, count);
  });
  const { port } = await listen(server, host);
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A whole answer, and no header that it can do without. */
export function wholeAnswer(content: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`;
}

/** The content that a request asks for, from its first line. */
export function contentFor(request: string): string {
  return JSON.stringify(/ \S*\/health /.test(request) ? healthBody() : versionBody());
}

/** Tells of each request that comes in, whole, by its head; how-manieth it is on its connection, from 1. */
export function onRequest(socket: Socket, taken: (head: string, number: number) => void): void {
  let seen = '';
  let count = 0;
  socket.on('data', (bytes) => {
    seen += bytes.toString('latin1');
    for (let end = seen.indexOf('\r\n\r\n'); end >= 0; end = seen.indexOf('\r\n\r\n')) {
      const head = seen.slice(0, end + 4);
      seen = seen.slice(end + 4);
      count += 1;
      taken(head, count);
    }
  });
}

/** Writes pieces, one after the other, with so many milliseconds between. */
export function dripped(socket: Socket, pieces: Iterable<string | Uint8Array>, ms: number, then: () => void = () => undefined): void {
  const left = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const { done, value } = left.next();
    if (done !== true) return void socket.write(value);
    clearInterval(timer);
    then();
  }, ms);
  socket.on('close', () => clearInterval(timer));
}

/** Writes one piece as fast as it is taken, for ever. */
export function endlessly(socket: Socket, piece: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed) if (!socket.write(piece)) return void socket.once('drain', more);
  };
  more();
}
