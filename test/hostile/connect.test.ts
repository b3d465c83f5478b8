import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checksThat, findingsOf, type JsonReport, reportOf } from '../cli/report.js';
import { closedPort, fresh, healthBody, json, listen, startService, versionBody } from '../cli/service.js';
import { describeFleet, type Row, runWatched } from './fleet.js';
import { contentFor, dripped, onRequest, startSockets, wholeAnswer } from './sockets.js';

const SOON = { timeout: 1 };
/** One request after the other, so that connections are used again. */
const IN_TURN = { jobs: 1 };
const resent = (report: JsonReport): void => expect(report.results.some(({ exchange }) => exchange?.resent === true)).toBe(true);
const ipv6 = await new Promise<boolean>((resolve) => {
  const server = createServer();
  server.on('error', () => resolve(false)).listen(0, '::1', () => server.close(() => resolve(true)));
});

describeFleet('A service that cannot be connected to', {
  'nothing listens': { start: async () => `http://127.0.0.1:${await closedPort()}`, none: /^the connection was refused/ },
  'nothing listens, on any address of the name': {
    start: async () => `http://localhost:${await closedPort()}`,
    none: /^the connection was refused/,
  },
  'a name that nobody knows': { start: () => Promise.resolve('http://nobody.invalid'), none: /^the host name is not known/ },
  'a name that is too long': { start: () => Promise.resolve(`http://${'a'.repeat(64)}.invalid`), none: /^the host name is not known/ },
  'a port that a machine keeps for itself': {
    start: () => Promise.resolve('http://127.0.0.1:1'),
    none: /^the connection was refused/,
  },
  'an address that leads nowhere': {
    start: () => Promise.resolve('http://192.0.2.1'),
    settings: SOON,
    none: /^(no whole answer within 1 s|the host cannot be reached|no connection came about in time|the connection was refused)/,
  },
});

describeFleet('A service that takes connections and does not speak', {
  'closes each at once': { start: () => startSockets((socket) => void socket.end()), none: /^the connection was closed before an answer/ },
  'resets each at once': {
    start: () => startSockets((socket) => void socket.resetAndDestroy()),
    none: /^the connection was (reset|closed)/,
  },
  'says nothing': { start: () => startSockets(() => undefined), settings: SOON, none: /^no whole answer within 1 s/ },
  'closes its half and goes on reading': {
    start: () => startSockets((socket) => void socket.end().resume()),
    none: /^the connection was closed before an answer/,
  },
  'reads the request and closes': {
    start: () => startSockets((socket) => onRequest(socket, () => socket.end())),
    none: /^the connection was closed before an answer/,
  },
  'reads the request and resets': {
    start: () => startSockets((socket) => onRequest(socket, () => socket.resetAndDestroy())),
    none: /^the connection was (reset|closed)/,
  },
  'greets as a mail server does': {
    start: () => startSockets((socket) => void socket.write('220 mail.example ESMTP\r\n')),
    none: /^bytes that are not HTTP/,
  },
  'greets as a database does': {
    start: () => startSockets((socket) => void socket.write(Buffer.from('4a0000000a382e302e3336000800', 'hex'))),
    none: /^bytes that are not HTTP/,
  },
  'drips a greeting that is none': {
    start: () => startSockets((socket) => dripped(socket, 'hello, who is there?', 5)),
    none: /^bytes that are not HTTP/,
  },
  'answers and breaks off within the status line': {
    start: () => startSockets((socket) => onRequest(socket, () => socket.end('HTTP/1.1 20'))),
    none: /^(the connection was closed before an answer|bytes that are not HTTP)/,
  },
});

const keeping = (after: (socket: Parameters<typeof onRequest>[0]) => void): Row => ({
  start: () =>
    startSockets((socket) =>
      onRequest(socket, (head) => {
        socket.write(wholeAnswer(contentFor(head)), () => after(socket));
      }),
    ),
  settings: IN_TURN,
});

