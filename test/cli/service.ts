import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

/** Answers one request, in whatever way. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A request as the service saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Requests that were under way when it came, itself included. */
  readonly together: number;
}

export interface TinyService {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** The next request that comes in; ask before it does. */
  nextRequest(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceSettings {
  readonly health?: Handler;
  readonly version?: Handler;
  /** Stands before `/v1`. */
  readonly basePath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: TlsOptions;
}

/** The name of a service in these tests. */
const NAME = 'tiny-service';

export function healthBody(more: object = {}): object {
  return { status: 'ok', time: new Date().toISOString(), ...more };
}

export function versionBody(more: object = {}): object {
  return { service_name: NAME, service_version: '1.2.3', supported_api_versions: ['v1'], ...more };
}

/** Answers with a text or bytes that say that they are JSON. */
export function body(content: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Handler {
  return (_request, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(content);
}

export function json(value: unknown, status = 200): Handler {
  return body(JSON.stringify(value), {}, status);
}

/** Answers each time anew. */
export function fresh(make: () => Handler): Handler {
  return (request, response) => make()(request, response);
}

/** Writes bytes onto the socket as they are; then closes it, resets it, or leaves it open. */
export function raw(bytes: string | Uint8Array, then: 'close' | 'reset' | 'leave open' = 'close'): Handler {
  return ({ socket }) => {
    const rest = { close: () => socket.end(), reset: () => void socket.resetAndDestroy(), 'leave open': () => undefined }[then];
    if (bytes.length === 0) rest();
    else socket.write(bytes, () => rest());
  };
}

/** Takes the request and never answers. */
export const silence: Handler = () => undefined;

/** A conforming service of two routes, some of which may be overridden. It ends, with all its connections, when the test does. */
export async function startService(settings: ServiceSettings = {}): Promise<TinyService> {
  const { health = fresh(() => json(healthBody())), version = json(versionBody()), basePath = '', host = '127.0.0.1', tls } = settings;
  const requests: SeenRequest[] = [];
  const waiting: (() => void)[] = [];
  let together = 0;
  const listener: RequestListener = (request, response) => {
    together += 1;
    response.on('close', () => {
      together -= 1;
    });
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, together });
    for (const tell of waiting.splice(0)) tell();
    if (request.url === `${basePath}/v1/health`) health(request, response);
    else if (request.url === `${basePath}/v1/version`) version(request, response);
    else json({ error: { code: 'not_found', message: 'There is nothing here.' } }, 404)(request, response);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  const { port, close } = await listen(server, host, settings.port);
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${authority}:${port}${basePath}`,
    port,
    requests,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close,
  };
}

/** Listens on a free port; ends, with all its connections, when the test does. */
export async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
  }
  server.on('tlsClientError', () => undefined);
  server.listen(port, host);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

/** A port on which nothing listens (any more). */
export async function closedPort(): Promise<number> {
  const { port, close } = await startService();
  await close();
  return port;
}

/** Path of a file of the test certificates. */
export function certificate(name: string): string {
  return new URL(`./certificates/${name}`, import.meta.url).pathname;
}

/** TLS settings of a server that proves itself by the test certificate. */
export function serverTls(): TlsOptions {
  return { cert: readFileSync(certificate('server.pem')), key: readFileSync(certificate('server.key')) };
}
