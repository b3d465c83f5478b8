import { guess, UsageError } from '../errors.js';
import { alternativesIn, namesIn } from '../json/template.js';
import {
  type BlameRow,
  type Check,
  type Operation,
  type OutsideRequest,
  type Plan,
  type PlannedCheck,
  type PlannedProbe,
  type ProbeRequest,
  type Reason,
  type Requirement,
  type Selection,
  type Spec,
  type Suite,
  TIERS,
  type Tier,
} from '../model.js';
import { plannedCreation } from './creation.js';
import { fits } from './glob.js';
import { comesAfter } from './order.js';
import { plannedWalk } from './walks.js';

/**
 * The checks of one service that a run will judge and the requests that they need: pure, and the same for the same input.
 * Reads that are planned in the same words are sent once; a request comes after those that save what it uses.
 * @throws UsageError when the tier has no checks for the service, or a check names an operation that the spec lacks.
 */
export function makePlan(service: string, suites: readonly Suite[], spec: Spec, selection: Selection): Plan {
  const known = checksOf(service, suites, selection);
  const available = withTheirNeeds(
    known.filter((check) => !isDeclaredOff(check, spec, selection)),
    known,
  );
  const wanted = available.filter((check) => isWanted(check, selection));
  const allowed = selection.readOnly ? onlyReads(available) : available;
  const selected = wanted.flatMap((check) => allowed.find(({ id }) => id === check.id) ?? []);
  const sends = new Sends(allowed, spec, selection);
  const checks: PlannedCheck[] = selected.map((check) => {
    if (check.off !== undefined) return { check, probes: [] };
    if (check.expect?.same !== undefined) sends.of(check.expect.same.as);
    for (const { if: condition } of check.expect?.agree ?? []) if (condition.of !== undefined) sends.of(condition.of);
    if (check.expect?.stream?.replayed_by !== undefined) sends.of(check.expect.stream.replayed_by);
    for (const id of check.expect?.walk?.keeps ?? []) sends.of(id);
    if (check.probe !== undefined) return { check, probes: [sends.add(check)] };
    return { check, probes: (check.observes ?? []).map((id) => sends.of(id)) };
  });
  for (const { check } of checks.filter(
    ({ check: { off }, probes }) => off === undefined && probes.length === 0 && (selection.part?.first ?? true),
  )) {
    for (const sender of sendersFor(check, allowed, spec.blame)) sends.add(sender);
  }
  const requirements = scope(service, wanted, available, spec, selection);
  const declared = declaredOf(service, requirements, { known, available }, spec, selection);
  const tested = new Set(selected.flatMap((check) => check.requirements));
  const withheld = new Set(wanted.flatMap((check) => check.requirements).filter((id) => !tested.has(id)));
  const mayBeOpen = selection.auth === 'auto' && !selection.credentials;
  const plan = { service, tier: selection.tier, selection, checks, probes: sends.inOrder(), requirements, declared, withheld, mayBeOpen };
  const { part, ...all } = selection;
  return part === undefined ? plan : { ...plan, whole: withOwn(makePlan(service, suites, spec, all).checks, checks) };
}

/** All checks; those of a part as the part has them, where one may send what another sends in the whole. */
function withOwn(all: readonly PlannedCheck[], own: readonly PlannedCheck[]): PlannedCheck[] {
  const planned = new Map(own.map((item) => [item.check.id, item]));
  return all.map((item) => planned.get(item.check.id) ?? item);
}

/** Patterns that fit no check of any service; each is a mistake that would make a run say less than its user believes. */
export function idlePatterns(patterns: readonly string[], services: readonly string[], suites: readonly Suite[], tier: Tier): string[] {
  const depth = TIERS.indexOf(tier);
  const checks = suites
    .flatMap((suite) => suite.checks)
    .filter((check) => services.includes(check.service) && TIERS.indexOf(check.tier) <= depth);
  return patterns.filter((pattern) => !checks.some((check) => fits(check.id, pattern)));
}

