import { isJson } from '../json/is-json.js';
import type { Exchange, HeaderList } from '../model.js';
import { MASK } from '../secrets.js';
import { visible, visibleLine } from './text.js';

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

/**
 * A line for a POSIX shell that repeats a request. Secrets stand in it as variables of the shell: `$ARP_TOKEN` for a bearer token, `$ARP_HEADER_X_API_KEY` for what was masked in the header X-Api-Key.
 */
export function curlLine({
  request,
  credentials,
  repeat,
}: Pick<Exchange, 'credentials' | 'repeat'> & { readonly request: SentRequest }): string {
  if (repeat !== undefined) return repeat;
  const own = new Set(['host', 'user-agent', 'accept-encoding', 'arp-conformance-run']);
  const headers = request.headers
    .filter(([name, value]) => !own.has(name.toLowerCase()) && !isPlainAccept(name, value))
    // Credentials that a check made up itself are no secret, and what the finding is about.
    .map(
      ([name, value]) =>
        `-H ${name.toLowerCase() === 'authorization' && credentials === 'given' ? tokenHeader(name, visibleLine(value)) : header(visibleLine(name), visibleLine(value))}`,
    );
  const method = request.method === 'GET' ? [] : [request.method === 'HEAD' ? '-I' : `-X ${request.method}`];
  const sent = harmlessBody(request);
  const bytes = sent.base64 === undefined ? [] : [`printf %s ${shellWord(sent.base64)} | base64 -d |`];
  const body = sent.base64 !== undefined ? ['--data-binary @-'] : sent.body === undefined ? [] : [dataOf(sent.body)];
  // Without a word curl would call every body a form.
  const untyped = body.length > 0 && !request.headers.some(([name]) => name.toLowerCase() === 'content-type') ? ["-H 'Content-Type:'"] : [];
  return [
    ...bytes,
    'curl -sS -i',
    ...asItIs(request.url),
    ...method,
    shellQuote(visibleLine(request.url)),
    ...headers,
    ...untyped,
    ...body,
  ].join(' ');
}

/** A body that acts on no terminal, and is the same to the service: as JSON that escapes what could, or else in base64. */
function harmlessBody({ body, base64 }: SentRequest): Pick<SentRequest, 'body' | 'base64'> {
  if (body === undefined || base64 !== undefined) return { ...(base64 === undefined ? {} : { base64 }) };
  const shown = visible(body);
  if (shown === body) return { body };
  return isJson(body) ? { body: shown } : { base64: Buffer.from(body).toString('base64') };
}

/** What says nothing that a service of JSON would not take for granted. */
function isPlainAccept(name: string, value: string): boolean {
  return name.toLowerCase() === 'accept' && ['application/json', '*/*'].includes(value);
}

/** An @ at its beginning would be the name of a file. */
function dataOf(body: string): string {
  return `${body.startsWith('@') ? '--data-raw' : '-d'} ${shellQuote(body)}`;
}

/** curl fills in brackets, and tidies dots, unless told not to. */
function asItIs(url: string): string[] {
  return [...(/[[\]{}]/.test(url) ? ['-g'] : []), ...(/\/(\.|%2e)+(\/|\?|$)/i.test(url) ? ['--path-as-is'] : [])];
}

/** The scheme as it was, and the token from the environment, even where it was too short to be masked. */
function tokenHeader(name: string, value: string): string {
  const scheme = /^\S+(?=\s)/.exec(value)?.[0];
  const variable = scheme === undefined || /^bearer$/i.test(scheme) ? 'ARP_TOKEN' : 'ARP_HEADER_AUTHORIZATION';
  return `${shellQuote(`${name}: ${scheme === undefined ? '' : `${scheme} `}`)}"$${variable}"`;
}

function header(name: string, value: string): string {
  const variable = `"$ARP_HEADER_${name.toUpperCase().replace(/\W/g, '_')}"`;
  const parts = `${name}: ${value}`.split(MASK).map((part) => (part === '' ? '' : shellQuote(part)));
  return parts.join(variable);
}

/** Text in single quotes, as a POSIX shell reads it. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** As {@link shellQuote}, but a word that no shell would touch stays as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuote(text);
}
