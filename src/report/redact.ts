import type {
  Exchange,
  Fact,
  Finding,
  HeaderList,
  Json,
  LineFact,
  Reason,
  Report,
  RunRecord,
  RunReport,
  Selection,
  StreamRecord,
} from '../model.js';

/** Shorter values occur by chance everywhere; no credential is that short. */
const SHORTEST_SECRET = 4;
/** What stands in place of a secret. */
export const MASK = '***';

/** Removes secrets from text. */
export type Redact = (text: string) => string;

/** A function that masks secrets by value: as they are, in base64, percent-encoded, and escaped as in JSON, the longest first. */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf));
  if (forms.size === 0) return unchanged;
  const pattern = new RegExp(
    [...forms]
      .sort((a, b) => b.length - a.length)
      .map(escapePattern)
      .join('|'),
    'g',
  );
  return (text) => text.replace(pattern, MASK);
}

/** What there is to mask without secrets. */
const unchanged: Redact = (text) => text;

/** Parts of a fact that name our own things and never hold what a service or a user said. */
const OWN_WORDS = new Set(['kind', 'keyword', 'schema', 'scheme', 'header', 'from', 'demands', 'shows']);

/**
 * A run without its secrets: masked in everything that a user or a service said, before anything is cut or escaped, and nowhere else, so
 * that a secret that is a common word leaves the words of the report alone. All output is drawn from what comes out here.
 */
export function redactRun(run: RunReport, redact: Redact): RunReport {
  return redact === unchanged ? run : { ...run, reports: run.reports.map((report) => redactReport(report, redact)) };
}

function redactReport(report: Report, redact: Redact): Report {
  const finding = (one: Finding): Finding => ({ ...one, fact: redactFact(one.fact, redact) });
  return {
    ...report,
    url: redact(report.url),
    selection: redactSelection(report.selection, redact),
    ...(report.target === undefined ? {} : { target: redact(report.target) }),
    ...(report.identity === undefined
      ? {}
      : { identity: { name: redact(report.identity.name), version: redact(report.identity.version) } }),
    ...(report.bug === undefined ? {} : { bug: redact(report.bug) }),
    cleanup: {
      ...report.cleanup,
      residue: report.cleanup.residue.map((item) => ({ ...item, id: redact(item.id) })),
      left: report.cleanup.left.map((item) => ({ ...item, url: redact(item.url), headers: redactHeaders(item.headers, redact) })),
    },
    verdicts: report.verdicts.map((verdict) => ({
      ...verdict,
      findings: verdict.findings.map(finding),
      ...redactReason(verdict.reason, redact),
    })),
    requirements: report.requirements.map((one) => ({ ...one, ...redactReason(one.reason, redact) })),
    causes: report.causes.map((cause) => ({ ...cause, findings: cause.findings.map(finding) })),
    exchanges: new Map([...report.exchanges].map(([key, exchange]) => [key, redactExchange(exchange, redact)])),
    ...(report.record === undefined ? {} : { record: { ...report.record, variables: redactVariables(report.record.variables, redact) } }),
  };
}

function redactSelection({ flags, ...rest }: Selection, redact: Redact): Selection {
  const masked = flags?.map((one) => (one.value === undefined ? one : { ...one, value: redact(one.value) }));
  return { ...rest, ...(masked === undefined ? {} : { flags: masked }) };
}

function redactExchange(exchange: Exchange, redact: Redact): Exchange {
  const { request, answer, failure } = exchange;
  const headers = (list: HeaderList): HeaderList => redactHeaders(list, redact);
  return {
    ...exchange,
    request: {
      ...request,
      url: redact(request.url),
      headers: headers(request.headers),
      ...(request.body === undefined ? {} : { body: redact(request.body) }),
      ...(request.json === undefined ? {} : { json: redactValue(request.json, redact) as Json }),
      path: redactValue(request.path, redact) as Exchange['request']['path'],
    },
    ...(exchange.item === undefined ? {} : { item: redactValue(exchange.item, redact) as NonNullable<Exchange['item']> }),
    ...(answer === undefined ? {} : { answer: { ...answer, headers: headers(answer.headers), body: redactBytes(answer.body, redact) } }),
    ...(failure === undefined ? {} : { failure: { ...failure, detail: redact(failure.detail) } }),
    ...(exchange.stream === undefined ? {} : { stream: redactStream(exchange.stream, redact) }),
  };
}

function redactStream(stream: StreamRecord, redact: Redact): StreamRecord {
  const lines = (facts: readonly LineFact[]): LineFact[] => facts.map((one) => ({ ...one, fact: redactFact(one.fact, redact) }));
  const { last, expected } = stream;
  return {
    ...stream,
    facts: lines(stream.facts),
    expected: new Map([...expected].map(([id, all]) => [id, all.map(({ at, found }) => ({ at, found: found && lines(found) }))])),
    kept: stream.kept.map((event) => redactValue(event, redact) as Json),
    ...(last === undefined ? {} : { last: { ...last, value: redactValue(last.value, redact) as Json } }),
  };
}

function redactVariables(variables: RunRecord['variables'], redact: Redact): RunRecord['variables'] {
  return new Map([...variables].map(([name, value]) => [name, redactValue(value, redact) as Json]));
}

function redactHeaders(headers: HeaderList, redact: Redact): HeaderList {
  return headers.map(([name, value]) => [redact(name), redact(value)] as const);
}

/** Bytes as characters of their own, so that what is not UTF-8 stays as it is. */
function redactBytes(bytes: Uint8Array, redact: Redact): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const masked = redact(text);
  return masked === text ? bytes : Buffer.from(masked, 'latin1');
}

function redactFact(fact: Fact, redact: Redact): Fact {
  // What a matcher demands may be filled in from what a service said.
  const filled = ['matcher', 'not_reached', 'too_early'].includes(fact.kind);
  const isOwn = (name: string): boolean => OWN_WORDS.has(name) && !(filled && name === 'demands');
  return Object.fromEntries(
    Object.entries(fact).map(([name, value]) => [name, isOwn(name) ? value : redactValue(value, redact)]),
  ) as unknown as Fact;
}

function redactReason(reason: Reason | undefined, redact: Redact): { reason?: Reason } {
  if (reason === undefined) return {};
  if (reason.kind === 'no_answer') return { reason: { ...reason, failure: { ...reason.failure, detail: redact(reason.failure.detail) } } };
  if (reason.kind === 'no_items' && reason.having !== undefined)
    return { reason: { ...reason, having: redactValue(reason.having, redact) as typeof reason.having } };
  return { reason };
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [redact(name), redactValue(item, redact)]));
}

/** How a secret can come back: as it is, encoded as credentials often are, and escaped as JSON text. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  const forms = [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...forms, ...forms.map((form) => Buffer.from(form).toString('latin1'))];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
