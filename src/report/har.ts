import { isUtf8 } from 'node:buffer';
import type { Answer, Exchange, HeaderList, Report, RunReport } from '../model.js';
import { queryIn } from './address.js';
import { jsonText } from './json-text.js';
import { tellFailure } from './sentences.js';

/** How much of a body is kept, in bytes. */
const LONGEST_BODY = 64 * 1024;

/** Every exchange of a run in the HTTP Archive format 1.2, for the network panel of a browser. Times are in milliseconds. */
export function harReport({ reports }: RunReport): string {
  const [first] = reports;
  const document = {
    log: {
      version: '1.2',
      creator: { name: first?.tool.name ?? 'arp-conformance', version: first?.tool.version ?? '' },
      pages: reports.map((report, index) => ({
        startedDateTime: instant(report.startedAt),
        id: `page_${index}`,
        title: `${report.service} (${report.tier}) at ${report.url}`,
        pageTimings: { onLoad: Math.max(0, report.finishedAt - report.startedAt) },
        ...(report.interrupted === undefined ? {} : { comment: `interrupted by ${report.interrupted}` }),
      })),
      entries: reports.flatMap((report, index) => entriesOf(report, `page_${index}`)),
    },
  };
  return jsonText(document, 1);
}

function entriesOf(report: Report, pageref: string) {
  return [...report.exchanges.values()]
    .sort((a, b) => a.startedAt - b.startedAt)
    .map((exchange) => ({
      pageref,
      startedDateTime: instant(exchange.startedAt),
      time: exchange.durationMs,
      request: requestOf(exchange),
      response: responseOf(exchange),
      cache: {},
      timings: { send: 0, wait: exchange.durationMs, receive: 0 },
      comment: exchange.key,
    }));
}

function requestOf({ request }: Exchange) {
  const mimeType = headerIn(request.headers, 'content-type') ?? '';
  const text = request.body ?? (request.base64 === undefined ? undefined : Buffer.from(request.base64, 'base64').toString('latin1'));
  return {
    method: request.method,
    url: request.url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(request.headers),
    queryString: queryIn(request.url).map(([name, value]) => ({ name, value })),
    ...(text === undefined ? {} : { postData: { mimeType, text: text.slice(0, LONGEST_BODY) } }),
    headersSize: -1,
    bodySize: text === undefined ? 0 : Buffer.byteLength(text),
  };
}

function responseOf({ answer, failure }: Exchange) {
  const headers = answer?.headers ?? [];
  return {
    status: answer?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(headers),
    content: contentOf(answer),
    redirectURL: headerIn(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: answer?.body.length ?? -1,
    ...(failure === undefined ? {} : { comment: tellFailure(failure) }),
  };
}

/** Text as text, all else in base64. */
function contentOf(answer: Answer | undefined) {
  const body = answer?.body ?? new Uint8Array();
  const mimeType = headerIn(answer?.headers ?? [], 'content-type') ?? 'x-unknown';
  if (body.length === 0) return { size: 0, mimeType };
  const kept = Buffer.from(body.subarray(0, LONGEST_BODY));
  const cut = body.length > kept.length ? { comment: `cut: the first ${kept.length} of ${body.length} bytes` } : {};
  const content = isUtf8(kept) ? { text: kept.toString('utf8') } : { text: kept.toString('base64'), encoding: 'base64' };
  return { size: body.length, mimeType, ...content, ...cut };
}

function headersOf(headers: HeaderList): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerIn(headers: HeaderList, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
