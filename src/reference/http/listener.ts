import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ReferenceOptions } from '../options.js';

/** A listening socket. */
export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:4711`, without a path. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Listens as the options say and hands on every request; throws an Error of one sentence when it cannot. */
export async function listen(
  options: ReferenceOptions,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const server: Server = options.tls === undefined ? createServer() : createTlsServer({ key: options.tls.key, cert: options.tls.cert });
  const sockets = trackSockets(server);
  // Longer than any pause of a checker, so that a reused connection does not die under it.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.on('request', onRequest);
  server.on('checkExpectation', onRequest);
  server.on('clientError', refuseGarbage);
  const host = options.host ?? '127.0.0.1';
  await bind(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return { port, origin: originOf(options, host, port), close: () => close(server, sockets) };
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  return sockets;
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is in use' : error.code === 'EACCES' ? 'this port is not allowed' : error.message;
      reject(new Error(`Cannot listen on ${host} port ${port}: ${why}`));
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

function originOf(options: ReferenceOptions, host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${options.tls === undefined ? 'http' : 'https'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

// What the HTTP parser turns down never becomes a request; it still gets an envelope (ARP-CM-020).
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, reason] = error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
  const body = JSON.stringify({ error: { code: 'invalid_request', message: 'The request is not valid HTTP' } });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
