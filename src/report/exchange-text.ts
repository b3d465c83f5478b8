import type { Exchange, HeaderList } from '../model.js';
import { visibleLine } from './text.js';

/** Headers that help to understand an exchange; the others are noise to a reader. */
const TELLING = new Set([
  'accept',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'location',
  'www-authenticate',
  'retry-after',
  'allow',
  'server',
]);

/** The headers that matter, as `Name: value`. */
export function tellingHeaders(headers: HeaderList): string[] {
  return headers.filter(([name]) => TELLING.has(name.toLowerCase())).map(([name, value]) => visibleLine(`${name}: ${value}`));
}

/** What is needed of a request to send it again. */
type SentRequest = Pick<Exchange['request'], 'method' | 'url' | 'headers' | 'body' | 'base64'>;

/** A line for a POSIX shell that repeats a request; credentials stand in it as `$ARP_TOKEN`. */
export function curlLine({ request, credentials }: Pick<Exchange, 'credentials'> & { readonly request: SentRequest }): string {
  const own = new Set(['host', 'user-agent', 'accept-encoding', 'arp-conformance-run', 'accept']);
  const headers = request.headers
    .filter(([name]) => !own.has(name.toLowerCase()))
    .map(([name, value]) => {
      // Credentials that a check made up itself are no secret, and what the finding is about.
      if (name.toLowerCase() === 'authorization' && credentials === 'given') return `-H '${name}: Bearer '"$ARP_TOKEN"`;
      return `-H ${shellQuote(`${name}: ${value}`)}`;
    });
  const method = request.method === 'GET' ? [] : [`-X ${request.method}`];
  const body = request.body === undefined ? [] : [`-d ${shellQuote(request.body)}`];
  if (request.base64 !== undefined) {
    return [
      `printf %s ${request.base64} | base64 -d | curl -sS -i`,
      ...method,
      shellQuote(request.url),
      ...headers,
      '--data-binary @-',
    ].join(' ');
  }
  return ['curl -sS -i', ...method, shellQuote(request.url), ...headers, ...body].join(' ');
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
