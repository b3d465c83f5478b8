import type {
  Answer,
  BaselineRecord,
  Cause,
  CleanupRecord,
  Exchange,
  Fact,
  Finding,
  HeaderList,
  KnownFailure,
  LeftThing,
  LineFact,
  Reason,
  Report,
  RequirementVerdict,
  RunRecord,
  RunReport,
  Selection,
  StandInLog,
  StreamRecord,
  TransportFailure,
  Verdict,
} from '../model.js';
import { isSecretName, MASK, type Redact, unchanged } from '../secrets.js';

/** How the secrets are taken out of a value. */
type Way<T> = (value: T, redact: Redact) => T;
/** A way for every member: the compiler asks for one when there is a new one. */
type Ways<T> = { readonly [Name in keyof T]-?: Way<NonNullable<T[Name]>> };

/** Our own words, which stay as they are even where a secret is one of them. */
const keep = <T>(value: T): T => value;
/** What a user or a service said. */
const mask = <T>(value: T, redact: Redact): T => redactValue(value, redact) as T;
/** The same in members whose names are ours. */
const fields = <T extends object>(value: T, redact: Redact): T =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactValue(item, redact)])) as T;

function members<T extends object>(ways: Ways<T>): Way<T> {
  return (value, redact) =>
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        item === undefined ? item : (ways[name as keyof T] as Way<unknown> | undefined)?.(item, redact),
      ]),
    ) as T;
}

function each<T>(way: Way<T>): Way<readonly T[]> {
  return (values, redact) => values.map((value) => way(value, redact));
}

function eachOf<T>(way: Way<T>): Way<ReadonlyMap<string, T>> {
  return (values, redact) => new Map([...values].map(([name, value]) => [name, way(value, redact)]));
}

const lineFact: Way<LineFact> = members<LineFact>({ fact: redactFact, line: keep });
const finding: Way<Finding> = members<Finding>({
  ...{ requirement: keep, exchange: keep, line: keep, level: keep },
  ...{ fact: redactFact, known: fields },
});

const stream: Way<StreamRecord> = members<StreamRecord>({
  ...{
    framing: keep,
    ended: keep,
    events: keep,
    lines: keep,
    bytes: keep,
    firstMs: keep,
    lastMs: keep,
    span: keep,
    more: keep,
    notes: keep,
  },
  facts: each(lineFact),
  expected: eachOf(each((one, redact) => ({ at: one.at, found: one.found && each(lineFact)(one.found, redact) }))),
  kept: mask,
  last: fields,
});

const answer: Way<Answer> = members<Answer>({ status: keep, headers: mask, body: redactBytes, cut: fields });

/** `given` and `none` are ours; anything else is the text of a header. */
const credentials: Way<string> = (text, redact) => (text === 'given' || text === 'none' ? text : redact(text));

const exchangeParts: Way<Exchange> = members<Exchange>({
  ...{ key: keep, probe: keep, operation: keep, effect: keep, expects: keep, accepts: keep, optional: keep, outside: keep },
  ...{ startedAt: keep, durationMs: keep, resent: keep, token: keep },
  credentials,
  request: members<Exchange['request']>({
    method: keep,
    ...{ url: mask, headers: mask, body: mask, path: mask, query: mask, json: mask },
    base64: (text, redact) => Buffer.from(redactBytes(Buffer.from(text, 'base64'), redact)).toString('base64'),
  }),
  item: mask,
  answer,
  failure: lost,
  stream,
  repeat: mask,
});

/** What is known to be the user's credentials is masked even where it is too short to be looked for elsewhere. */
const exchange: Way<Exchange> = (value, redact) => {
  const masked = exchangeParts(value, redact);
  return { ...masked, request: { ...masked.request, headers: ownHeaders(masked.request.headers, masked.credentials) } };
};

const left: Way<LeftThing> = (item, redact) => {
  const headers = ownHeaders(mask(item.headers, redact), item.credentials);
  return { ...fields(item, redact), method: item.method, credentials: credentials(item.credentials, redact), headers };
};

const cleanup: Way<CleanupRecord> = members<CleanupRecord>({
  removed: keep,
  residue: each((item, redact) => ({ ...item, id: redact(item.id), ...(item.state === null ? {} : { state: redact(item.state) }) })),
  left: each(left),
  ledger: mask,
});

/** Requests that remove what is left, without secrets. */
export const redactLeft: Way<readonly LeftThing[]> = each(left);

const verdict: Way<Verdict> = members<Verdict>({
  ...{ check: keep, outcome: keep, unplanned: keep, exchanges: keep, leftOut: keep },
  findings: each(finding),
  reason: redactReason,
});

const requirement: Way<RequirementVerdict> = members<RequirementVerdict>({
  ...{ requirement: keep, outcome: keep, weight: keep, checks: keep },
  reason: redactReason,
});

