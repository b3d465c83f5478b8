import {
  type Agreement,
  type BlameRow,
  type Check,
  type Exchange,
  type Finding,
  type Json,
  type Level,
  ON_THE_WAY,
  type Plan,
  type PlannedCheck,
  type Reason,
  type Requirement,
  type Unsent,
  type Verdict,
} from '../model.js';
import { type InDoubt, inDoubt } from './duplicate-ids.js';

/** What the validation found, in the shape that this stage needs. */
export interface Found {
  readonly contract: ReadonlyMap<
    string,
    {
      readonly findings: readonly Finding[];
      readonly exercised: ReadonlySet<string>;
      readonly body?: { readonly json: Json };
      readonly declined?: number;
    }
  >;
  readonly expected: ReadonlyMap<string, readonly FoundExpected[]>;
  /** Whether one place holds the other, and whether a place fits a pattern of the blame table. */
  overlap(a: string, b: string): boolean;
  fitsPattern(at: string, pattern: string): boolean;
}

interface FoundExpected {
  readonly exchange: string;
  readonly places: readonly string[];
  readonly facts: readonly Finding['fact'][] | undefined;
  readonly line?: number;
  readonly level?: Level;
  readonly unmet?: Agreement['if'];
}

export interface VerdictInput extends Scales {
  readonly plan: Plan;
  readonly exchanges: ReadonlyMap<string, Exchange>;
  /** Probes that were not sent because one before them did not succeed, a list was empty, or nobody gave a value. */
  readonly unsent: ReadonlyMap<string, Unsent>;
  readonly found: Found;
  readonly blame: readonly BlameRow[];
  /** The requirement that tells of a service that lets everybody in. */
  readonly openService: string;
  /** Why a probe that was planned was never sent. */
  readonly notRun: Extract<Reason, { kind: 'not_run' }>['why'];
}

/** Whether a status line and headers arrived. */
export function isAnswered(exchange: Exchange): boolean {
  return exchange.answer !== undefined || exchange.failure?.code === 'header_overflow';
}

/**
 * The verdict of every check, in the order of the plan. Findings of checks that are not planned come last: of those of another part, and of
 * requirements that no check is about, each as a check of its own.
 */
export function checkVerdicts(input: VerdictInput): Verdict[] {
  const { plan, exchanges, found } = input;
  const findings = new Map<string, Finding[]>(plan.checks.map(({ check }) => [check.id, []]));
  const extra = new Map<string, Check>();
  const anyAnswer = [...exchanges.values()].some(isAnswered);

  if (anyAnswer) {
    for (const { findings: contractFindings } of found.contract.values()) {
      for (const finding of contractFindings.filter((one) => !isToldByExpectation(one, input))) {
        const check = ownerOf(finding, input) ?? extraCheck(finding, input);
        if (!findings.has(check.id)) extra.set(check.id, check);
        findings.set(check.id, [...(findings.get(check.id) ?? []), weighed(finding, check)]);
      }
    }
    for (const { check } of plan.checks) findings.get(check.id)?.push(...expectationFindings(check, found));
  }
  if (isOpen(input)) keepOneWarning(findings, input);
  const doubt = inDoubt(plan, exchanges, findings, (key) => found.contract.get(key)?.body?.json);
  for (const [id, list] of findings) {
    const certain = list.filter(({ exchange }) => !doubt.probes.has(exchanges.get(exchange)?.probe ?? ''));
    findings.set(id, doubt.checks.has(id) ? [] : certain);
  }
  const holders = (keys: readonly string[], concerns: (finding: Finding) => boolean): string[] =>
    [...findings].filter(([, list]) => list.some((finding) => keys.includes(finding.exchange) && concerns(finding))).map(([id]) => id);

  const planned = plan.checks.map((item) => verdictOf(item, findings.get(item.check.id) ?? [], { holders, doubt, anyAnswer }, input));
  const added = [...extra.values()].map((check): Verdict => {
    const own = findings.get(check.id) ?? [];
    return { check, outcome: outcomeOf(own, input), findings: own, exchanges: keysOf(own), unplanned: true };
  });
  return [...planned, ...added];
}

/** Who asks for a status tells of the wrong one, for every request of the same words. */
function isToldByExpectation({ fact, exchange }: Finding, { found, exchanges }: VerdictInput): boolean {
  if (fact.kind !== 'server_error') return false;
  const words = wordsOf(exchanges.get(exchange));
  return [...found.expected.values()]
    .flat()
    .some(({ exchange: other, facts = [] }) => facts.some(({ kind }) => TELLS_STATUS.has(kind)) && wordsOf(exchanges.get(other)) === words);
}

/** Facts that tell of a wrong status, so that it need not be told of once more as an error of the server. */
export const TELLS_STATUS: ReadonlySet<Finding['fact']['kind']> = new Set(['wrong_status', 'not_refused']);

