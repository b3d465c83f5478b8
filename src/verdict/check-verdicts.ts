import type { BlameRow, Check, Exchange, Finding, Level, Outcome, Plan, PlannedCheck, Reason, Requirement, Verdict } from '../model.js';

/** What the validation found, in the shape that this stage needs. */
export interface Found {
  readonly contract: ReadonlyMap<string, { readonly findings: readonly Finding[]; readonly exercised: ReadonlySet<string>; readonly body?: unknown }>;
  readonly expected: ReadonlyMap<string, readonly { readonly places: readonly string[]; readonly facts: readonly Finding['fact'][] | undefined }[]>;
  /** Whether one place holds the other, and whether a place fits a pattern of the blame table. */
  overlap(a: string, b: string): boolean;
  fitsPattern(at: string, pattern: string): boolean;
}

export interface VerdictInput {
  readonly plan: Plan;
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly found: Found;
  readonly blame: readonly BlameRow[];
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** Why a probe that was planned was never sent. */
  readonly notRun: Extract<Reason, { kind: 'not_run' }>['why'];
}

/** Whether a status line and headers arrived. */
export function isAnswered(exchange: Exchange): boolean {
  return exchange.answer !== undefined || exchange.failure?.code === 'header_overflow';
}

/** The verdict of every check, in the order of the plan; findings that no planned check is about come last, each requirement as a check of its own. */
export function checkVerdicts(input: VerdictInput): Verdict[] {
  const { plan, exchanges, found } = input;
  const findings = new Map<string, Finding[]>(plan.checks.map(({ check }) => [check.id, []]));
  const extra = new Map<string, Check>();
  const anyAnswer = [...exchanges.values()].some(isAnswered);

  if (anyAnswer) {
    for (const { findings: contractFindings } of found.contract.values()) {
      for (const finding of contractFindings) {
        const check = ownerOf(finding, plan) ?? extraCheck(finding, input, extra);
        findings.set(check.id, [...(findings.get(check.id) ?? []), finding]);
      }
    }
    for (const { check, probe } of plan.checks) findings.get(check.id)?.push(...expectationFindings(check, probe, input));
  }
  const holders = (keys: readonly string[], concerns: (finding: Finding) => boolean): string[] =>
    [...findings].filter(([, list]) => list.some((finding) => keys.includes(finding.exchange) && concerns(finding))).map(([id]) => id);

  const planned = plan.checks.map((item) => verdictOf(item, findings.get(item.check.id) ?? [], holders, anyAnswer, input));
  const added = [...extra.values()].map((check): Verdict => {
    const own = findings.get(check.id) ?? [];
    return { check, outcome: outcomeOf(own, input.requirements), findings: own, exchanges: keysOf(own) };
  });
  return [...planned, ...added];
}

/** FAIL as soon as one finding breaks a must, or what is implied; else WARN. */
export function outcomeOf(findings: readonly Finding[], requirements: ReadonlyMap<string, Requirement>): Outcome {
  const levels = findings.map(({ requirement }): Level => requirements.get(requirement)?.level ?? 'must');
  if (levels.length === 0) return 'PASS';
  return levels.some((level) => level === 'must' || level === 'implied') ? 'FAIL' : 'WARN';
}

type Holders = (keys: readonly string[], concerns: (finding: Finding) => boolean) => string[];

function verdictOf(item: PlannedCheck, findings: readonly Finding[], holders: Holders, anyAnswer: boolean, input: VerdictInput): Verdict {
  const { check, probe } = item;
  const keys = relevantExchanges(item, input);
  const exchanges = [...new Set([...keysOf(findings), ...keys])].filter((key) => input.exchanges.has(key));
  const base = { check, findings, exchanges };
  if (findings.length > 0) return { ...base, outcome: outcomeOf(findings, input.requirements) };

  const own = input.exchanges.get(probe ?? keys[0] ?? '');
  if (own === undefined) return { ...base, outcome: 'SKIP', reason: { kind: 'not_run', why: input.notRun } };
  if (own.failure?.code === 'interrupted') return { ...base, outcome: 'SKIP', reason: { kind: 'not_run', why: 'interrupted' } };
  if (!anyAnswer && own.failure !== undefined) return { ...base, outcome: 'ERROR', reason: { kind: 'no_answer', failure: own.failure } };
  if (isJudged(item, exchanges, input)) return { ...base, outcome: 'PASS' };
  return { ...base, outcome: 'SKIP', reason: whyNotJudged(item, keys, holders, input) };
}