const cause: Way<Cause> = members<Cause>({ requirement: keep, outcome: keep, checks: keep, findings: each(finding) });

const record: Way<RunRecord> = members<RunRecord>({
  variables: eachOf(mask),
  unsent: eachOf((one, redact) => ('empty' in one ? fields(one, redact) : one)),
  standIns: eachOf(members<StandInLog>({ requests: each(fields), answers: keep })),
});

const entries: Way<readonly KnownFailure[]> = each((one, redact) => ({ ...one, reason: redact(one.reason), owner: redact(one.owner) }));
const baseline: Way<BaselineRecord> = members<BaselineRecord>({
  file: keep,
  strict: keep,
  mended: entries,
  expired: entries,
  open: entries,
});

/** Which checks are run is said in our words; what else was given is the user's. */
const selection: Way<Selection> = ({ flags, ...rest }, redact) => {
  const masked = flags?.map(({ value, ...one }) => (value === undefined ? one : { ...one, value: redact(value) }));
  return { ...rest, ...(masked === undefined ? {} : { flags: masked }) };
};

const report: Way<Report> = members<Report>({
  ...{ service: keep, tier: keep, spec: keep, tool: keep, runId: keep, startedAt: keep, finishedAt: keep, counts: keep },
  ...{ parts: keep, notes: keep, timing: keep, interrupted: keep, stop: keep, strict: keep, implied: keep, exitCode: keep },
  ...{ target: mask, url: mask, identity: fields, bug: mask },
  ...{ selection, cleanup, baseline, record },
  verdicts: each(verdict),
  requirements: each(requirement),
  causes: each(cause),
  exchanges: eachOf(exchange),
});

/**
 * A run without its secrets: masked in everything that a user or a service said, before anything is cut or escaped, and nowhere else, so
 * that a secret that is a common word leaves the words of the report alone. All reports are drawn from what comes out here.
 */
export function redactRun(run: RunReport, redact: Redact): RunReport {
  if (redact === unchanged) return run;
  // A recording holds bodies whole.
  const whole: Redact = (text) => redact(text, true);
  return { ...run, reports: run.reports.map((one) => report(one, one.record === undefined ? redact : whole)) };
}

function ownHeaders(headers: HeaderList, sentAs: string): HeaderList {
  return headers.map(([name, value]) => {
    if (name.toLowerCase() === 'authorization') return [name, sentAs === 'given' ? value.replace(/^(\S+\s+)?.*$/s, `$1${MASK}`) : value];
    return [name, isSecretName(name) && value.length > 0 && value.length <= MASK.length ? MASK : value];
  });
}

function lost(failure: TransportFailure, redact: Redact): TransportFailure {
  return { ...failure, detail: redact(failure.detail) };
}

/** Bytes as characters of their own, so that what is not UTF-8 stays as it is. */
function redactBytes(bytes: Uint8Array, redact: Redact): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const masked = redact(text);
  return masked === text ? bytes : Buffer.from(masked, 'latin1');
}

/** Parts of a fact that name our own things and never hold what a service or a user said. */
const OWN_WORDS = new Set(['kind', 'keyword', 'schema', 'scheme', 'header', 'from', 'demands', 'shows', 'of']);

/** Facts that are told in our words alone. */
const OWN_FACTS: ReadonlySet<Fact['kind']> = new Set(['status', 'wrong_status', 'wrong_framing']);

function redactFact(fact: Fact, redact: Redact): Fact {
  if (OWN_FACTS.has(fact.kind)) return fact;
  // What a matcher demands may be filled in from what a service said.
  const filled = ['matcher', 'not_reached', 'too_early'].includes(fact.kind);
  const foreign = (name: string): boolean => (name === 'demands' && filled) || (name === 'from' && FROM_SERVICE.has(fact.kind));
  const masked = (name: string, value: unknown): unknown => {
    if (OWN_WORDS.has(name) && !foreign(name)) return value;
    if (name === 'failure') return lost(value as TransportFailure, redact);
    // The words of a matcher are ours, and what it says of them is not.
    if (name === 'demands' && !Array.isArray(value)) return fields(value as object, redact);
    return redactValue(value, redact);
  };
  return Object.fromEntries(Object.entries(fact).map(([name, value]) => [name, masked(name, value)])) as unknown as Fact;
}

/** Facts whose `from` is a value of the service. */
const FROM_SERVICE: ReadonlySet<Fact['kind']> = new Set(['moved', 'back_in_time', 'after_last']);

function redactReason(reason: Reason, redact: Redact): Reason {
  if (reason.kind === 'no_answer') return { ...reason, failure: lost(reason.failure, redact) };
  if (reason.kind === 'no_items' && reason.having !== undefined)
    return { ...reason, having: redactValue(reason.having, redact) as typeof reason.having };
  if (reason.kind === 'switched_off') return { ...reason, why: redact(reason.why) };
  return reason;
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [redact(name), redactValue(item, redact)]));
}