/** What was sent, so that the same request can be known again. */
export function wordsOf(exchange: Exchange | undefined): string {
  return JSON.stringify([exchange?.request.method, exchange?.request.url, exchange?.request.body, exchange?.request.base64]);
}

/** Nobody said that the service is protected, and it turned nobody away. */
function isOpen({ plan, exchanges }: VerdictInput): boolean {
  return plan.mayBeOpen && ![...exchanges.values()].some(({ answer }) => answer?.status === 401 || answer?.status === 403);
}

/** That a service lets everybody in is one warning, however many routes show it; what else is asked of credentials does not apply. */
function keepOneWarning(findings: Map<string, Finding[]>, { plan, openService }: VerdictInput): void {
  let told = false;
  for (const { check } of plan.checks) {
    const own = findings.get(check.id) ?? [];
    if (!own.some(({ requirement }) => requirement === openService)) {
      if (check.requirements.some((id) => isAccess(id, plan))) findings.set(check.id, []);
      continue;
    }
    findings.set(check.id, told ? [] : own.slice(0, 1).map((finding) => ({ ...finding, level: 'should' })));
    told = true;
  }
}

/** Checks on credentials that need a protected service; those of routes that are open to all are judged on any. */
function isMootWhereOpen({ requirements, tier }: Check, { plan }: VerdictInput): boolean {
  return tier !== 'smoke' && requirements.every((id) => isAccess(id, plan));
}

function isAccess(id: string, plan: Plan): boolean {
  return plan.requirements.some((requirement) => requirement.id === id && requirement.kind === 'auth' && requirement.tier !== 'smoke');
}

/** What the weight of a finding is taken from. */
export interface Scales {
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** What a finding is that breaks nothing but what is implied. */
  readonly implied: 'fail' | 'warn';
}

/** FAIL as soon as one finding breaks a must, or (unless that is to be a warning) what is implied; else WARN. */
export function outcomeOf(findings: readonly Finding[], { requirements, implied }: Scales): 'PASS' | 'FAIL' | 'WARN' {
  const levels = findings.map(({ requirement, level }): Level => level ?? requirements.get(requirement)?.level ?? 'must');
  if (levels.length === 0) return 'PASS';
  return levels.some((level) => level === 'must' || (level === 'implied' && implied === 'fail')) ? 'FAIL' : 'WARN';
}

type Holders = (keys: readonly string[], concerns: (finding: Finding) => boolean) => string[];

/** What the findings of all checks say of one of them. */
interface Around {
  readonly holders: Holders;
  readonly doubt: InDoubt;
  readonly anyAnswer: boolean;
}

function verdictOf(item: PlannedCheck, findings: readonly Finding[], { holders, doubt, anyAnswer }: Around, input: VerdictInput): Verdict {
  const { check, probes } = item;
  if (check.off !== undefined)
    return { check, outcome: 'SKIP', findings: [], exchanges: [], reason: { kind: 'switched_off', why: check.off } };
  const keys = relevantExchanges(item, input);
  const exchanges = [...new Set([...keysOf(findings), ...keys])];
  const base = { check, findings, exchanges };
  if (findings.length > 0) return { ...base, outcome: outcomeOf(findings, input) };

  const unsent = probes.map((key) => input.unsent.get(key)).find((why) => why !== undefined);
  // Of a service that lets everybody in, what would have come next does not apply either.
  if (unsent !== undefined && anyAnswer && isOpen(input) && isMootWhereOpen(check, input))
    return { ...base, outcome: 'SKIP', reason: { kind: 'open_service' } };
  if (unsent !== undefined) return { ...base, outcome: 'SKIP', reason: unsentReason(unsent, input) };
  const own = input.exchanges.get(keys[0] ?? '');
  if (own === undefined) return { ...base, outcome: 'SKIP', reason: { kind: 'not_run', why: input.notRun } };
  const ended = own.failure?.code;
  if (ended === 'interrupted' || ended === 'no_room')
    return { ...base, outcome: 'SKIP', reason: { kind: 'not_run', why: ended === 'no_room' ? 'max-received' : ended } };
  if (own.failure !== undefined && (!anyAnswer || ON_THE_WAY.has(own.failure.code)))
    return { ...base, outcome: 'ERROR', reason: { kind: 'no_answer', failure: own.failure } };
  if (isOpen(input) && isMootWhereOpen(check, input)) return { ...base, outcome: 'SKIP', reason: { kind: 'open_service' } };
  const teller = doubt.checks.get(check.id);
  if (teller !== undefined) return { ...base, outcome: 'SKIP', reason: { kind: 'blocked', by: [teller] } };
  if (isJudged(check, keys, input)) return { ...base, outcome: 'PASS' };
  const declined = probes.length === 0 ? undefined : input.found.contract.get(own.key)?.declined;
  if (declined !== undefined) return { ...base, outcome: 'SKIP', reason: { kind: 'not_offered', status: declined } };
  return { ...base, outcome: 'SKIP', reason: whyNotJudged(item, keys, holders, input) };
}

