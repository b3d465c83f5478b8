import type {
  Exchange,
  Finding,
  HeaderList,
  Json,
  Level,
  Outcome,
  Report,
  RequirementOutcome,
  RequirementVerdict,
  Tier,
  Verdict,
} from '../model.js';
import { curlLine } from './exchange-text.js';
import { findingLine, messageOf, tell, tellReason } from './sentences.js';
import { bodyText, QUOTE_LIMIT, shorten } from './text.js';

/** Version of the document's shape, as `reports/report.schema.json` describes it. */
export const SCHEMA_VERSION = 1;

/** One service's report as plain data; the JSON report is this document. Times are in milliseconds. */
export interface ReportDocument {
  readonly schema_version: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly service: string;
  readonly tier: Tier;
  readonly url: string;
  readonly spec_ref: string;
  /** `built-in`, or the folder given by --spec-path. */
  readonly spec_origin: string;
  /** Value of the `Arp-Conformance-Run` header of every request. */
  readonly run_id: string;
  readonly identity?: { readonly name: string; readonly version: string };
  readonly started_at_epoch_ms: number;
  readonly finished_at_epoch_ms: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly interrupted?: 'SIGINT' | 'SIGTERM';
  /** The run was stopped at so many requests (`--max-requests`). */
  readonly stopped_at?: number;
  readonly bug?: string;
  /** What the run created and removed again, and what it left on the service. */
  readonly cleanup: {
    /** What the standard has no way to remove: the operation that created it, its id, and how it was last seen. */
    readonly residue: readonly { readonly operation: string; readonly id: string; readonly state: string | null }[];
    readonly removed: number;
    readonly left: readonly { readonly method: string; readonly url: string; readonly why: string; readonly repeat: string }[];
  };
  /** Where the time went. */
  readonly timing: {
    readonly requests: number;
    readonly wall_ms: number;
    readonly critical_path_ms: number;
    readonly exchanges_ms: number;
  };
  readonly results: readonly ResultDocument[];
  readonly requirements: readonly RequirementDocument[];
}

/** What became of one check. */
export interface ResultDocument {
  readonly check_id: string;
  readonly name: string;
  readonly status: Outcome;
  readonly message: string;
  /** One line for each finding. */
  readonly errors: readonly string[];
  readonly duration_ms: number | null;
  readonly requirements: readonly string[];
  readonly level: Level | null;
  /** Why it was not judged. */
  readonly reason?: string;
  readonly blocked_by?: readonly string[];
  readonly findings: readonly FindingDocument[];
  readonly exchange: ExchangeDocument | null;
}

/** One departure from the standard. */
export interface FindingDocument {
  readonly requirement: string;
  readonly level: Level | null;
  readonly kind: Finding['fact']['kind'];
  /** JSON Pointer into the body, where the finding is about a place. */
  readonly at: string | null;
  readonly expected: string;
  readonly actual: string;
  readonly message: string;
  /** What the standard asks, and where it says so. */
  readonly standard: string | null;
  readonly mend: string | null;
  /** The check that sent the request. */
  readonly exchange: string;
}

/** What was sent and what came back. */
export interface ExchangeDocument {
  readonly method: string;
  readonly url: string;
  readonly request_headers: readonly (readonly [string, string])[];
  readonly request_body: string | null;
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly response_headers: readonly (readonly [string, string])[];
  /** A short JSON body as its value, everything else as text, cut at 4096 characters. */
  readonly response_body: Json;
  readonly failure?: string;
  readonly failure_detail?: string;
  readonly resent?: true;
  /** The token was turned away in mid-run: the request was sent once more with another one, or was left at that. */
  readonly token?: 'renewed' | 'expired';
  readonly duration_ms: number;
  /** A line for a shell that sends the request again. */
  readonly repeat: string;
}

/** What became of one requirement. */
export interface RequirementDocument {
  readonly id: string;
  readonly level: Level;
  readonly outcome: RequirementOutcome;
  readonly checks: readonly string[];
  readonly reason: string | null;
}

/** Several services in one run. */
export interface ReportsDocument {
  readonly schema_version: number;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly reports: readonly ReportDocument[];
}

/** A report in the keys of the Python checker, and ours beside them. */
export function reportDocument(report: Report): ReportDocument {
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
    ...(report.stoppedAt === undefined ? {} : { stopped_at: report.stoppedAt }),
    ...(report.bug === undefined ? {} : { bug: report.bug }),
    cleanup: {
      removed: report.cleanup.removed,
      residue: report.cleanup.residue.map((item) => ({ ...item })),
      left: report.cleanup.left.map((item) => ({
        method: item.method,
        url: item.url,
        why: item.why,
        repeat: curlLine({ ...item, request: item }),
      })),
    },
    timing: {
      requests: report.timing.requests,
      wall_ms: rounded(report.timing.wall),
      critical_path_ms: rounded(report.timing.path),
      exchanges_ms: rounded(report.timing.sum),
    },
    results: report.verdicts.map((verdict) => resultDocument(verdict, report)),
    requirements: report.requirements.map(requirementDocument),
  };
}

function resultDocument(verdict: Verdict, report: Report): ResultDocument {
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

function findingDocument(finding: Finding, report: Report): FindingDocument {
  const { at, expected, actual } = tell(finding.fact);
  const requirement = report.requirements.find((item) => item.requirement.id === finding.requirement)?.requirement;
  return {
    requirement: finding.requirement,
    level: finding.level ?? requirement?.level ?? null,
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

function exchangeDocument(exchange: Exchange): ExchangeDocument {
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
    ...(exchange.token === undefined ? {} : { token: exchange.token }),
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

function headerDocument(headers: HeaderList): (readonly [string, string])[] {
  return headers.slice(0, 100).map(([name, value]) => [shorten(name, 200), shorten(value, 1000)] as const);
}

function requirementDocument({ requirement, outcome, checks, reason }: RequirementVerdict): RequirementDocument {
  return {
    id: requirement.id,
    level: requirement.level,
    outcome,
    checks: [...checks],
    reason: reason === undefined ? null : tellReason(reason),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
