import type { Exchange, Finding, NoteOn, Reason, Report, Verdict } from '../model.js';
import { baselineOfAll } from './baseline.js';
import { causes } from './causes.js';
import { outcomeOf, type Scales, TELLS_STATUS, wordsOf } from './check-verdicts.js';
import { countsOf } from './conclude.js';
import { exitCodeOf } from './exit-code.js';
import { requirementVerdict } from './requirement-verdicts.js';

/** Ids in the order in which a whole run tells of them. */
export interface TellingOrder {
  readonly checks: readonly string[];
  readonly requirements: readonly string[];
}

/**
 * Puts reports together: those of parts of one run (the same service at the same address, tier and revision) become one, all others stay
 * beside each other. Pure.
 */
export function mergeReports(reports: readonly Report[], order: TellingOrder): Report[] {
  const groups = new Map<string, Report[]>();
  for (const report of reports) {
    const { service, url, tier, spec } = report;
    const key = JSON.stringify([service, url, tier, spec.name, spec.revision, spec.origin]);
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()].map((group) => mergeParts(group, order));
}

function mergeParts(parts: readonly Report[], order: TellingOrder): Report {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first as Report;
  const exchanges = new Map<string, Exchange>();
  const told: Verdict[] = [];
  const notes: NoteOn[] = [];
  for (const part of parts) {
    const own = withOwnKeys(part, exchanges, told);
    told.push(...own.verdicts);
    notes.push(...own.notes);
  }
  const requirements = new Map(parts.flatMap((part) => part.requirements.map(({ requirement }) => [requirement.id, requirement] as const)));
  const untested = new Set(
    parts.flatMap((part) => part.requirements.flatMap(({ requirement, reason }) => (reason?.kind === 'no_check' ? [requirement.id] : []))),
  );
  const scales: Scales = { requirements, implied: first.implied };
  const byCheck = byPlace(order.checks);
  const byRequirement = byPlace(order.requirements);
  const verdicts = oneOfEach(toldOnce(told, exchanges, parts), scales).sort((a, b) => byCheck(a.check.id, b.check.id));
  const { record: _, exitCode: __, bug: ___, interrupted: ____, identity: _____, baseline: _______, ...rest } = first;
  const { part: ______, ...selection } = first.selection;
  const identity = parts.find((part) => part.identity !== undefined)?.identity;
  const bug = parts.find((part) => part.bug !== undefined)?.bug;
  const interrupted = parts.find((part) => part.interrupted !== undefined)?.interrupted;
  const stop = parts.find((part) => part.stop !== undefined)?.stop;
  const merged: Omit<Report, 'exitCode'> = {
    ...rest,
    ...(bug === undefined ? {} : { bug }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(stop === undefined ? {} : { stop }),
    ...(identity === undefined ? {} : { identity }),
    ...recordedParts(parts),
    selection,
    notes,
    strict: parts.some(({ strict }) => strict),
    startedAt: Math.min(...parts.map(({ startedAt }) => startedAt)),
    finishedAt: Math.max(...parts.map(({ finishedAt }) => finishedAt)),
    timing: {
      requests: total(parts, ({ requests }) => requests),
      wall: Math.max(...parts.map(({ timing }) => timing.wall)),
      path: Math.max(...parts.map(({ timing }) => timing.path)),
      sum: total(parts, ({ sum }) => sum),
    },
    verdicts,
    requirements: [...requirements.values()]
      .sort((a, b) => byRequirement(a.id, b.id))
      .map((requirement) => requirementVerdict(requirement, verdicts, reasonsOf(parts), scales))
      // A part was about it only for a finding that the whole tells of elsewhere.
      .filter(({ requirement, reason }) => reason?.kind !== 'no_check' || untested.has(requirement.id)),
    causes: causes(verdicts, scales),
    exchanges,
    counts: countsOf(verdicts),
    cleanup: {
      removed: parts.reduce((sum, { cleanup }) => sum + cleanup.removed, 0),
      residue: parts.flatMap(({ cleanup }) => cleanup.residue),
      left: parts.flatMap(({ cleanup }) => cleanup.left),
    },
  };
  const baseline = baselineOfAll(parts, { ...merged, exitCode: 0 });
  const whole = baseline === undefined ? merged : { ...merged, baseline };
  return { ...whole, exitCode: exitCodeOf(whole) };
}

/**
 * Parts may have sent the same request, such as one that creates what others need. Where it showed nothing else than before it stands in
 * the whole once; else the exchange gets a key of its own.
 */
function withOwnKeys(
  { verdicts, exchanges: own, notes }: Report,
  all: Map<string, Exchange>,
  before: readonly Verdict[],
): Pick<Report, 'verdicts' | 'notes'> {
  const [shown, shows] = [wrongsBy(before), wrongsBy(verdicts)];
  const renamed = new Map<string, string>();
  for (const [key, exchange] of own) {
    if (all.has(key) && [...(shows.get(key) ?? [])].every((wrong) => shown.get(key)?.has(wrong))) continue;
    let free = key;
    for (let count = 2; all.has(free); count += 1) free = `${key}~${count}`;
    all.set(free, free === key ? exchange : { ...exchange, key: free });
    renamed.set(key, free);
  }
  const nameOf = (key: string): string => renamed.get(key) ?? key;
  return {
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      exchanges: verdict.exchanges.map(nameOf),
      findings: verdict.findings.map((finding) => ({ ...finding, exchange: nameOf(finding.exchange) })),
    })),
    notes: notes.flatMap(({ exchange, note }) => {
      const name = renamed.get(exchange);
      return name === undefined ? [] : [{ exchange: name, note }];
    }),
  };
}