function unsentReason(why: Unsent, input: VerdictInput): Reason {
  const { plan, unsent, found } = input;
  const open = 'missing' in why ? why.missing : 'empty' in why ? why.empty : '';
  if (plan.selection.variables?.includes(open)) return { kind: 'no_input', name: open, variable: true };
  if ('missing' in why) return { kind: 'no_input', name: why.missing };
  if ('empty' in why) return emptyReason(why);
  const declined = found.contract.get(why.needs)?.declined;
  if (declined !== undefined) return { kind: 'not_offered', status: declined };
  const before = unsent.get(why.needs);
  const root = before === undefined ? undefined : unsentReason(before, input);
  if (root !== undefined && APPLIES_TO_NOTHING.has(root.kind)) return root;
  const owner = plan.checks.find(({ check, probes }) => check.probe !== undefined && probes.includes(why.needs))?.check.id;
  return { kind: 'blocked', by: [owner ?? why.needs] };
}

function emptyReason({ empty, having, like }: Extract<Unsent, { empty: string }>): Reason {
  if (like !== undefined) return { kind: 'none_like', of: empty, ...like };
  return { kind: 'no_items', of: empty, ...(having === undefined ? {} : { having }) };
}

/** Reasons that hold for all that comes after what was not sent. */
const APPLIES_TO_NOTHING: ReadonlySet<Reason['kind']> = new Set(['not_offered', 'no_input', 'none_like']);

/** No vacuous pass: a check was judged when its requirement was put to the test, and each of its expectations had something to look at. */
function isJudged(check: Check, keys: readonly string[], { found }: VerdictInput): boolean {
  const expected = found.expected.get(check.id) ?? [];
  if (check.expect === undefined && check.until === undefined && check.probe?.walk?.to === undefined) {
    return check.requirements.every((id) => keys.some((key) => found.contract.get(key)?.exercised.has(id)));
  }
  const demands = new Set(expected.filter(({ unmet }) => unmet === undefined).map(({ places }) => places.join(' ')));
  const judged = new Set(expected.filter((one) => one.facts !== undefined && !isMoot(one, found)).map(({ places }) => places.join(' ')));
  return demands.size > 0 && judged.size === demands.size;
}

function whyNotJudged(item: PlannedCheck, keys: readonly string[], holders: Holders, input: VerdictInput): Reason {
  const { check } = item;
  const { found, blame, exchanges } = input;
  const rows = blame.filter((row) => check.requirements.includes(row.requirement));
  const unread = keys.filter((key) => found.contract.get(key)?.body === undefined);
  const places = [...(found.expected.get(check.id) ?? []).flatMap((expected) => expected.places), ...rows.flatMap((row) => row.at ?? [])];
  // A null is as good as nothing there: it is told once, and stands in nobody's way.
  const inTheWay = ({ exchange, fact }: Finding): boolean =>
    (unread.includes(exchange) && UNREADABLE.has(fact.kind)) ||
    ('at' in fact &&
      fact.kind !== 'null_value' &&
      places.some((place) => found.overlap(fact.at, place) || found.fitsPattern(fact.at, place)));
  const by = holders(keys, inTheWay);
  if (by.length > 0) return { kind: 'blocked', by };
  const { unreached } = check.expect ?? {};
  if (unreached !== undefined && keys.some((key) => (exchanges.get(key)?.answer?.status ?? 0) < 300))
    return { kind: 'no_stand_in', name: unreached };
  if (keys.some((key) => exchanges.get(key)?.token === 'expired')) return { kind: 'token_expired' };
  const statuses = keys.map((key) => exchanges.get(key)?.answer?.status ?? 0);
  const telling = check.expect?.refused === undefined ? [401, 403, 429] : [401, 403, 409, 429];
  if (statuses.length > 0 && statuses.every((status) => telling.includes(status)))
    return { kind: 'inconclusive', status: statuses[0] ?? 0 };
  if (STOPS.has(input.notRun)) return { kind: 'not_run', why: input.notRun };
  // The same fault of a route is told of once; who asked again is blocked by who was told.
  const operations = new Set(unread.map((key) => exchanges.get(key)?.operation));
  const alike = [...exchanges.values()].filter(({ operation }) => operations.has(operation)).map(({ key }) => key);
  const others = holders(alike, ({ fact }) => fact.kind === 'not_implemented');
  if (others.length > 0) return { kind: 'blocked', by: others };
  const [unmet] = (found.expected.get(check.id) ?? []).flatMap((expected) => expected.unmet ?? []);
  if (unmet !== undefined) return { kind: 'never_so', condition: unmet };
  const silent = (found.expected.get(check.id) ?? []).filter(({ facts }) => facts === undefined).flatMap((expected) => expected.places);
  return { kind: 'absent', at: [...new Set(silent.length > 0 ? silent : places)] };
}

