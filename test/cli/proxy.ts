import { createServer, request as sendOn } from 'node:http';
import { connect } from 'node:net';
import { listen } from './service.js';

/** A proxy on loopback that takes every host name for one port of this machine. */
export interface Proxy {
  readonly url: string;
  /** First line of each request, without `HTTP/1.1`. */
  readonly seen: string[];
}

export async function startProxy(target: number): Promise<Proxy> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url ?? '/', 'http://nowhere.invalid');
    const onward = sendOn(
      { host: '127.0.0.1', port: target, path: pathname, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, socket, head) => {
    seen.push(`CONNECT ${request.url}`);
    const onward = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket])
      end.on('error', () => undefined).on('close', () => [onward, socket].map((other) => other.destroy()));
  });
  const { port } = await listen(server);
  return { url: `http://127.0.0.1:${port}`, seen };
}
