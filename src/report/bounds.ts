import type { Answer, Exchange, Fact, HeaderList, Report, RunReport, Verdict } from '../model.js';
import { bodyText, cutShort, shorten } from './text.js';

/** Bytes that a report may have for each service. */
const MOST = 2_000_000;

/** What is kept: so many headers of an exchange and so much of each, of a body, of findings of a check and of a text in one. */
interface Measure {
  readonly headers: number;
  readonly header: number;
  readonly body: number;
  readonly findings: number;
  readonly text: number;
  readonly items: number;
}

/** What it takes at least to tell of a finding with its exchange, in bytes. */
const FINDING = 2000;
const WHOLE = Number.POSITIVE_INFINITY;
/** From what every report can hold of a service that means well down to what fits of any. */
const MEASURES: readonly Measure[] = [
  { headers: 100, header: 1000, body: WHOLE, findings: WHOLE, text: 4096, items: 50 },
  { headers: 50, header: 400, body: 16_384, findings: 500, text: 1000, items: 20 },
  { headers: 20, header: 200, body: 4096, findings: 100, text: 300, items: 10 },
  { headers: 10, header: 100, body: 1000, findings: 30, text: 120, items: 5 },
  { headers: 5, header: 60, body: 200, findings: 8, text: 60, items: 3 },
  { headers: 2, header: 60, body: 60, findings: 3, text: 40, items: 2 },
];

/**
 * Draws a run in at most 2 MB for each of its services: what is quoted of one that says too much is cut shorter until it fits, and so is
 * the list of what is wrong with one answer. A recording is whole, or it would be none.
 */
export function drawWithin(run: RunReport, draw: (run: RunReport) => string): string {
  if (run.reports.some(({ record }) => record !== undefined)) return draw(run);
  let text = '';
  const last = MEASURES.at(-1);
  for (const measure of MEASURES) {
    // What is far too much takes time and memory to find out by drawing it.
    if (measure !== last && run.reports.some((report) => leastOf(report, measure) > 2 * MOST)) continue;
    text = draw({ ...run, reports: run.reports.map((report) => cut(report, measure)) });
    if (Buffer.byteLength(text) <= MOST * run.reports.length) return text;
  }
  return text;
}

/** Bytes that a report of this measure takes at least where it shows every finding. */
function leastOf({ verdicts }: Report, measure: Measure): number {
  return verdicts.reduce((sum, { findings }) => sum + Math.min(findings.length, measure.findings) * FINDING, 0);
}

function cut(report: Report, measure: Measure): Report {
  return {
    ...report,
    exchanges: new Map([...report.exchanges].map(([key, exchange]) => [key, cutExchange(exchange, measure)])),
    verdicts: measure.findings === WHOLE ? report.verdicts : report.verdicts.map((verdict) => cutVerdict(verdict, measure)),
  };
}

function cutExchange(exchange: Exchange, measure: Measure): Exchange {
  const { request, answer } = exchange;
  const body = request.body === undefined || measure.body === WHOLE ? {} : { body: shorten(request.body, measure.body) };
  return {
    ...exchange,
    request: { ...request, ...body, headers: cutHeaders(request.headers, measure) },
    ...(answer === undefined ? {} : { answer: cutAnswer(answer, measure) }),
  };
}

function cutAnswer(answer: Answer, measure: Measure): Answer {
  const headers = cutHeaders(answer.headers, measure);
  if (answer.body.length <= measure.body) return { ...answer, headers };
  return { ...answer, headers, body: Buffer.from(bodyText(answer.body, measure.body)) };
}

function cutHeaders(headers: HeaderList, measure: Measure): HeaderList {
  return headers.slice(0, measure.headers).map(([name, value]) => [shorten(name, 200), shorten(value, measure.header)] as const);
}

function cutVerdict(verdict: Verdict, { findings: most, text, items }: Measure): Verdict {
  const kept = verdict.findings.slice(0, most);
  const leftOut = (verdict.leftOut ?? 0) + verdict.findings.length - kept.length;
  return {
    ...verdict,
    findings: kept.map((finding) => ({ ...finding, fact: cutShort(finding.fact, { text, items }) as Fact })),
    ...(leftOut === 0 ? {} : { leftOut }),
  };
}