/** Values that one part saved say nothing of another, so that each has to be judged by itself. */
function recordedParts(parts: readonly Report[]): Pick<Report, 'parts'> {
  const all = parts.flatMap((part): NonNullable<Report['parts']> => part.parts ?? [part]);
  return all.every(({ record }) => record !== undefined) ? { parts: all } : {};
}

/** What was found in each exchange. */
function wrongsBy(verdicts: readonly Verdict[]): Map<string, Set<string>> {
  const wrongs = new Map<string, Set<string>>();
  for (const { requirement, fact, exchange } of verdicts.flatMap(({ findings }) => findings)) {
    wrongs.set(exchange, (wrongs.get(exchange) ?? new Set()).add(JSON.stringify([requirement, fact])));
  }
  return wrongs;
}

/** Who asks for a status tells of the wrong one, in whichever part: what others saw of it in the same request is left out. */
function toldOnce(told: readonly Verdict[], exchanges: ReadonlyMap<string, Exchange>, parts: readonly Report[]): Verdict[] {
  // Names that a run makes up begin with its id.
  const wordsIn = (exchange: string): string =>
    parts.reduce((words, { runId }) => words.replaceAll(runId, ''), wordsOf(exchanges.get(exchange)));
  const findings = told.flatMap((verdict) => verdict.findings);
  const words = new Set(findings.filter(({ fact }) => TELLS_STATUS.has(fact.kind)).map(({ exchange }) => wordsIn(exchange)));
  const isTold = ({ fact, exchange }: Finding): boolean => fact.kind === 'server_error' && words.has(wordsIn(exchange));
  return told.flatMap((verdict): Verdict[] => {
    const left = verdict.findings.filter((finding) => !isTold(finding));
    if (left.length === verdict.findings.length) return [verdict];
    if (left.length > 0) return [{ ...verdict, findings: left }];
    return verdict.unplanned ? [] : [{ ...verdict, findings: left, outcome: 'PASS' }];
  });
}

/** Findings of a check that a report did not plan go to it, or to one about the same requirement, where another report did; of two verdicts of one check, all findings count. */
function oneOfEach(told: readonly Verdict[], scales: Scales): Verdict[] {
  const planned = new Map(told.filter(({ unplanned }) => !unplanned).map((verdict) => [verdict.check.id, verdict] as const));
  const about = (requirement = ''): Verdict | undefined =>
    [...planned.values()].find(({ check }) => check.requirements.includes(requirement));
  const merged = new Map<string, Verdict>();
  for (const verdict of told) {
    const owner = verdict.unplanned ? (planned.get(verdict.check.id) ?? about(verdict.check.requirements[0])) : undefined;
    const { check } = owner ?? verdict;
    const known = merged.get(check.id);
    if (known === undefined && owner === undefined) merged.set(check.id, verdict);
    else if (known === undefined || known.findings.length + verdict.findings.length > 0) {
      const { reason: _, ...rest } = known ?? owner ?? verdict;
      const findings = withoutRepeats([...(known?.findings ?? []), ...verdict.findings]);
      merged.set(check.id, {
        ...rest,
        ...{ findings, outcome: outcomeOf(findings, scales) },
        exchanges: [...new Set([...rest.exchanges, ...verdict.exchanges])],
      });
    } else if (tellsMore(verdict, known)) merged.set(check.id, verdict);
  }
  return [...merged.values()].map((verdict) => (isOfOtherPart(verdict) ? { ...verdict, reason: NOTHING_SENT } : verdict));
}

/** What every part leaves to another one had nothing to be judged by in any. */
const NOTHING_SENT: Reason = { kind: 'not_run', why: 'nothing-sent' };

function isOfOtherPart({ reason }: Verdict): boolean {
  return reason?.kind === 'not_run' && reason.why === 'other-part';
}

/** Of two verdicts of one check without findings: a judgement tells more than a reason, and that of another part nothing. */
function tellsMore(one: Verdict, other: Verdict): boolean {
  const weightOf = (verdict: Verdict): number => {
    if (verdict.outcome !== 'SKIP') return 3;
    if (verdict.reason?.kind === 'blocked') return 2;
    return isOfOtherPart(verdict) ? 0 : 1;
  };
  return weightOf(one) > weightOf(other);
}

/** The same request, sent by two parts, shows the same fault twice. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ requirement, fact, exchange }: Finding): string => JSON.stringify([requirement, fact, exchange.replace(/~\d+$/, '')]);
  return [...new Map(findings.map((finding) => [keyOf(finding), finding] as const).reverse()).values()].reverse();
}

/** Why requirements are not tested, whatever the checks; as the plan of each part had it. */
const SET_BEFORE: readonly Reason['kind'][] = ['declared', 'excluded'];

function reasonsOf(parts: readonly Report[]): { readonly declared: ReadonlyMap<string, Reason>; readonly withheld: ReadonlySet<string> } {
  const all = parts.flatMap((part) => part.requirements);
  return {
    declared: new Map(
      all.flatMap(({ requirement, reason }) =>
        reason !== undefined && SET_BEFORE.includes(reason.kind) ? [[requirement.id, reason] as const] : [],
      ),
    ),
    withheld: new Set(all.flatMap(({ requirement, reason }) => (reason?.kind === 'read_only' ? [requirement.id] : []))),
  };
}

function total(parts: readonly Report[], of: (timing: Report['timing']) => number): number {
  return parts.reduce((sum, { timing }) => sum + of(timing), 0);
}

/** By their place in a list; what is not in it comes last, in the order in which it came. */
function byPlace(list: readonly string[]): (a: string, b: string) => number {
  const places = new Map(list.map((id, index) => [id, index]));
  const placeOf = (id: string): number => places.get(id) ?? list.length;
  return (a, b) => placeOf(a) - placeOf(b);
}
