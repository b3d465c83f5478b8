import { fitsPattern, hasValueAt } from '../json/pointer.js';
import {
  type Answer,
  type AnswerContract,
  type BlameRow,
  type ContractKind,
  ENDED_HERE,
  type Exchange,
  type Fact,
  type FailureCode,
  type Finding,
  type Json,
  type LineFact,
  ON_THE_WAY,
  type Operation,
  type Spec,
  type StreamContract,
} from '../model.js';
import { type ReadBody, readBody } from './body.js';
import { leaksIn } from './leaks.js';
import { headerOf, readMediaType } from './media-type.js';
import { reflectedIn } from './reflected.js';
import { judgeSchema } from './schema.js';
import { judgeStream } from './stream/judge-stream.js';

/** What the contract says of one exchange. */
export interface ContractJudgement {
  readonly exchange: string;
  readonly findings: readonly Finding[];
  /** The requirements that this exchange put to the test, whatever came of it. */
  readonly exercised: ReadonlySet<string>;
  /** The body of an answer of the kind that was asked for, for expectations. */
  readonly body?: { readonly json: Json };
  /** The status by which the service declined, as it may, what it need not have. */
  readonly declined?: number;
}

/**
 * Holds one exchange to its operation: status, media type, headers, bytes, schema, and the error envelope on everything but 2xx.
 * Pure: the exchange carries all that is looked at, its own time included.
 * @param implemented whether some request for this operation was answered as if the service had it
 */
export function judgeContract(exchange: Exchange, operation: Operation, spec: Spec, implemented = true): ContractJudgement {
  const { answer, failure, expects } = exchange;
  const facts: Fact[] = [];
  const judged = new Set<ContractKind>();
  let body: ReadBody = { facts: [] };

  if (failure !== undefined) {
    if (!NOBODYS.has(failure.code) && expects !== 'error') facts.push({ kind: 'transport', failure });
  } else if (answer !== undefined) {
    judgeAccess(answer, exchange, operation, facts, judged);
    if (
      exchange.outside === undefined &&
      !isDeclined(exchange, spec) &&
      (expects === 'success' || (expects === 'any' && answer.status < 400))
    )
      judgeStatus(answer, operation, implemented, facts, judged);
    if (expects !== 'success' && answer.status >= 400) judgeServerError(answer, facts, judged);
    const contract = contractOf(answer.status, operation);
    if (answer.cut !== undefined) facts.push(cutOf(answer.cut));
    else if (exchange.stream !== undefined) body = judgeStream(exchange.stream, answer, contract, streamOf(operation, spec), facts, judged);
    else if (contract !== undefined) body = judgeBody(answer, contract, expects, spec, facts, judged);
    if (contract !== undefined) judgeHeaders(answer, contract, facts, judged);
    const reflected = reflectedIn(exchange);
    if (reflected !== undefined) judged.add('reflected');
    facts.push(...(reflected ?? []));
  }

  const located = [...facts.map((fact) => ({ fact })), ...(exchange.stream?.facts ?? [])];
  const asked = answer !== undefined && (expects === 'any' || isSuccess(answer.status) === (expects === 'success'));
  return {
    exchange: exchange.key,
    findings: located.map((one: LineFact) => ({
      ...blame(one.fact, exchange, operation.service, spec.blame),
      exchange: exchange.key,
      ...one,
    })),
    exercised: exercised(exchange, judged, body.value?.json, operation.service, spec.blame),
    ...(asked ? bodyFor(exchange, body) : {}),
    ...(isDeclined(exchange, spec) && !facts.some(({ kind }) => kind === 'not_envelope') ? { declined: answer?.status ?? 0 } : {}),
  };
}

/** What expectations look at: the body, or the event that ended a stream. */
function bodyFor({ stream }: Exchange, { value }: ReadBody): Pick<ContractJudgement, 'body'> {
  if (stream !== undefined) return stream.last === undefined ? {} : { body: { json: stream.last.value } };
  return value === undefined ? {} : { body: value };
}