describeFleet('A connection that dies between requests', {
  'is closed after each answer: nobody is blamed': keeping((socket) => socket.end()),
  'is reset after each answer: nobody is blamed': keeping((socket) => setImmediate(() => socket.resetAndDestroy())),
  'is closed when the next request comes: it is sent once more, and the report says so': {
    start: () =>
      startSockets((socket) =>
        onRequest(socket, (head, number) => {
          if (number > 1) socket.end();
          else socket.write(wholeAnswer(contentFor(head)));
        }),
      ),
    settings: IN_TURN,
    and: resent,
  },
  'is reset when the next request comes: it is sent once more, and the report says so': {
    start: () =>
      startSockets((socket) =>
        onRequest(socket, (head, number) => {
          if (number > 1) socket.resetAndDestroy();
          else socket.write(wholeAnswer(contentFor(head)));
        }),
      ),
    settings: IN_TURN,
    and: resent,
  },
  'and a new one dies as well: then it is the service': {
    start: () => {
      let answered = 0;
      return startSockets((socket) =>
        onRequest(socket, (head) => {
          answered += 1;
          if (answered > 1) socket.end();
          else socket.write(wholeAnswer(contentFor(head)));
        }),
      );
    },
    settings: IN_TURN,
    fails: ['ARP-CM-002'],
    says: ['the connection was closed before an answer'],
    and: resent,
  },
  'is left silent when the next request comes: that is the deadline of the request': {
    start: () =>
      startSockets((socket) =>
        onRequest(socket, (head, number) => {
          if (number === 1) socket.write(wholeAnswer(contentFor(head)));
        }),
      ),
    settings: { ...IN_TURN, ...SOON },
    fails: ['ARP-CM-002'],
    says: ['no whole answer within 1 s'],
  },
  'is promised to be kept, and closed; the answers are whole': {
    start: () =>
      startSockets((socket) =>
        onRequest(socket, (head) =>
          socket.end(wholeAnswer(contentFor(head)).replace('\r\n', '\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n')),
        ),
      ),
    settings: IN_TURN,
  },
  'is kept although it was to be closed; the answers are whole': {
    start: () =>
      startSockets((socket) =>
        onRequest(socket, (head) => socket.write(wholeAnswer(contentFor(head)).replace('\r\n', '\r\nConnection: close\r\n'))),
      ),
    settings: IN_TURN,
  },
});

describe('A service that is there for one connection only', () => {
  it('is blamed for what it then refuses: it had answered', async () => {
    const server = createServer((socket) => {
      server.close();
      onRequest(socket, (head) => void socket.end(wholeAnswer(contentFor(head))));
    });
    const { port } = await listen(server);
    const outcome = await runWatched(['check', 'runtime', '--url', `http://127.0.0.1:${port}`, '--format', 'json', '--jobs', '1']);
    const report = reportOf(outcome);
    expect(outcome.code, outcome.stdout).toBe(1);
    expect(
      findingsOf(report)
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('the connection was refused');
  });
});

describe('Addresses', () => {
  const checked = async (port: number, script: string): Promise<{ code: number | string; report: JsonReport; stdout: string }> => {
    const outcome = await runWatched(
      ['check', 'runtime', '--url', `http://arp-service.test:${port}`, '--format', 'json', '--jobs', '1'],
      { env: { NAMES: script } },
      'changing-names.mjs',
    );
    return { code: outcome.code, report: reportOf(outcome), stdout: outcome.stdout };
  };

  it.skipIf(!ipv6)('of IPv6 lead to the service', async () => {
    const { port } = await startService({ host: '::1' });
    for (const url of [`http://[::1]:${port}`, `http://[0:0:0:0:0:0:0:1]:${port}`]) {
      const outcome = await runWatched(['check', 'runtime', '--url', url]);
      expect(outcome.code, outcome.stdout).toBe(0);
    }
    const both = await checked(port, '127.0.0.1+::1');
    expect(both.code, both.stdout).toBe(0);
  });

  it.skipIf(!ipv6)('of IPv6 on which nothing listens are told whole', async () => {
    const port = await closedPort();
    const outcome = await runWatched(['check', 'runtime', '--url', `http://[::1]:${port}`]);
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toContain(`::1:${port}`);
  });

  it('that change to another machine show as another service', async () => {
    const closing = (name: string) => ({
      health: fresh(
        () => (_request, response) =>
          void response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(healthBody())),
      ),
      version: fresh(
        () => (_request, response) =>
          void response
            .writeHead(200, { 'content-type': 'application/json', connection: 'close' })
            .end(JSON.stringify(versionBody({ service_name: name }))),
      ),
    });
    const one = await startService(closing('one'));
    await startService({ ...closing('two'), host: '127.0.0.2', port: one.port });
    const { code, report, stdout } = await checked(one.port, '127.0.0.1 127.0.0.1 127.0.0.2');
    expect(code, stdout).toBe(0);
    expect(
      findingsOf(report)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(/service_name: expected "(one|two)".*got "(one|two)"/);
  });

  it('that are lost in mid-run are not blamed on the service', async () => {
    const service = await startService({
      health: (_request, response) =>
        void response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(healthBody())),
      version: json(versionBody()),
    });
    const { code, report, stdout } = await checked(service.port, '127.0.0.1 -');
    expect(checksThat('FAIL', report), stdout).toEqual([]);
    expect(stdout).toContain('the host name is not known');
    expect(code).toBe(3);
  });

  it('that come to nothing, one after the other, are all tried', async () => {
    const service = await startService();
    const { code, stdout } = await checked(service.port, '127.0.0.3+127.0.0.1');
    expect(code, stdout).toBe(0);
  });
});

it('leaves no connection behind', async () => {
  const server = createServer();
  const { port } = await listen(server);
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    onRequest(socket, (head) => void socket.write(wholeAnswer(contentFor(head))));
    socket.on('close', () => {
      open -= 1;
      server.emit('left');
    });
  });
  await runWatched(['check', 'runtime', '--url', `http://127.0.0.1:${port}`]);
  while (open > 0) await once(server, 'left');
});
