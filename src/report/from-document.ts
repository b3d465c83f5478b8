import type {
  Answer,
  Check,
  Exchange,
  FailureCode,
  Finding,
  LeftThing,
  Report,
  Requirement,
  RequirementVerdict,
  Selection,
  Spec,
  StreamRecord,
  Verdict,
} from '../model.js';
import type { ReportDocument, ReportsDocument, RequirementDocument, ResultDocument, SelectionDocument } from './document.js';
import type { ExchangeDocument } from './exchange-document.js';
import { recordingOf } from './recording.js';
import { visibleLine } from './text.js';

/** A report as it can be drawn again: all but what is worked out from it. */
export type ToldReport = Omit<Report, 'causes'>;

/** The reports that a JSON document holds, one for each service, as far as it tells; the inverse of `documentOf`. */
export function reportsOf(document: ReportDocument | ReportsDocument): ToldReport[] {
  return ('reports' in document ? document.reports : [document]).map(reportOf);
}

function reportOf(stored: ReportDocument): ToldReport {
  const document = withHarmlessNames(stored);
  const { service, tier, tool, identity, interrupted, stopped_at: requests, stopped_by: by = 'max-requests', bug, cleanup } = document;
  return {
    ...{
      service,
      tier,
      tool,
      url: document.url,
      ...(document.target === undefined ? {} : { target: document.target }),
      strict: document.strict,
      implied: document.implied,
      counts: document.counts,
    },
    selection: selectionOf(document.selection, tier),
    cleanup: { ...cleanup, left: cleanup.left.map(leftOf) },
    notes: document.notes.map(({ exchange, fact }) => ({ exchange, note: fact })),
    timing: timingOf(document.timing),
    spec: specOf(document),
    runId: document.run_id,
    ...(identity === undefined ? {} : { identity }),
    startedAt: document.started_at_epoch_ms,
    finishedAt: document.finished_at_epoch_ms,
    verdicts: document.results.map((result) => verdictOf(result, service)),
    requirements: document.requirements.map((one) => requirementOf(one, service)),
    ...recordOf(document),
    ...(document.parts === undefined ? {} : { parts: document.parts.map(reportOf) }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(requests === undefined ? {} : { stop: { by, requests } }),
    ...(bug === undefined ? {} : { bug }),
    ...(document.baseline === undefined ? {} : { baseline: document.baseline }),
    exitCode: document.exit_code,
  };
}

/** Exchanges as whole as the report holds them. */
function recordOf(document: ReportDocument): Pick<Report, 'exchanges' | 'record'> {
  if (document.recording === undefined) return { exchanges: new Map(exchangesOf(document).map((exchange) => [exchange.key, exchange])) };
  const { exchanges, record } = recordingOf(document.recording);
  return { exchanges, record };
}

/** Names that reporters take for our own, and print as they are: a file can come from anywhere. */
function withHarmlessNames(document: ReportDocument): ReportDocument {
  const { service, tool, run_id, spec_ref, spec_origin, results, requirements, cleanup } = document;
  return {
    ...document,
    ...harmless({ service, tool, run_id, spec_ref, spec_origin }),
    cleanup: {
      ...cleanup,
      residue: harmless(cleanup.residue),
      ...(cleanup.ledger === undefined ? {} : { ledger: harmless(cleanup.ledger) }),
    },
    results: results.map((result) => (result.because === undefined ? result : { ...result, because: harmless(result.because) })),
    requirements: requirements.map((one) => (one.because === undefined ? one : { ...one, because: harmless(one.because) })),
  };
}

/** A value in which no text can act on a terminal. */
function harmless<Value>(value: Value): Value {
  if (typeof value === 'string') return visibleLine(value) as Value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(harmless) as Value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, harmless(item)])) as Value;
}

function leftOf(item: ReportDocument['cleanup']['left'][number]): LeftThing {
  return { ...item, headers: [], credentials: 'none', repeat: visibleLine(item.repeat) };
}

function timingOf({ requests, wall_ms: wall, critical_path_ms: path, exchanges_ms: sum }: ReportDocument['timing']): Report['timing'] {
  return { requests, wall, path, sum };
}

