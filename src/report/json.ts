import type { Exchange, Finding, HeaderList, Json, Report, RequirementVerdict, Verdict } from '../model.js';
import { curlLine } from './exchange-text.js';
import { findingLine, messageOf, tell, tellReason } from './sentences.js';
import { bodyText, escapeCharacter, QUOTE_LIMIT, shorten } from './text.js';

/** Version of the document's shape, as `reports/report.schema.json` describes it. */
export const SCHEMA_VERSION = 1;

/** The report as JSON: for one service the document itself, for several a list of them under `reports`. */
export function jsonReport(reports: readonly Report[]): string {
  const [first] = reports;
  const document = reports.length === 1 && first !== undefined ? reportDocument(first) : severalReports(reports);
  return `${JSON.stringify(document, null, 2).replace(ACTING, escapeCharacter)}\n`;
}

/** DEL, C1, bidirectional controls and line separators; JSON itself escapes C0 and lone surrogates. */
const ACTING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function severalReports(reports: readonly Report[]): Json {
  return { schema_version: SCHEMA_VERSION, ok: reports.every(({ exitCode }) => exitCode === 0), reports: reports.map(reportDocument) };
}

/** One service's report as plain data, in the keys of the Python checker and ours beside them. */
export function reportDocument(report: Report): Json {
  const { service, tier, spec, tool, identity } = report;
  return {
    schema_version: SCHEMA_VERSION,
    tool: { name: tool.name, version: tool.version },
    service,
    tier,
    url: report.url,
    spec_ref: `spec/${spec.name}@v${spec.revision}`,
    spec_origin: spec.origin,
    run_id: report.runId,
    ...(identity === undefined ? {} : { identity: { name: shorten(identity.name), version: shorten(identity.version) } }),
    started_at_epoch_ms: Math.round(report.startedAt),
    finished_at_epoch_ms: Math.round(report.finishedAt),
    counts: { ...report.counts },
    ok: report.exitCode === 0,
    exit_code: report.exitCode,
    ...(report.interrupted === undefined ? {} : { interrupted: report.interrupted }),
    ...(report.bug === undefined ? {} : { bug: report.bug }),
    results: report.verdicts.map((verdict) => resultDocument(verdict, report)),
    requirements: report.requirements.map(requirementDocument),
  };
}

function resultDocument(verdict: Verdict, report: Report): Json {
  const { check, outcome, findings, reason } = verdict;
  const requirement = report.requirements.find((item) => item.requirement.id === check.requirements[0])?.requirement;
  const exchange = report.exchanges.get(findings[0]?.exchange ?? verdict.exchanges[0] ?? '');
  return {
    check_id: check.id,
    name: check.title,
    status: outcome,
    message: messageOf(verdict),
    errors: findings.map(findingLine),
    duration_ms: exchange === undefined ? null : rounded(exchange.durationMs),
    requirements: [...check.requirements],
    level: requirement?.level ?? null,
    ...(reason === undefined ? {} : { reason: reason.kind }),
    ...(reason?.kind === 'blocked' ? { blocked_by: [...reason.by] } : {}),
    findings: findings.map((finding) => findingDocument(finding, report)),
    exchange: exchange === undefined ? null : exchangeDocument(exchange),
  };
}

function findingDocument(finding: Finding, report: Report): Json {
  const { at, expected, actual } = tell(finding.fact);
  const requirement = report.requirements.find((item) => item.requirement.id === finding.requirement)?.requirement;
  return {
    requirement: finding.requirement,
    level: requirement?.level ?? null,
    kind: finding.fact.kind,
    at: at === undefined ? null : shorten(at),
    expected,
    actual,
    message: findingLine(finding),
    standard: requirement === undefined ? null : `${requirement.sentence} (${requirement.source})`,
    mend: requirement?.mend ?? null,
    exchange: finding.exchange,
  };
}

function exchangeDocument(exchange: Exchange): Json {
  const { request, answer, failure } = exchange;
  const contentType = answer?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return {
    method: request.method,
    url: request.url,
    request_headers: headerDocument(request.headers),
    request_body: request.body === undefined ? null : shorten(request.body),
    status_code: answer?.status ?? null,
    content_type: contentType === undefined ? null : shorten(contentType),
    response_headers: headerDocument(answer?.headers ?? []),
    response_body: answer === undefined ? null : bodyDocument(answer.body),
    ...(failure === undefined ? {} : { failure: failure.code, failure_detail: shorten(failure.detail) }),
    ...(exchange.resent ? { resent: true } : {}),
    duration_ms: rounded(exchange.durationMs),
    repeat: curlLine(exchange),
  };
}

/** A short JSON body as the value that it is, everything else as text. */
function bodyDocument(body: Uint8Array): Json {
  if (body.length === 0) return null;
  if (body.length <= QUOTE_LIMIT) {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
    } catch {
      // Not JSON: shown as it came.
    }
  }
  return bodyText(body);
}

function headerDocument(headers: HeaderList): Json {
  return headers.slice(0, 100).map(([name, value]) => [shorten(name, 200), shorten(value, 1000)]);
}

function requirementDocument({ requirement, outcome, checks, reason }: RequirementVerdict): Json {
  return { id: requirement.id, level: requirement.level, outcome, checks: [...checks], reason: reason === undefined ? null : tellReason(reason) };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
