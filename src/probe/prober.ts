import { messageOf, UsageError } from '../errors.js';
import type { Exchange, HeaderList, PlannedProbe } from '../model.js';
import { monotonic } from './clock.js';
import { Connections, type TlsSettings, type WireResult } from './connections.js';
import { proxyFor } from './proxy.js';

/** How requests are made, for one service. Times are in milliseconds, sizes in bytes. */
export interface ProberSettings {
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly headers: HeaderList;
  readonly token?: string;
  readonly userAgent: string;
  /** Sent with every request, so that an owner finds the run in the log of the service. */
  readonly runId: string;
  readonly timeout: number;
  readonly maxBody: number;
  readonly retries: number;
  readonly tls: TlsSettings;
  /** Proxy settings of the environment (`HTTPS_PROXY`, `NO_PROXY`, …); honoured for targets that are not on this machine. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Prober {
  send(probe: PlannedProbe, signal: AbortSignal): Promise<Exchange>;
  close(): Promise<void>;
}

/** Headers that prove who asks; left out where a probe is sent without credentials. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);

export async function openProber(settings: ProberSettings): Promise<Prober> {
  const base = new URL(settings.url);
  await checkCertificates(settings.tls);
  const proxy = await proxyFor(base, settings);
  const connections = new Connections(base.origin, settings.tls, settings.timeout, proxy);

  return {
    close: () => connections.close(),
    async send(probe, signal) {
      const path = `${base.pathname.replace(/\/$/, '')}${probe.operation.path}`;
      const headers = headersFor(probe, settings);
      const wire = { method: probe.operation.method, origin: base.origin, path, headers };
      const limits = { timeout: settings.timeout, maxBody: settings.maxBody, signal };
      const startedAt = Date.now();
      const start = monotonic();
      let result = await connections.send(wire, limits);
      let resent = false;
      const safe = probe.effect === 'read';
      if (safe && diedOnReuse(result)) {
        resent = true;
        result = await connections.send(wire, limits);
      }
      for (let left = settings.retries; safe && left > 0 && isLost(result); left -= 1) {
        resent = true;
        result = await connections.send(wire, limits);
      }
      return {
        key: probe.key,
        operation: probe.operation.id,
        effect: probe.effect,
        credentials: probe.credentials,
        request: { method: wire.method, url: `${base.origin}${path}`, headers: [['Host', base.host], ...headers] },
        ...(result.answer === undefined ? {} : { answer: result.answer }),
        ...(result.failure === undefined ? {} : { failure: result.failure }),
        startedAt,
        durationMs: monotonic() - start,
        ...(resent ? { resent: true } : {}),
      };
    },
  };
}

function headersFor(probe: PlannedProbe, settings: ProberSettings): HeaderList {
  const anonymous = probe.credentials === 'none';
  const accepted = [...new Set(Object.values(probe.operation.answers).flatMap(({ mediaType }) => mediaType ?? []))];
  const own: [string, string][] = [
    ['Accept', accepted.join(', ') || '*/*'],
    ['Accept-Encoding', 'gzip, br'],
    ['User-Agent', settings.userAgent],
    ['Arp-Conformance-Run', settings.runId],
  ];
  const given = settings.headers.filter(([name]) => !(anonymous && CREDENTIALS.has(name.toLowerCase())));
  const overridden = new Set(given.map(([name]) => name.toLowerCase()));
  const bearer: [string, string][] = settings.token !== undefined && !anonymous ? [['Authorization', `Bearer ${settings.token}`]] : [];
  return [...own.filter(([name]) => !overridden.has(name.toLowerCase())), ...bearer, ...given];
}

/** @throws UsageError when the client certificate cannot be used: that is no fault of the service. */
async function checkCertificates({ cert, key }: TlsSettings): Promise<void> {
  if (cert === undefined || key === undefined) return;
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new UsageError(`--cert and --key do not make a client certificate: ${messageOf(error)}.`);
  }
}

/** The service may rightly close an idle connection just as a request goes out on it: not its fault, and not worth a finding. */
function diedOnReuse({ answer, failure, reused }: WireResult): boolean {
  return reused && answer === undefined && (failure?.code === 'closed' || failure?.code === 'reset');
}

function isLost({ answer, failure }: WireResult): boolean {
  return answer === undefined && failure !== undefined && failure.code !== 'interrupted';
}