/**
 * Sees to it that every one of these ids is that of a check of the tier.
 * @throws UsageError that says which tier has it, or guesses what was meant
 */
export function demandChecks(ids: readonly string[], services: readonly string[], suites: readonly Suite[], tier: Tier): void {
  const checks = suites.flatMap((suite) => suite.checks).filter((check) => services.includes(check.service));
  const depth = TIERS.indexOf(tier);
  for (const id of ids) {
    const check = checks.find((candidate) => candidate.id === id);
    const known = checks.filter((candidate) => TIERS.indexOf(candidate.tier) <= depth).map((candidate) => candidate.id);
    if (check === undefined) throw new UsageError(`--only: there is no check "${id}".${guess(id, known)} See arp-conformance list --ids.`);
    if (!known.includes(id)) throw new UsageError(`--only: the check ${id} belongs to tier ${check.tier}; say --tier ${check.tier}.`);
  }
}

/** Schemas of every answer that these probes may be given, and of the events of their streams. */
export function schemasOf(probes: readonly PlannedProbe[]): string[] {
  const answers = probes.flatMap(({ operation }) => Object.values(operation.answers).flatMap(({ schema }) => schema ?? []));
  return [...new Set([...answers, ...probes.flatMap(({ stream }) => stream?.event ?? [])])];
}

function checksOf(service: string, suites: readonly Suite[], { tier: wanted, own: named = [] }: Selection): Check[] {
  const own = suites.filter(({ services }) => services.includes(service));
  const tiers = TIERS.filter((tier) => own.some((suite) => suite.tier === tier));
  if (!tiers.includes(wanted) && named.length === 0) {
    throw new UsageError(`This version has no ${wanted} suite for the ${service} yet; there is ${tiers.join(', ') || 'none'}.`);
  }
  return own
    .flatMap(({ checks }) => checks)
    .filter((check) => check.service === service && TIERS.indexOf(check.tier) <= TIERS.indexOf(wanted));
}

/** The probes of a plan as they become known. */
class Sends {
  readonly #probes = new Map<string, PlannedProbe>();
  readonly #keys = new Map<string, string>();

  constructor(
    readonly available: readonly Check[],
    readonly spec: Spec,
    readonly selection: Selection,
  ) {}

  /** Plans what another check sends. */
  of(id: string): string {
    const sender = this.available.find((check) => check.id === id);
    if (sender?.probe === undefined)
      throw new UsageError(
        `No check "${id}" of this tier sends a probe.${guess(
          id,
          this.available.map((check) => check.id),
        )}`,
      );
    return this.add(sender);
  }

