import { guess, UsageError } from '../errors.js';
import { type BlameRow, type Check, type Operation, type Plan, type PlannedCheck, type PlannedProbe, type Reason, type Requirement, type Spec, type Suite, TIERS, type Tier } from '../model.js';
import { fits } from './glob.js';

/** What decides which checks of the suites become part of a run. */
export interface Selection {
  readonly tier: Tier;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly readOnly: boolean;
  /** Whether the user gave credentials. */
  readonly credentials: boolean;
  /** Whether requirements on credentials are to be judged at all (`--auth disabled`: no). */
  readonly judgeAuth: boolean;
}

/**
 * The checks of one service that a run will judge and the requests that they need: pure, and the same for the same input.
 * Reads that are planned in the same words are sent once.
 * @throws UsageError when the tier has no checks for the service, or a check names an operation that the spec lacks.
 */
export function makePlan(service: string, suites: readonly Suite[], spec: Spec, selection: Selection): Plan {
  const depth = TIERS.indexOf(selection.tier);
  const own = suites.filter(({ services }) => services.includes(service));
  const tiers = TIERS.filter((tier) => own.some((suite) => suite.tier === tier));
  if (!tiers.includes(selection.tier)) {
    throw new UsageError(`This version has no ${selection.tier} suite for the ${service} yet; there is ${tiers.join(', ') || 'none'}.`);
  }
  const available = own.flatMap(({ checks }) => checks).filter((check) => check.service === service && TIERS.indexOf(check.tier) <= depth);
  const selected = available.filter((check) => isSelected(check, selection) && !isDeclaredOff(check, spec, selection));
  const probes = new Map<string, PlannedProbe>();
  const senders = new Map<string, string>();

  const send = (check: Check): string => {
    const known = senders.get(check.id);
    if (known !== undefined) return known;
    const probe = planProbe(check, spec, selection);
    const shared = check.probe?.again ? undefined : [...probes.values()].find((other) => isSameRead(other, probe));
    if (shared === undefined) probes.set(probe.key, probe);
    senders.set(check.id, shared?.key ?? probe.key);
    return shared?.key ?? probe.key;
  };
  const sendFor = (id: string): string => {
    const sender = available.find((check) => check.id === id);
    if (sender?.probe === undefined) throw new UsageError(`No check "${id}" of this tier sends a probe.${guess(id, available.map((check) => check.id))}`);
    return send(sender);
  };

  const checks: PlannedCheck[] = selected.map((check) => {
    if (check.expect?.same !== undefined) sendFor(check.expect.same.as);
    if (check.probe !== undefined) return { check, probe: send(check) };
    if (check.observes !== undefined) return { check, probe: sendFor(check.observes) };
    return { check };
  });
  for (const { check } of checks.filter((planned) => planned.probe === undefined)) {
    for (const sender of sendersFor(check, available, spec.blame)) send(sender);
  }
  const requirements = scope(service, selected, spec, selection);
  const declared = new Map<string, Reason>();
  if (!selection.judgeAuth) {
    for (const { id, kind } of requirements) if (kind === 'auth') declared.set(id, { kind: 'declared', what: 'auth-disabled' });
  }
  return { service, tier: selection.tier, checks, probes: [...probes.values()], requirements, declared };
}

/** Patterns that fit no check of any service; each is a mistake that would make a run say less than its user believes. */
export function idlePatterns(patterns: readonly string[], services: readonly string[], suites: readonly Suite[], tier: Tier): string[] {
  const depth = TIERS.indexOf(tier);
  const checks = suites.flatMap((suite) => suite.checks).filter((check) => services.includes(check.service) && TIERS.indexOf(check.tier) <= depth);
  return patterns.filter((pattern) => !checks.some((check) => fits(check.id, pattern)));
}

function isSelected(check: Check, selection: Selection): boolean {
  if (selection.readOnly && check.effect !== 'read') return false;
  if (selection.include.length > 0 && !selection.include.some((pattern) => fits(check.id, pattern))) return false;
  return !selection.exclude.some((pattern) => fits(check.id, pattern));
}

function isDeclaredOff(check: Check, spec: Spec, selection: Selection): boolean {
  return !selection.judgeAuth && check.requirements.every((id) => spec.requirements.get(id)?.kind === 'auth');
}

function planProbe(check: Check, spec: Spec, selection: Selection): PlannedProbe {
  const { operation: id = '', credentials = 'given' } = check.probe ?? {};
  const operation = spec.operations.find((candidate) => candidate.service === check.service && candidate.id === id);
  if (operation === undefined) {
    const known = spec.operations.filter((candidate) => candidate.service === check.service).map((candidate) => candidate.id);
    throw new UsageError(
      `The check ${check.id} needs the operation "${id}", which openapi/${check.service}.openapi.yaml does not have.${guess(id, known)}`,
      { file: spec.origin },
    );
  }
  return { key: check.id, operation, credentials: selection.credentials ? credentials : 'none', effect: check.effect, needs: [] };
}

function isSameRead(a: PlannedProbe, b: PlannedProbe): boolean {
  return a.effect === 'read' && b.effect === 'read' && a.operation.id === b.operation.id && a.credentials === b.credentials;
}

/** Without a probe of its own, a contract check judges what these reads bring in. */
function sendersFor(check: Check, available: readonly Check[], blame: readonly BlameRow[]): Check[] {
  const rows = blame.filter((row) => check.requirements.includes(row.requirement));
  const anywhere = rows.some((row) => row.operation === undefined);
  const operations = new Set(rows.flatMap((row) => row.operation ?? []));
  return available.filter(({ probe, effect }) => probe !== undefined && effect === 'read' && (anywhere || operations.has(probe.operation)));
}

/** All requirements of the tier, or with a filter those that the filtered checks are about. */
function scope(service: string, selected: readonly Check[], spec: Spec, selection: Selection): Requirement[] {
  const filtered = selection.include.length + selection.exclude.length > 0;
  const named = new Set(selected.flatMap(({ requirements }) => requirements));
  const depth = TIERS.indexOf(selection.tier);
  return [...spec.requirements.values()].filter(({ id, services, tier }) => {
    if (tier === 'offline' || !services.includes(service)) return false;
    return filtered ? named.has(id) : TIERS.indexOf(tier) <= depth;
  });
}

/** Schemas of every answer that these operations may give. */
export function schemasOf(operations: readonly Operation[]): string[] {
  return [...new Set(operations.flatMap(({ answers }) => Object.values(answers).flatMap(({ schema }) => schema ?? [])))];
}
