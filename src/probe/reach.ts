import { lookup } from 'node:dns/promises';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { monotonic } from '../clock.js';
import { messageOf } from '../errors.js';
import type { TransportFailure, Way } from '../model.js';
import { Allowance } from './allowance.js';
import { Connections, type TlsSettings } from './connections.js';
import { failureOf } from './failure.js';
import { isLoopback, proxyFor } from './proxy.js';

export interface ReachSettings {
  readonly tls: TlsSettings;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Goes the way of a request to a URL: name, connection, certificate, one GET without credentials. Never throws for what the other side does. */
export async function reach(url: string, settings: ReachSettings): Promise<Way> {
  const target = new URL(url);
  const proxy = await proxyFor(target, settings);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const base = { host: target.host, proxied: proxy !== undefined, loopback: isLoopback(target.hostname) };
  const addresses = proxy === undefined ? await addressesOf(host) : undefined;
  if (addresses !== undefined && 'failure' in addresses) return { ...base, ...addresses };
  const seen = { ...base, ...(addresses === undefined ? {} : { addresses }) };
  const secured = target.protocol === 'https:' && proxy === undefined ? await certificateOf(host, target.port, settings) : {};

  const connections = new Connections(target.origin, settings.tls, settings.timeout, proxy);
  try {
    const [startedAt, start] = [Date.now(), monotonic()];
    const { answer, failure } = await connections.send(
      { method: 'GET', origin: target.origin, path: target.pathname, headers: [['Accept', '*/*']] },
      { timeout: settings.timeout, maxBody: 65_536, maxValues: 65_536, allowance: new Allowance(2 ** 20, false), signal: settings.signal },
    );
    if (answer === undefined) return { ...seen, ...secured, ...(failure === undefined ? {} : { failure }) };
    const date = Date.parse(answer.headers.find(([name]) => name.toLowerCase() === 'date')?.[1] ?? '');
    const took = monotonic() - start;
    // The header has whole seconds; half of one is as good as the middle of the exchange.
    const ahead = Number.isNaN(date) ? {} : { clockAhead: Math.round((date + 500 - startedAt - took / 2) / 1000) };
    return { ...seen, ...secured, status: answer.status, answeredIn: took, ...ahead };
  } finally {
    await connections.close();
  }
}

async function addressesOf(host: string): Promise<readonly string[] | { readonly failure: TransportFailure }> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    return { failure: failureOf(error, undefined) };
  }
}

/** The certificate that is shown, whether or not it can be trusted. */
async function certificateOf(host: string, port: string, { tls, timeout }: ReachSettings): Promise<Pick<Way, 'certificate'>> {
  const { connect } = await import('node:tls');
  const { isIP } = await import('node:net');
  const { insecure: _, ...certificates } = tls;
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket: TLSSocket = connect({ host, port: Number(port || 443), ...name, ...certificates, rejectUnauthorized: false, timeout });
    const end = (found: Pick<Way, 'certificate'>): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('secureConnect', () => {
      const peer: DetailedPeerCertificate = socket.getPeerCertificate(true);
      const problem = socket.authorizationError;
      end({
        certificate: {
          issuer: String(peer.issuer?.O ?? peer.issuer?.CN ?? 'an unnamed issuer'),
          validTo: Date.parse(peer.valid_to ?? ''),
          trusted: socket.authorized,
          ...(problem == null ? {} : { problem: messageOf(problem) }),
        },
      });
    });
    socket.once('timeout', () => end({}));
    socket.once('error', () => end({}));
  });
}