  /** @returns the key of the probe, which may be one that is planned already */
  add(check: Check): string {
    const known = this.#keys.get(check.id);
    if (known !== undefined) return known;
    const probe = this.#plan(check);
    const shared = check.probe?.again ? undefined : [...this.#probes.values()].find((other) => isSameRead(other, probe));
    const key = shared?.key ?? probe.key;
    this.#keys.set(check.id, key);
    if (shared === undefined) this.#probes.set(key, probe);
    return key;
  }

  /** In the order of the report: what must be turned down stands last. */
  inOrder(): PlannedProbe[] {
    const rank = { read: 0, write: 0, refused: 1 };
    const probes = [...this.#probes.values()].sort((a, b) => rank[a.effect] - rank[b.effect]);
    const after = comesAfter(probes);
    return probes.map((probe) => {
      const others = after.get(probe.key) ?? [];
      return others.length === 0 ? probe : { ...probe, after: [...(probe.after ?? []), ...others] };
    });
  }

  #plan(check: Check): PlannedProbe {
    const request = check.probe as ProbeRequest;
    const operation = request.outside === undefined ? this.#operation(check, request.operation) : this.#outside(check, request.outside);
    if (check.effect === 'read' && operation.method !== 'GET') {
      throw new UsageError(`The check ${check.id} says that it only reads, and sends ${operation.method}: its effect is write or refused.`);
    }
    const { credentials = 'given', expects = 'success' } = request;
    const needs = new Set((check.needs ?? []).map((id) => this.of(id)));
    const saversOf = (names: readonly string[]): string[] =>
      names.flatMap(
        (name) => this.available.find(({ id, save }) => id !== check.id && save !== undefined && Object.hasOwn(save, name))?.id ?? [],
      );
    for (const id of saversOf(variablesIn(request, this.selection.given))) needs.add(this.of(id));
    const waited = saversOf(hopesIn(request, this.selection.given)).map((id) => this.of(id));
    const walk = plannedWalk(check, this.spec, (id) => this.of(id));
    if (walk?.cut !== undefined) needs.add(walk.cut.list);
    const known = (check.after ?? []).filter((id) => this.available.some((other) => other.id === id)).map((id) => this.of(id));
    const after = [...new Set([...known, ...this.#refusals(check).map((id) => this.of(id)), ...waited])].filter((key) => !needs.has(key));
    return {
      key: check.id,
      operation,
      request,
      credentials: credentials === 'given' && !this.selection.credentials ? 'none' : credentials,
      expects,
      effect: check.effect,
      needs: [...needs],
      ...wantedOf(check),
      save: check.save ?? {},
      ...(after.length === 0 ? {} : { after }),
      ...(walk === undefined ? {} : { walk }),
      ...(check.until === undefined ? {} : { until: check.until }),
      ...this.#creates(check, operation),
      ...this.#streams(check, operation, request),
    };
  }

  /** What must be refused before a check looks for what it left behind. */
  #refusals({ afterwards = [] }: Check): string[] {
    const refused = this.available.filter(({ effect, probe }) => effect === 'refused' && afterwards.includes(probe?.operation ?? ''));
    return refused.map(({ id }) => id);
  }

  /** What is known of its stream; what the reader waits for is planned, too. */
  #streams(check: Check, { id }: Operation, { waits }: ProbeRequest): Pick<PlannedProbe, 'stream' | 'waits'> {
    const stream = this.spec.streams.find(({ service, operation }) => service === check.service && operation === id);
    return { ...(stream === undefined ? {} : { stream }), ...(waits === undefined ? {} : { waits: this.of(waits) }) };
  }

  /** A copy of the standard without one of these operations has nothing to clean up by. */
  #creates(check: Check, { id }: Operation): Pick<PlannedProbe, 'creates'> {
    const creation = this.spec.creates.find(({ service, operation }) => service === check.service && operation === id);
    return creation === undefined ? {} : { creates: plannedCreation(creation, (operation) => this.#operation(check, operation)) };
  }

  /** A request that nothing declares is held to what the service declares for errors; who may ask is not known. */
  #outside(check: Check, { method, path }: OutsideRequest): Operation {
    const [some] = this.spec.operations.filter(({ service, answers }) => service === check.service && answers.default !== undefined);
    const answers = some?.answers.default === undefined ? {} : { default: some.answers.default };
    return { id: check.probe?.operation ?? '', service: check.service, method, path, protected: false, answers };
  }

  #operation(check: Check, id: string): Operation {
    const own = this.spec.operations.filter(({ service }) => service === check.service);
    const operation = own.find((candidate) => candidate.id === id);
    if (operation !== undefined) return operation;
    const known = own.map((candidate) => candidate.id);
    throw new UsageError(
      `The check ${check.id} needs the operation "${id}", which openapi/${check.service}.openapi.yaml does not have.${guess(id, known)}`,
      { file: this.spec.origin },
    );
  }
}

/**
 * The checks that send nothing but reads, and need nothing but reads. One that observes several exchanges keeps those that are reads.
 */
export function onlyReads(checks: readonly Check[]): Check[] {
  const savers = new Map(checks.flatMap((check) => Object.keys(check.save ?? {}).map((name) => [name, check] as const)));
  const byId = new Map(checks.map((check) => [check.id, check]));
  const reads = new Map<string, boolean>();
  const isRead = (id: string): boolean => {
    const check = byId.get(id);
    if (check?.probe === undefined || check.afterwards !== undefined) return false;
    const known = reads.get(id);
    if (known !== undefined) return known;
    // A circle of needs must not go on for ever.
    reads.set(id, false);
    const saved = variablesIn(check.probe).flatMap((name) => savers.get(name)?.id ?? []);
    const { cut, meanwhile } = check.probe.walk ?? {};
    const used = [check.needs ?? [], saved, cut?.list ?? [], meanwhile ?? []].flat();
    const read = check.effect === 'read' && used.every((other) => other === id || isRead(other));
    reads.set(id, read);
    return read;
  };
  return checks.flatMap((check) => {
    if (check.probe !== undefined) return isRead(check.id) ? [check] : [];
    if (check.observes === undefined) return [check];
    const observes = check.observes.filter(isRead);
    const { same, agree = [], walk } = check.expect ?? {};
    const others = [same?.as ?? [], agree.flatMap(({ if: { of } }) => of ?? []), walk?.keeps ?? []].flat();
    return observes.length > 0 && others.every(isRead) ? [{ ...check, observes }] : [];
  });
}

function wantedOf({ expect: { status, implemented } = {} }: Check): Pick<PlannedProbe, 'wanted'> {
  if (status === undefined && implemented === undefined) return {};
  return { wanted: { ...(status === undefined ? {} : { status }), ...(implemented === undefined ? {} : { implemented }) } };
}

/** Names of the saved values that a request cannot do without: where there are several in a row, the last, unless the user gave one of them. */
export function variablesIn(request: ProbeRequest, known: readonly string[] = []): string[] {
  return alternativesOf(request, known).flatMap((names) => names.at(-1) ?? []);
}

/** Names of the saved values that a request would rather use: those before the last of several in a row. */
function hopesIn(request: ProbeRequest, known: readonly string[]): string[] {
  return alternativesOf(request, known).flatMap((names) => names.slice(0, -1));
}

/** Where the user gave one of several values, nothing else is waited for. */
function alternativesOf(request: ProbeRequest, known: readonly string[]): string[][] {
  const variableOf = (name: string): string => name.replace(/^(?:sample|misfit|mistyped|tampered):/, '').split('/')[0] ?? '';
  return alternativesIn(request as never)
    .map((names) => names.map(variableOf))
    .filter((names) => !names.some((name) => known.includes(name)));
}

/** Without those that need a check which is left out, however many steps. */
function withTheirNeeds(kept: readonly Check[], known: readonly Check[]): readonly Check[] {
  const ids = new Set(kept.map(({ id }) => id));
  const gone = new Set(known.flatMap(({ id }) => (ids.has(id) ? [] : id)));
  const left = kept.filter(({ needs = [] }) => !needs.some((id) => gone.has(id)));
  return left.length === kept.length ? kept : withTheirNeeds(left, known);
}

/** Why requirements do not apply, as far as that is known before anything is sent. */
function declaredOf(
  service: string,
  requirements: readonly Requirement[],
  { known, available }: { readonly known: readonly Check[]; readonly available: readonly Check[] },
  spec: Spec,
  { auth }: Selection,
): Map<string, Reason> {
  const declared = new Map<string, Reason>();
  const about = (checks: readonly Check[]): string[] => checks.flatMap((check) => (check.modes === undefined ? [] : check.requirements));
  if (auth === 'disabled') {
    for (const { id, kind } of requirements) if (kind === 'auth') declared.set(id, { kind: 'declared', what: 'disabled' });
  }
  if (auth === 'optional') {
    const left = new Set(available.flatMap((check) => check.requirements));
    for (const { id } of requirements.filter((one) => one.kind === 'auth' && !left.has(one.id)))
      declared.set(id, { kind: 'declared', what: 'optional' });
    declared.set(spec.open_service, { kind: 'declared', what: 'optional' });
  }
  // What only the user can say of a service is not asked of it until then.
  for (const id of about(known)) declared.set(id, { kind: 'no_input', name: 'auth' });
  for (const id of about(available)) declared.delete(id);
  for (const { requirement, because, ...row } of spec.excluded)
    if (row.service === service) declared.set(requirement, { kind: 'excluded', because });
  return declared;
}

function isWanted(check: Check, selection: Selection): boolean {
  const sends = check.probe !== undefined || check.observes !== undefined;
  if (sends && selection.part !== undefined && !selection.part.checks.includes(check.id)) return false;
  if (selection.only.length > 0 && !selection.only.includes(check.id)) return false;
  if (selection.include.length > 0 && !selection.include.some((pattern) => fits(check.id, pattern))) return false;
  return !selection.exclude.some((pattern) => fits(check.id, pattern));
}

function isDeclaredOff({ requirements, modes }: Check, spec: Spec, { auth, credentials }: Selection): boolean {
  // Whoever brings credentials says that they are asked for.
  const mode = auth === 'auto' && credentials ? 'required' : auth;
  if (modes !== undefined) return !(modes as readonly string[]).includes(mode);
  if (auth === 'optional') return requirements.every((id) => id === spec.open_service);
  return auth === 'disabled' && requirements.every((id) => spec.requirements.get(id)?.kind === 'auth');
}

function isSameRead(a: PlannedProbe, b: PlannedProbe): boolean {
  if (a.request.again || b.request.again) return false;
  const words = ({ operation, credentials, expects, request, until }: PlannedProbe): string =>
    JSON.stringify([
      operation.id,
      credentials,
      expects,
      request.accepts,
      request.path,
      request.query,
      request.times,
      request.each,
      request.walk,
      request.leave_after,
      request.waits,
      until,
    ]);
  // Who needs more must not be sent because somebody else needs less.
  return a.effect === 'read' && b.effect === 'read' && words(a) === words(b) && b.needs.every((key) => a.needs.includes(key));
}

/** Without a probe of its own, a contract check judges what these reads bring in. */
function sendersFor(check: Check, available: readonly Check[], blame: readonly BlameRow[]): Check[] {
  const rows = blame.filter((row) => check.requirements.includes(row.requirement));
  const anywhere = rows.some((row) => row.operation === undefined);
  const operations = new Set(rows.flatMap((row) => row.operation ?? []));
  const free = available.filter(
    ({ probe, effect, afterwards }) =>
      probe !== undefined &&
      afterwards === undefined &&
      effect === 'read' &&
      ['given', 'none'].includes(probe.credentials ?? 'given') &&
      namesIn(probe as never).length === 0,
  );
  return free.filter(({ probe }) => anywhere || operations.has(probe?.operation ?? ''));
}

/** All requirements of the tier, or with a filter, and in a part of a run, those that its checks are about. */
function scope(service: string, selected: readonly Check[], available: readonly Check[], spec: Spec, selection: Selection): Requirement[] {
  const filtered = selection.scope === 'checks' || selection.include.length + selection.exclude.length + selection.only.length > 0;
  const tested = new Set(available.flatMap(({ requirements }) => requirements));
  const isOfPart = (id: string): boolean => selection.part === undefined || named.has(id) || (selection.part.first && !tested.has(id));
  const named = new Set(selected.flatMap(({ requirements }) => requirements));
  const depth = TIERS.indexOf(selection.tier);
  return [...spec.requirements.values()].filter(({ id, services, tier }) => {
    if (tier === 'offline' || !services.includes(service)) return false;
    return filtered ? named.has(id) : TIERS.indexOf(tier) <= depth && isOfPart(id);
  });
}
