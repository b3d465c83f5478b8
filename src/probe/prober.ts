import { type Clock, monotonic, wholeMicroseconds } from '../clock.js';
import { messageOf, UsageError } from '../errors.js';
import { ENDED_HERE, type Exchange, type HeaderList, type Message } from '../model.js';
import { Allowance } from './allowance.js';
import { Connections, type TlsSettings, type WireResult } from './connections.js';
import { proxyFor } from './proxy.js';
import { Rate } from './rate.js';
import type { StreamRequest } from './stream-exchange.js';
import type { TokenSource } from './token-source.js';
import { withToken } from './with-token.js';

export { TokenSource } from './token-source.js';

/** How requests are made, for one service. Times are in milliseconds, sizes in bytes. */
export interface ProberSettings {
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly headers: HeaderList;
  readonly tokens: TokenSource;
  readonly userAgent: string;
  /** Sent with every request, so that an owner finds the run in the log of the service. */
  readonly runId: string;
  readonly timeout: number;
  readonly maxBody: number;
  readonly maxValues: number;
  readonly retries: number;
  /** Requests that may begin in a second; any number when absent. */
  readonly rate?: number;
  readonly tls: TlsSettings;
  /** Nothing but GET may be sent: the last line of defence, should a plan be wrong. */
  readonly readOnly: boolean;
  /** Whether a header of this name proves who asks. */
  isCredential(name: string): boolean;
  /** Says when an exchange began. */
  readonly clock: Clock;
  /** Proxy settings of the environment (`HTTPS_PROXY`, `NO_PROXY`, …); honoured for targets that are not on this machine. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What goes with a request. */
export interface SendSettings {
  /** How an answer is read that is a stream; made anew when the request is sent once more. */
  readonly stream?: () => StreamRequest | undefined;
  /** Called each time just before the request goes out. */
  readonly onSend?: () => void;
  /** What answers that are kept may take together; where it is absent, this one is not kept. */
  readonly allowance?: Allowance;
}

export interface Prober {
  /** What a message would be on the wire. */
  describe(message: Message): { readonly url: string; readonly headers: HeaderList };
  send(message: Message, signal: AbortSignal, more?: SendSettings): Promise<Exchange>;
  close(): Promise<void>;
}

/** What answers that are not kept may take together while they are under way, in bytes. */
const ASIDE = 4 * 2 ** 20;

export async function openProber(settings: ProberSettings): Promise<Prober> {
  const base = new URL(settings.url);
  await checkCertificates(settings.tls);
  const proxy = await proxyFor(base, settings);
  const connections = new Connections(base.origin, settings.tls, settings.timeout, proxy);
  const aside = new Allowance(ASIDE, false);
  const rate = settings.rate === undefined ? undefined : new Rate(settings.rate);

  return {
    close: () => connections.close(),
    describe: (message) => ({
      url: `${base.origin}${base.pathname.replace(/\/$/, '')}${pathOf(message)}`,
      headers: headersFor(message, settings, settings.tokens.current),
    }),
    async send(message, signal, { stream, onSend, allowance = aside } = {}) {
      if (settings.readOnly && message.operation.method !== 'GET')
        throw new Error(`${message.key} would send ${message.operation.method} under --read-only`);
      const { probe, operation, body } = message;
      const path = `${base.pathname.replace(/\/$/, '')}${pathOf(message)}`;
      const content = body?.bytes ?? body?.text;
      const limits = { timeout: settings.timeout, maxBody: settings.maxBody, maxValues: settings.maxValues, allowance, signal };
      const safe = operation.method === 'GET';
      // What must be refused changes nothing, so that it can go out twice.
      const repeatable = safe || probe.effect === 'refused';
      let [start, startedAt, resent] = [0, 0, false];
      let headers: HeaderList = [];
      const sendOnce = async (unused = !repeatable): Promise<WireResult> => {
        await rate?.turn(signal);
        onSend?.();
        [start, startedAt] = [monotonic(), settings.clock()];
        const wire = { method: operation.method, origin: base.origin, path, headers, ...(content === undefined ? {} : { body: content }) };
        return connections.send(wire, limits, { unused, stream: stream?.() });
      };
      const sendWith = async (token: string | undefined): Promise<WireResult> => {
        headers = headersFor(message, settings, token);
        let result = await sendOnce();
        if (repeatable && diedOnReuse(result)) {
          resent = true;
          result = await sendOnce(true);
        }
        for (let left = settings.retries; safe && left > 0 && isLost(result); left -= 1) {
          resent = true;
          result = await sendOnce();
        }
        return result;
      };
      const { result, token } = await withToken(message, settings.tokens, sendWith);
      return {
        key: message.key,
        probe: probe.key,
        operation: operation.id,
        effect: probe.effect,
        credentials: probe.credentials,
        expects: probe.expects,
        ...(probe.request.accepts === undefined ? {} : { accepts: probe.request.accepts }),
        ...(probe.request.optional === undefined ? {} : { optional: probe.request.optional }),
        ...(probe.request.outside === undefined ? {} : { outside: probe.request.outside.requirement }),
        request: {
          method: operation.method,
          url: `${base.origin}${path}`,
          headers: [['Host', base.host], ...headers],
          path: message.path,
          ...(Object.keys(message.query).length === 0 ? {} : { query: message.query }),
          ...(body?.text === undefined ? {} : { body: body.text }),
          ...(body?.bytes === undefined ? {} : { base64: Buffer.from(body.bytes).toString('base64') }),
          ...(body?.json === undefined ? {} : { json: body.json }),
        },
        ...(message.item === undefined ? {} : { item: message.item }),
        ...(result.answer === undefined ? {} : { answer: result.answer }),
        ...(result.failure === undefined ? {} : { failure: result.failure }),
        ...(result.stream === undefined ? {} : { stream: result.stream }),
        startedAt,
        durationMs: wholeMicroseconds(monotonic() - start),
        ...(resent ? { resent: true } : {}),
        ...(token === undefined ? {} : { token }),
      };
    },
  };
}

/** The path with its parameters filled in, each percent-encoded as one segment (RFC 3986 2.1), and the query, in which a plus could be read as a space. */
function pathOf({ operation, path, query }: Message): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(path[name] ?? ''));
  const search = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`;
}

/** A text of a service may hold half a character, which no bytes stand for. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function headersFor({ probe, operation, credentials, body }: Message, settings: ProberSettings, token: string | undefined): HeaderList {
  const asUser = credentials === 'given';
  const declared = Object.values(operation.answers).flatMap(({ mediaType }) => mediaType ?? []);
  const accepted = [...new Set([...declared, ...(probe.stream?.also ?? [])])];
  const own: [string, string][] = [
    ['Accept', accepted.join(', ') || '*/*'],
    ['Accept-Encoding', 'gzip, br'],
    ['User-Agent', settings.userAgent],
    ['Arp-Conformance-Run', settings.runId],
    ...(body === undefined ? [] : [['Content-Type', probe.request.content_type ?? 'application/json'] as [string, string]]),
  ];
  const given = settings.headers.filter(([name]) => asUser || !settings.isCredential(name));
  const overridden = new Set(given.map(([name]) => name.toLowerCase()));
  return [...own.filter(([name]) => !overridden.has(name.toLowerCase())), ...authorization(credentials, token), ...given];
}

function authorization(credentials: string, token: string | undefined): [string, string][] {
  if (credentials === 'given') return token === undefined ? [] : [['Authorization', `Bearer ${token}`]];
  return credentials === 'none' ? [] : [['Authorization', credentials]];
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
  return answer === undefined && failure !== undefined && !ENDED_HERE.has(failure.code);
}
