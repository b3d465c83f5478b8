import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { certificate, fresh, listen, serverTls, startService } from '../cli/service.js';
import { describeFleet, type Row } from './fleet.js';
import { contentFor, onRequest, startSockets, wholeAnswer } from './sockets.js';

const proof = (name: string): TlsOptions => ({
  cert: readFileSync(certificate(`${name}.pem`)),
  key: readFileSync(certificate('bad.key')),
});
const NO_TLS = /^no trusted TLS connection came about/;
const shown = (name: string, cacert: string | undefined, none: RegExp): Row => ({
  start: async () => (await startService({ tls: proof(name) })).url,
  ...(cacert === undefined ? {} : { settings: { cacert: certificate(cacert) } }),
  none,
});
/** A service of bare sockets that is asked for TLS. */
const instead = (connected: Parameters<typeof startSockets>[0], none: RegExp, timeout = 5): Row => ({
  start: () => startSockets(connected, { scheme: 'https' }),
  settings: { timeout },
  none,
});
/** A service that shakes hands as it should, and then goes on in its own way. */
const secured = (connected: (socket: TLSSocket) => void, more: TlsOptions = {}): (() => Promise<string>) => {
  return async () => {
    const { port } = await listen(createTlsServer({ ...serverTls(), ...more }, connected));
    return `https://127.0.0.1:${port}`;
  };
};
const trusted = { cacert: certificate('ca.pem') };
/** The rest of a first message of TLS is not waited for by these. */
const ALERT = Buffer.from('15030300020228', 'hex');

describeFleet('A certificate that proves nothing', {
  'is expired': shown('expired', 'bad-ca.pem', /certificate has expired/),
  'is of the future': shown('future', 'bad-ca.pem', /certificate is not yet valid/),
  'is that of another host': shown('other-host', 'bad-ca.pem', /Hostname\/IP does not match certificate's altnames/),
  'is signed by itself': shown('self-signed', undefined, /self-signed certificate/),
  'is signed by nobody whom we know': shown('other-host', undefined, NO_TLS),
  'is signed by another authority than the one of --cacert': shown('expired', 'ca.pem', NO_TLS),
});

describeFleet('A certificate that need not prove anything', {
  'is expired, under --insecure': { start: async () => (await startService({ tls: proof('expired') })).url, settings: { insecure: true } },
  'is that of another host, under --insecure': {
    start: async () => (await startService({ tls: proof('other-host') })).url,
    settings: { insecure: true },
  },
  'is signed by itself, and named by --cacert': {
    start: async () => (await startService({ tls: proof('self-signed') })).url,
    settings: { cacert: certificate('self-signed.pem') },
  },
});

describeFleet('A handshake that comes to nothing', {
  'is closed at once': instead((socket) => void socket.end(), NO_TLS),
  'is closed after the first message': instead((socket) => void socket.once('data', () => socket.end()), NO_TLS),
  'is reset after the first message': instead(
    (socket) => void socket.once('data', () => socket.resetAndDestroy()),
    /^(no trusted TLS connection came about|the connection was reset)/,
  ),
  'is never answered': instead((socket) => void socket.resume(), /within 1 s|no connection came about in time/, 1),
  'stops in the middle of an answer': instead(
    (socket) => void socket.once('data', () => socket.write(Buffer.from('160303007a0200', 'hex'))),
    /within 1 s|no connection came about in time/,
    1,
  ),
  'is refused by an alert': instead((socket) => void socket.once('data', () => socket.end(ALERT)), NO_TLS),
  'meets plain HTTP': { start: async () => (await startService()).url.replace('http:', 'https:'), none: /Is https:\/\/ right at all\?/ },
  'meets random bytes': instead((socket) => void socket.once('data', () => socket.end(Buffer.alloc(4096, 0xa5))), NO_TLS),
  'meets text that never ends': instead((socket) => {
    const timer = setInterval(() => socket.write('hello '.repeat(1000)), 5);
    socket.on('close', () => clearInterval(timer));
  }, NO_TLS),
  'agrees on no version': {
    start: secured(() => undefined, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
    settings: trusted,
    none: NO_TLS,
  },
  'agrees on HTTP/2 alone': {
    start: async () => {
      const { port } = await listen(createSecureServer({ ...serverTls(), allowHTTP1: false }));
      return `https://127.0.0.1:${port}`;
    },
    settings: { ...trusted, timeout: 2 },
    none: /^(no trusted TLS connection came about|the connection was (closed|reset)|bytes that are not HTTP)/,
  },
  'asks for a certificate that nobody gave': {
    start: async () =>
      (
        await startService({
          tls: { ...serverTls(), ca: readFileSync(certificate('ca.pem')), requestCert: true, rejectUnauthorized: true },
        })
      ).url,
    settings: trusted,
    none: /certificate required|no trusted TLS|the connection was (reset|closed)/i,
  },
});

describeFleet('A handshake that is as it should be, and then', {
  'a close without an answer': {
    start: secured((socket) => onRequest(socket, () => socket.end())),
    settings: trusted,
    none: /^the connection was closed before an answer/,
  },
  'a connection torn off without an answer': {
    start: secured((socket) => onRequest(socket, () => socket.destroy())),
    settings: trusted,
    none: /^the connection was (closed|reset)/,
  },
  silence: {
    start: secured((socket) => void socket.resume()),
    settings: { ...trusted, timeout: 1 },
    none: /^no whole answer within 1 s/,
  },
  'a body that is torn off': {
    start: secured((socket) =>
      onRequest(socket, (head) => {
        const content = contentFor(head);
        socket.write(/health/.test(head) ? wholeAnswer(content).slice(0, -5) : wholeAnswer(content), () => {
          if (/health/.test(head)) socket.destroy();
        });
      }),
    ),
    settings: trusted,
    fails: ['ARP-CM-001'],
    says: ['the answer broke off'],
  },
  'a conforming service': { start: async () => (await startService({ tls: serverTls() })).url, settings: trusted },
});

describeFleet('TLS where plain HTTP is asked for', {
  'is told as what it is like': {
    start: async () => (await startService({ tls: serverTls() })).url.replace('https:', 'http:'),
    none: /^(the connection was (closed|reset)|bytes that are not HTTP)/,
  },
  'is told so by a server that notices': {
    start: async () => {
      const service = await startService({
        health: fresh(
          () => (_request, response) =>
            void response.writeHead(400, { 'content-type': 'text/plain' }).end('Client sent an HTTP request to an HTTPS server.\n'),
        ),
        version: fresh(
          () => (_request, response) =>
            void response.writeHead(400, { 'content-type': 'text/plain' }).end('Client sent an HTTP request to an HTTPS server.\n'),
        ),
      });
      return service.url;
    },
    fails: ['ARP-CM-001', 'ARP-CM-002', 'ARP-CM-020'],
    says: ['got status 400', 'expected an error envelope'],
  },
});
