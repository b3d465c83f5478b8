import type { Exchange, Finding, NoteOn, Reason, Report, Verdict } from '../model.js';
import { baselineOfAll } from './baseline.js';
import { causes } from './causes.js';
import { outcomeOf, type Scales } from './check-verdicts.js';
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
  const scales: Scales = { requirements, implied: first.implied };
  const byCheck = byPlace(order.checks);
  const byRequirement = byPlace(order.requirements);
  const verdicts = oneOfEach(told, scales).sort((a, b) => byCheck(a.check.id, b.check.id));
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
      .map((requirement) => requirementVerdict(requirement, verdicts, reasonsOf(parts), scales)),
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

/** Findings that no check of a part was about go to a check of another part that is; of two verdicts of one check, all findings count. */
function oneOfEach(told: readonly Verdict[], scales: Scales): Verdict[] {
  const planned = told.filter(({ unplanned }) => !unplanned);
  const merged = new Map<string, Verdict>();
  for (const verdict of told) {
    const owner = verdict.unplanned
      ? planned.find(({ check }) => check.requirements.includes(verdict.check.requirements[0] ?? ''))
      : undefined;
    const { check } = owner ?? verdict;
    const known = merged.get(check.id);
    if (known === undefined)
      merged.set(check.id, owner === undefined ? verdict : { ...owner, ...judged([...verdict.findings], owner, scales) });
    else if (owner !== undefined || known.findings.length + verdict.findings.length > 0) {
      const { reason: _, ...rest } = known;
      const findings = withoutRepeats([...known.findings, ...verdict.findings]);
      merged.set(check.id, {
        ...rest,
        ...judged(findings, known, scales),
        exchanges: [...new Set([...known.exchanges, ...verdict.exchanges])],
      });
    } else if (tellsMore(verdict, known)) merged.set(check.id, verdict);
  }
  return [...merged.values()];
}

/** Of two verdicts of one check without findings: a judgement tells more than a reason, and that of another part nothing. */
function tellsMore(one: Verdict, other: Verdict): boolean {
  const weightOf = ({ outcome, reason }: Verdict): number => {
    if (outcome !== 'SKIP') return 3;
    if (reason?.kind === 'blocked') return 2;
    return reason?.kind === 'not_run' && reason.why === 'other-part' ? 0 : 1;
  };
  return weightOf(one) > weightOf(other);
}

function judged(findings: readonly Finding[], before: Verdict, scales: Scales): Pick<Verdict, 'outcome' | 'findings'> {
  return { findings, outcome: findings.length > 0 ? outcomeOf(findings, scales) : before.outcome };
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