/** No vacuous pass: a check was judged when its requirement was put to the test, and each of its expectations had something to look at. */
function isJudged({ check, probe }: PlannedCheck, exchanges: readonly string[], { found, exchanges: all }: VerdictInput): boolean {
  if (check.expect !== undefined) {
    const expected = found.expected.get(check.id) ?? [];
    return expected.length > 0 && expected.every(({ places, facts }) => facts !== undefined && !isMoot(places, probe, found));
  }
  const keys = probe === undefined ? exchanges : [probe];
  return keys.some((key) => all.get(key) !== undefined && check.requirements.some((id) => found.contract.get(key)?.exercised.has(id)));
}

function whyNotJudged(item: PlannedCheck, keys: readonly string[], holders: Holders, input: VerdictInput): Reason {
  const { check, probe } = item;
  const { found, blame } = input;
  const rows = blame.filter((row) => check.requirements.includes(row.requirement));
  const unread = keys.filter((key) => found.contract.get(key)?.body === undefined);
  const places = [...(found.expected.get(check.id) ?? []).flatMap((expected) => expected.places), ...rows.flatMap((row) => row.at ?? [])];
  // A null is as good as nothing there: it is told once, and stands in nobody's way.
  const inTheWay = ({ exchange, fact }: Finding): boolean =>
    unread.includes(exchange) || ('at' in fact && fact.kind !== 'null_value' && places.some((place) => found.overlap(fact.at, place) || found.fitsPattern(fact.at, place)));
  const by = holders(probe === undefined ? keys : [probe, ...keys], inTheWay);
  if (by.length > 0) return { kind: 'blocked', by };
  const status = input.exchanges.get(keys[0] ?? '')?.answer?.status;
  if (status === 401 || status === 403 || status === 429) return { kind: 'inconclusive', status };
  return { kind: 'absent', at: places };
}

/** The exchanges that a check looks at: its own, or for a contract check those that its rows of the blame table are about. */
function relevantExchanges({ check, probe }: PlannedCheck, { blame, exchanges }: VerdictInput): string[] {
  if (probe !== undefined) return [probe];
  const rows = blame.filter((row) => check.requirements.includes(row.requirement));
  const anywhere = rows.some((row) => row.operation === undefined);
  return [...exchanges.values()].filter(({ operation }) => anywhere || rows.some((row) => row.operation?.includes(operation))).map(({ key }) => key);
}

function expectationFindings(check: Check, probe: string | undefined, { found }: VerdictInput): Finding[] {
  const [requirement = ''] = check.requirements;
  return (found.expected.get(check.id) ?? []).flatMap(({ places, facts }) =>
    isMoot(places, probe, found) ? [] : (facts ?? []).map((fact) => ({ requirement, exchange: probe ?? '', fact })),
  );
}

/** What the contract has found at a place is not told again by an expectation. */
function isMoot(places: readonly string[], probe: string | undefined, found: Found): boolean {
  const findings = found.contract.get(probe ?? '')?.findings ?? [];
  return findings.some(({ fact }) => 'at' in fact && places.some((place) => found.overlap(fact.at, place)));
}

/** A finding goes to the check that is about its requirement: the one of its own exchange before the one for all exchanges. */
function ownerOf({ requirement, exchange }: Finding, plan: Plan): Check | undefined {
  const candidates = plan.checks.filter(({ check }) => check.requirements.includes(requirement));
  return (candidates.find(({ probe }) => probe === exchange) ?? candidates.find(({ check }) => check.contract) ?? candidates[0])?.check;
}

/** The contract judges every exchange, also by requirements that no selected check is about. */
function extraCheck({ requirement }: Finding, { plan, requirements }: VerdictInput, extra: Map<string, Check>): Check {
  const known = extra.get(requirement);
  if (known !== undefined) return known;
  const check: Check = {
    id: `${plan.service}.contract[${requirement}]`,
    title: (requirements.get(requirement)?.sentence ?? 'The answer fits the contract').replace(/\.$/, ''),
    service: plan.service,
    tier: plan.tier,
    requirements: [requirement],
    effect: 'read',
    contract: true,
  };
  extra.set(requirement, check);
  return check;
}

function keysOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ exchange }) => exchange))];
}
