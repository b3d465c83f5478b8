import type { Variables } from '../json/template.js';
import type { Exchange, NoteOn, Operation, Plan, PlannedProbe, Spec, StandInLog } from '../model.js';
import { type ContractJudgement, isAbsence, judgeContract } from './contract.js';
import { type Expected, judgeExpectations } from './expectations.js';
import type { Seen } from './seen.js';
import { notesOf } from './stream/notes.js';
import type { WalkSight } from './walk.js';

/** Everything that was found in the exchanges of a run, not yet weighed. */
export interface Judgements {
  /** By key of the exchange. */
  readonly contract: ReadonlyMap<string, ContractJudgement>;
  /** By id of the check, for those that demand something beyond the contract and had an exchange to look at. */
  readonly expected: ReadonlyMap<string, readonly Expected[]>;
  readonly notes: readonly NoteOn[];
}

/** What a run recorded, as far as it is judged. */
export interface Recorded {
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly variables: Variables;
  /** The run was stopped: what was waited for may still have come. */
  readonly interrupted?: boolean;
  /** What reached the services that the tool played, by the variable that holds their address. */
  readonly standIns?: ReadonlyMap<string, StandInLog>;
}

/** Holds every exchange to the contract, and the exchanges of checks to their expectations. Pure. */
export function validate(
  plan: Plan,
  { exchanges, variables, standIns = new Map(), interrupted = false }: Recorded,
  spec: Spec,
): Judgements {
  const operations = new Map<string, Operation>(plan.probes.map(({ key, operation }) => [key, operation]));
  const present = implementedOperations(exchanges);
  const asked = new Map([...exchanges].filter(([, { expects }]) => expects === 'success'));
  const shown = implementedOperations(new Map([...exchanges].filter(([, { expects }]) => expects !== 'error')));
  const denied = new Set(
    [...asked.values()].filter(({ answer }) => answer !== undefined && isAbsence(answer.status)).map(({ operation }) => operation),
  );
  const absent = (operation: string): boolean => !shown.has(operation) && (denied.has(operation) || spec.optional.includes(operation));
  const told = new Set<string>();
  const contract = new Map<string, ContractJudgement>();
  for (const [key, exchange] of exchanges) {
    const operation = operations.get(exchange.probe);
    if (operation === undefined) continue;
    const judgement = judgeContract(exchange, operation, spec, present.has(operation.id));
    contract.set(key, withoutRepeats(judgement, operation.id, told));
  }

  const busy = sentAgain(exchanges);
  const seenOf = (probes: readonly string[]): Seen[] =>
    [...exchanges.values()]
      .filter(({ probe, key }) => probes.includes(probe) && !busy.has(key))
      .map((exchange) => ({ exchange, body: contract.get(exchange.key)?.body?.json }));
  const probesOf = (check: string): readonly string[] => plan.checks.find((planned) => planned.check.id === check)?.probes ?? [check];
  const expected = new Map<string, readonly Expected[]>();
  for (const { check, probes } of plan.checks) {
    const seen = seenOf(probes).sort((a, b) => a.exchange.startedAt - b.exchange.startedAt);
    const demands = check.expect ?? check.until ?? check.probe?.walk?.to;
    if (demands === undefined || seen.length === 0) continue;
    const walk = walkOf(
      check.service,
      plan.probes.find(({ key }) => probes.includes(key)),
      spec,
    );
    expected.set(
      check.id,
      judgeExpectations(check, {
        seen,
        variables,
        machines: spec.machines,
        standIns,
        interrupted,
        absent,
        all: [...exchanges.values()],
        last: (id) => seenOf(probesOf(id)).at(-1),
        ...(walk === undefined ? {} : { walk: { ...walk, all: (id) => seenOf(probesOf(id)) } }),
      }),
    );
  }
  return { contract, expected, notes: notesOf([...exchanges.values()], plan) };
}

/** Requests that had to be refused, met a conflict and were sent again: the last one is the one that tells. */
function sentAgain(exchanges: ReadonlyMap<string, Exchange>): Set<string> {
  const last = new Map([...exchanges.values()].map(({ probe, key }) => [probe, key]));
  const superseded = [...exchanges.values()].filter(
    ({ probe, key, effect, item, answer }) =>
      effect === 'refused' && item === undefined && answer?.status === 409 && last.get(probe) !== key,
  );
  return new Set(superseded.map(({ key }) => key));
}

function walkOf(service: string, probe: PlannedProbe | undefined, { pagers }: Spec): Omit<WalkSight, 'all'> | undefined {
  const pager = pagers.find((candidate) => candidate.service === service && candidate.operation === probe?.operation.id);
  return pager === undefined ? undefined : { pager, most: probe?.walk?.most ?? 1 };
}

/** Operations that some answer shows to be there: one that is not like that of a route that does not exist. */
function implementedOperations(exchanges: ReadonlyMap<string, Exchange>): Set<string> {
  return new Set(
    [...exchanges.values()].filter(({ answer }) => answer !== undefined && !isAbsence(answer.status)).map(({ operation }) => operation),
  );
}

/** A route that does not exist is told of once, not once for each request. */
function withoutRepeats(judgement: ContractJudgement, operation: string, told: Set<string>): ContractJudgement {
  const findings = judgement.findings.filter(({ fact }) => {
    if (fact.kind !== 'not_implemented') return true;
    const first = !told.has(operation);
    told.add(operation);
    return first;
  });
  return { ...judgement, findings };
}