function streamOf({ service, id }: Operation, { streams }: Spec): StreamContract | undefined {
  return streams.find((stream) => stream.service === service && stream.operation === id);
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function cutOf({ why, ...cut }: NonNullable<Answer['cut']>): Fact {
  return 'of' in cut ? { kind: 'too_large', ...cut } : { kind: 'bad_encoding', ...cut };
}

/** Failures that say nothing of the service. */
const NOBODYS: ReadonlySet<FailureCode> = new Set<FailureCode>([...ON_THE_WAY, ...ENDED_HERE, 'waited']);

/** Answers that tell of who asks, or how often, and not of what was asked. */
export function isTurnedAway(status: number): boolean {
  return status === 401 || status === 403 || status === 429;
}

/** A service need not have the operation, and says so. */
function isDeclined({ optional, answer }: Exchange, { declines }: Spec): boolean {
  return optional === true && answer !== undefined && declines.includes(answer.status);
}

function judgeAccess({ status }: Answer, exchange: Exchange, operation: Operation, facts: Fact[], judged: Set<ContractKind>): void {
  // A protected operation may turn down who brings nothing or the wrong thing: that is as it should be.
  if (exchange.outside !== undefined || (exchange.credentials !== 'given' && operation.protected)) return;
  // A token that has met its end is no fault of the service.
  if (exchange.token === 'expired') return;
  judged.add('unauthorized');
  if (status === 401 || status === 403) facts.push({ kind: 'unauthorized', actual: status });
}

function judgeStatus(
  { status, ...answer }: Answer,
  operation: Operation,
  implemented: boolean,
  facts: Fact[],
  judged: Set<ContractKind>,
): void {
  if (isTurnedAway(status)) return;
  const expected = Object.keys(operation.answers).map(Number).filter(isSuccess);
  judged.add('transport').add('status').add('redirect').add('not_implemented');
  if (status >= 300 && status < 400)
    facts.push({ kind: 'redirect', actual: status, location: headerOf({ status, ...answer }, 'location') });
  else if (isAbsence(status) && !implemented) facts.push({ kind: 'not_implemented', actual: status });
  else if (!expected.includes(status)) {
    facts.push({ kind: 'status', expected, actual: status });
    // Whoever is told of the status is told of the whole answer: that it came at all is no merit besides.
    judged.delete('transport');
    judged.delete('redirect');
  }
}

/** Whoever asks for something that cannot be is at fault, not the service; 501 says that there is nothing of the kind. */
function judgeServerError({ status }: Answer, facts: Fact[], judged: Set<ContractKind>): void {
  judged.add('server_error');
  if (status >= 500 && status !== 501) facts.push({ kind: 'server_error', actual: status });
}

/** Status codes by which a service says that it has no such route. */
export function isAbsence(status: number): boolean {
  return status === 404 || status === 405 || status === 501;
}

/** What is declared for a status: its own entry, else `default` for errors. Redirects and undeclared 2xx answers have nothing to be held to. */
function contractOf(status: number, operation: Operation): AnswerContract | undefined {
  const own = operation.answers[String(status)];
  if (own !== undefined) return own;
  return status >= 400 ? operation.answers.default : undefined;
}

function judgeBody(
  answer: Answer,
  contract: AnswerContract,
  expects: Exchange['expects'],
  spec: Spec,
  facts: Fact[],
  judged: Set<ContractKind>,
): ReadBody {
  const { mediaType: expected, schema } = contract;
  if (expected === undefined || schema === undefined) {
    judged.add('unwanted_body');
    const bytes = Math.max(answer.body.length, Number(headerOf(answer, 'content-length') ?? 0) || 0);
    if (bytes > 0) facts.push({ kind: 'unwanted_body', bytes });
    return { facts: [] };
  }
  judged.add('media_type').add('charset');
  const error = !isSuccess(answer.status);
  const actual = readMediaType(answer);
  const rightType = actual?.type === expected;
  if (!rightType) facts.push({ kind: 'media_type', expected, actual: actual?.text ?? null });
  else if (actual.charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(actual.charset)) {
    facts.push({ kind: 'charset', actual: actual.charset });
  }

  const body = readBody(answer.body);
  if (body.value === undefined && error && (!rightType || answer.body.length === 0)) {
    replaceAll(facts, { kind: 'not_envelope', status: answer.status, schema });
    return { facts: [] };
  }
  // What is declared as something else need not be JSON: then the media type is the whole fault.
  if (body.value === undefined && !rightType && actual !== undefined) return { facts: [] };
  judged
    .add('not_utf8')
    .add('not_json')
    .add('trailing_bytes')
    .add('empty_body')
    .add('too_deep')
    .add('long_name')
    .add('bom')
    .add('duplicate_member');
  facts.push(...body.facts);
  if (body.value === undefined) return body;
  // What was wrong in a request comes back where it was accepted all the same: that it was accepted is the fault.
  if (expects === 'error' && !error) return body;
  judged.add('null_value').add('unknown_property').add('schema').add('not_envelope');
  facts.push(...judgeSchema(body.value.json, schema, spec.validator(schema), error ? answer.status : undefined));
  if (error) {
    judged.add('leak');
    facts.push(...leaksIn(body.value.json, spec.leaks));
  }
  return body;
}

/** A page of HTML, or nothing at all, in place of an envelope is one fault, not one of its media type besides. */
function replaceAll(facts: Fact[], fact: Fact): void {
  const index = facts.findIndex(({ kind }) => kind === 'media_type');
  facts.splice(index, index < 0 ? 0 : 1, fact);
}

function judgeHeaders(answer: Answer, contract: AnswerContract, facts: Fact[], judged: Set<ContractKind>): void {
  if (contract.headers.length > 0) judged.add('header_missing');
  for (const header of contract.headers) {
    if (headerOf(answer, header) === null) facts.push({ kind: 'header_missing', header });
  }
}

/** The requirement that a fact belongs to, and its weight; the last rows of the table fit everything. */
function blame(fact: Fact, exchange: Exchange, service: string, rows: readonly BlameRow[]): Pick<Finding, 'requirement' | 'level'> {
  if (exchange.outside !== undefined && fact.kind === 'not_envelope') return { requirement: exchange.outside };
  const at = 'at' in fact ? fact.at : undefined;
  const keyword = 'keyword' in fact ? fact.keyword : undefined;
  const row = rows.find(
    (candidate) =>
      (candidate.kind as readonly string[]).includes(fact.kind) &&
      concerns(candidate, exchange, service) &&
      hasStatus(candidate, exchange) &&
      (candidate.keyword === undefined || (keyword !== undefined && candidate.keyword.includes(keyword))) &&
      (candidate.at === undefined || (at !== undefined && candidate.at.some((pattern) => fitsPattern(at, pattern)))),
  );
  const isRefused = exchange.accepts !== undefined && fact.kind === 'status' && fact.actual >= 400;
  // What the table says of the weight holds for the requirement that stands there.
  if (isRefused && row?.requirement !== exchange.accepts) return { requirement: exchange.accepts ?? '' };
  return { requirement: row?.requirement ?? '', ...(row?.level === undefined ? {} : { level: row.level }) };
}

/** Kinds that look at the status code itself: every answer puts a row for one of them to the test, whatever status the row is about. */
const ON_STATUS: ReadonlySet<ContractKind> = new Set(['status', 'not_implemented', 'redirect', 'transport', 'unauthorized']);

/**
 * The requirements whose rows had something to judge: for a row with places, a value stands at one of them; of the rows without any
 * condition of the kind, the first.
 */
function exercised(
  exchange: Exchange,
  judged: ReadonlySet<ContractKind>,
  body: Json | undefined,
  service: string,
  rows: readonly BlameRow[],
): Set<string> {
  const requirements = new Set<string>();
  if (exchange.answer === undefined) return requirements;
  if (exchange.accepts !== undefined && judged.has('status')) requirements.add(exchange.accepts);
  const concerning = rows.filter((row) => row.keyword === undefined && concerns(row, exchange, service));
  for (const kind of judged) {
    const own = concerning.filter((row) => row.kind.includes(kind));
    for (const row of own.filter(isLastResort)) requirements.add(row.requirement);
    for (const row of own.filter((candidate) => ON_STATUS.has(kind) || hasStatus(candidate, exchange))) {
      const present = row.at?.some((pattern) => (pattern === '' ? body !== undefined : hasValueAt(body, pattern))) ?? true;
      if (present) requirements.add(row.requirement);
      // A row that is about just this answer leaves nothing of it to those after it.
      if (row.at === undefined && (row.status === undefined || !ON_STATUS.has(kind) || hasStatus(row, exchange))) break;
    }
  }
  return requirements;
}

/** A row that takes whatever no other row takes is put to the test by every answer. */
function isLastResort({ service, operation, at, status, credentials }: BlameRow): boolean {
  return [service, operation, at, status, credentials].every((condition) => condition === undefined);
}

function concerns(row: BlameRow, exchange: Exchange, service: string): boolean {
  const status = exchange.answer?.status;
  if (row.service !== undefined && row.service !== service) return false;
  if (row.operation !== undefined && !row.operation.includes(exchange.operation)) return false;
  const credentials = ['given', 'none'].includes(exchange.credentials) ? exchange.credentials : 'other';
  if (row.credentials !== undefined && row.credentials !== credentials) return false;
  if (row.optional !== undefined && row.optional !== exchange.optional) return false;
  return row.answer === undefined || (status !== undefined && isSuccess(status) === (row.answer === 'success'));
}

function hasStatus(row: BlameRow, { answer }: Exchange): boolean {
  return row.status === undefined || (answer !== undefined && row.status.includes(answer.status));
}