/** What ends a run before all of its plan was sent. */
const STOPS: ReadonlySet<VerdictInput['notRun']> = new Set(['interrupted', 'max-requests', 'max-received']);

/** Kinds after which nothing of an answer could be read. */
const UNREADABLE: ReadonlySet<Finding['fact']['kind']> = new Set([
  'transport',
  'status',
  'redirect',
  'not_implemented',
  'unauthorized',
  'too_large',
  'bad_encoding',
  'not_utf8',
  'not_json',
  'empty_body',
  'too_deep',
  'long_name',
  'media_type',
  'not_envelope',
]);

/** The exchanges that a check looks at: those of its probes, or for a contract check those that its rows of the blame table are about. */
function relevantExchanges({ check, probes }: PlannedCheck, { blame, exchanges }: VerdictInput): string[] {
  if (probes.length > 0) return [...exchanges.values()].filter(({ probe }) => probes.includes(probe)).map(({ key }) => key);
  const rows = blame.filter(
    (row) => check.requirements.includes(row.requirement) && (row.service === undefined || row.service === check.service),
  );
  const anywhere = rows.some((row) => row.operation === undefined);
  return [...exchanges.values()]
    .filter(({ operation }) => anywhere || rows.some((row) => row.operation?.includes(operation)))
    .map(({ key }) => key);
}

/** What is wrong belongs to the first requirement of the check; that a refusal has another status than the best one, to its last. */
function expectationFindings(check: Check, found: Found): Finding[] {
  return (found.expected.get(check.id) ?? [])
    .filter((one) => !isMoot(one, found))
    .flatMap(({ exchange, facts, line, level }) =>
      (facts ?? []).map((fact) => ({
        requirement: check.requirements.at(fact.kind === 'refusal_status' ? -1 : 0) ?? '',
        exchange,
        fact,
        ...(line === undefined ? {} : { line }),
        ...(level === undefined ? {} : { level }),
      })),
    )
    .map((finding) => weighed(finding, check));
}

/** A suite may weigh otherwise what a check finds. */
function weighed(finding: Finding, { weighs }: Check): Finding {
  return weighs === undefined ? finding : { ...finding, level: weighs };
}

const ON_STATUS: ReadonlySet<Finding['fact']['kind']> = new Set(['status', 'redirect', 'not_implemented']);

/** What the contract has found at a place is not told again by an expectation. */
function isMoot({ exchange, places, facts = [], line: own }: FoundExpected, found: Found): boolean {
  const findings = (found.contract.get(exchange)?.findings ?? []).filter(
    ({ line }) => own === undefined || line === undefined || line === own,
  );
  if (facts.some(({ kind }) => kind === 'wrong_status') && findings.some(({ fact }) => ON_STATUS.has(fact.kind))) return true;
  if (places.length > 0 && findings.some(({ fact }) => fact.kind === 'not_envelope')) return true;
  return findings.some(({ fact }) => 'at' in fact && fact.kind !== 'null_value' && places.some((place) => found.overlap(fact.at, place)));
}

/** A finding goes to the check that is about its requirement: the one of its own exchange before the one for all exchanges. */
function ownerOf({ requirement, exchange }: Finding, { plan, exchanges }: VerdictInput): Check | undefined {
  const about = (plan.whole ?? plan.checks).filter(({ check }) => check.requirements.includes(requirement));
  // One that is switched off keeps what no other is about, and tells nothing of it.
  const candidates = about.some(({ check }) => check.off === undefined) ? about.filter(({ check }) => check.off === undefined) : about;
  const probe = exchanges.get(exchange)?.probe ?? exchange;
  return (candidates.find(({ probes }) => probes.includes(probe)) ?? candidates.find(({ check }) => check.contract) ?? candidates[0])
    ?.check;
}

/** The contract judges every exchange, also by requirements that no selected check is about. */
function extraCheck({ requirement }: Finding, { plan, requirements }: VerdictInput): Check {
  return {
    id: `${plan.service}.contract[${requirement}]`,
    title: (requirements.get(requirement)?.sentence ?? 'The answer fits the contract').replace(/\.$/, ''),
    service: plan.service,
    tier: plan.tier,
    requirements: [requirement],
    effect: 'read',
    contract: true,
  };
}

function keysOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ exchange }) => exchange))];
}