function selectionOf({ read_only, suites, ...rest }: SelectionDocument, tier: Selection['tier']): Selection {
  return { ...rest, tier, readOnly: read_only, ...(suites === undefined ? {} : { own: suites }) };
}

/** `spec/v1@v0.2.6` */
function specOf({ spec_ref, spec_origin }: ReportDocument): Pick<Spec, 'name' | 'revision' | 'origin'> {
  const [, name = '', revision = ''] = /^spec\/([^@]+)@v(.+)$/.exec(spec_ref) ?? [];
  return { name, revision, origin: spec_origin };
}

function verdictOf(result: ResultDocument, service: string): Verdict {
  const check: Check = {
    id: visibleLine(result.check_id),
    title: visibleLine(result.name),
    service,
    tier: result.tier,
    requirements: result.requirements,
    effect: result.effect,
  };
  return {
    check,
    outcome: result.status,
    findings: result.findings.map(
      ({ requirement, exchange, fact, line, level, known }): Finding => ({
        ...{ requirement, exchange, fact },
        ...(line === undefined ? {} : { line }),
        ...(level === null ? {} : { level }),
        ...(known === undefined ? {} : { known }),
      }),
    ),
    ...(result.findings_left_out === undefined ? {} : { leftOut: result.findings_left_out }),
    ...(result.because === undefined ? {} : { reason: result.because }),
    ...(result.unplanned ? { unplanned: true } : {}),
    exchanges: result.exchanges,
  };
}

function requirementOf(told: RequirementDocument, service: string): RequirementVerdict {
  const { id, level, tier, kind, sentence, source, mend, outcome, checks, weight, because } = told;
  const requirement: Requirement = {
    ...{ id, level, tier, kind, services: [service] },
    ...{ sentence: visibleLine(sentence), source: visibleLine(source), mend: visibleLine(mend) },
  };
  return {
    requirement,
    outcome,
    checks,
    ...(weight === undefined ? {} : { weight }),
    ...(because === undefined ? {} : { reason: because }),
  };
}

function exchangesOf({ results, exchanges }: ReportDocument): Exchange[] {
  return [...results.flatMap(({ exchange }) => exchange ?? []), ...exchanges].map(exchangeOf);
}

function exchangeOf(told: ExchangeDocument): Exchange {
  const {
    key,
    probe,
    operation,
    credentials,
    method,
    url,
    failure,
    failure_detail: detail = '',
    status_code: status,
    duration_ms: durationMs,
  } = told;
  return {
    ...{ key, probe, operation, credentials, effect: 'read', expects: 'any' },
    request: {
      ...{ method, url, headers: told.request_headers, path: {} },
      ...(told.request_body === null ? {} : { body: told.request_body }),
      ...(told.request_base64 === undefined ? {} : { base64: told.request_base64 }),
    },
    ...(status === null ? {} : { answer: { status, headers: told.response_headers, body: bodyOf(told) } satisfies Answer }),
    ...(failure === undefined ? {} : { failure: { code: failure as FailureCode, detail } }),
    ...(told.stream === undefined ? {} : { stream: streamOf(told.stream) }),
    startedAt: told.started_at_epoch_ms,
    durationMs,
    ...(told.resent ? { resent: true } : {}),
    ...(told.token === undefined ? {} : { token: told.token }),
    repeat: visibleLine(told.repeat),
  };
}

/** A stream is told of by its numbers alone. */
function streamOf({ first_event_ms, last_event_ms, ...told }: NonNullable<ExchangeDocument['stream']>): StreamRecord {
  return {
    ...told,
    ...(first_event_ms === null || last_event_ms === null ? {} : { firstMs: first_event_ms, lastMs: last_event_ms }),
    ...{ facts: [], more: 0, expected: new Map(), kept: [], notes: [] },
  };
}

function bodyOf({ response_body: body, response_form: form }: ExchangeDocument): Uint8Array {
  if (form === null) return new Uint8Array();
  return Buffer.from(form === 'text' && typeof body === 'string' ? body : JSON.stringify(body));
}
