import type { Check, Level, Tier } from '../model.js';
import type { FaultInfo, ReferenceService } from '../reference/index.js';
import type { FailedTrial, HiddenFault, KillCount, SelfTestDocument } from '../report/self-test-document.js';
import { bindingOf, type Case, type Door, differenceOf, expectedOf, type Knowledge } from './cases.js';
import type { Judged } from './judge.js';

/** A run against a service with a fault. */
export interface FaultTrial {
  readonly one: Case;
  readonly judged: Judged;
}

/** A service that conforms. */
export interface Conforming {
  readonly service: ReferenceService;
  readonly door: Door;
  readonly tier: Tier;
  /** Undefined for the plain service. */
  readonly id: string | undefined;
  /** Requirements that it may be warned of. */
  readonly warns: readonly string[];
  /** Those of them that a run of this tier answers for: it must be warned of them. */
  readonly shown: readonly string[];
}

/** A run against a service that conforms. */
export interface VariationTrial extends Conforming {
  readonly judged: Judged;
}

const LEVELS: readonly Level[] = ['must', 'implied', 'should', 'advisory'];

/** What became of a fault. `hidden`: no run can show it, with a reason. */
export type Fate = 'killed' | 'survived' | 'misblamed' | 'hidden';

/** Weighs one run: a fault is killed where exactly what it breaks was found, with the weight that it has. */
export function fateOf({ one, judged }: FaultTrial, knowledge: Knowledge): Fate {
  const expected = expectedOf(one, knowledge);
  const exact = judged.broken.join() === expected.join() && judged.exitCode === (judged.fails.length === 0 ? 0 : 1);
  if (expected.length === 0) return exact ? 'hidden' : 'misblamed';
  if (exact && bindingOf(one, knowledge).every((id) => judged.fails.includes(id))) return 'killed';
  return expected.some((id) => judged.broken.includes(id)) ? 'misblamed' : 'survived';
}

/** Whether a service that conforms was warned of what is told of it and of nothing else, and blamed for nothing. */
export function isGreen({ warns, shown, judged: { exitCode, broken } }: Pick<VariationTrial, 'warns' | 'shown' | 'judged'>): boolean {
  return exitCode === 0 && broken.every((id) => warns.includes(id)) && shown.every((id) => broken.includes(id));
}

/**
 * The part of the document that is counted from the runs.
 * @param unseen faults that no check is about
 */
export function score(
  faults: readonly FaultTrial[],
  variations: readonly VariationTrial[],
  knowledge: Knowledge,
  unseen: readonly FaultInfo[],
): Pick<SelfTestDocument, 'faults' | 'variations' | 'checks'> {
  const rows = faults.map((trial) => ({ ...trial, fate: fateOf(trial, knowledge) }));
  const shown = rows.filter(({ fate }) => fate !== 'hidden');
  const those = (fate: Fate): FailedTrial[] =>
    rows.filter((row) => row.fate === fate).map(({ one, judged }) => failedTrial(one, expectedOf(one, knowledge), judged));
  // What one tier or one door does not show, another may.
  const shownOnes = new Set(shown.map(({ one }) => `${one.service} ${one.id}`));
  const levelOf = ({ one }: FaultTrial): Level => knowledge.requirements.get(one.breaks)?.level ?? 'must';
  const tested = new Set(faults.map(({ one }) => one.service as string));
  const checks = knowledge.checks.filter(({ service }) => tested.has(service));
  return {
    faults: {
      named: new Set(shown.map(({ one }) => one.id)).size,
      trials: shown.length,
      killed: shown.filter(({ fate }) => fate === 'killed').length,
      by_level: inOrder(LEVELS, counted(shown, levelOf)),
      by_service: counted(shown, ({ one }) => one.service),
      survived: those('survived'),
      misblamed: those('misblamed'),
      hidden: hiddenFaults(
        rows.filter(({ fate, one }) => fate === 'hidden' && !shownOnes.has(`${one.service} ${one.id}`)).map(({ one }) => one),
        unseen,
      ),
    },
    variations: {
      named: new Set(variations.flatMap(({ id }) => id ?? [])).size,
      trials: variations.length,
      blamed: variations.filter((trial) => !isGreen(trial)).map((trial) => failedTrial(trial, trial.shown, trial.judged)),
    },
    checks: movedOf(checks, new Set(faults.flatMap(({ judged }) => judged.culprits))),
  };
}

/** Of what is derived, a family counts as one, and is moved where one of its members is. */
function movedOf(checks: readonly Check[], culprits: ReadonlySet<string>): SelfTestDocument['checks'] {
  const names = new Set(checks.map(nameOf));
  const moved = new Set(checks.filter(({ id }) => culprits.has(id)).map(nameOf));
  return { total: names.size, moved: moved.size, unmoved: [...names].filter((name) => !moved.has(name)) };
}

function nameOf({ id, family }: Check): string {
  return family ?? id;
}

function counted<Key extends string>(
  rows: readonly (FaultTrial & { readonly fate: Fate })[],
  keyOf: (trial: FaultTrial) => Key,
): Record<Key, KillCount> {
  const counts = {} as Record<Key, KillCount>;
  for (const row of rows) {
    const key = keyOf(row);
    const { faults = 0, killed = 0 } = counts[key] ?? {};
    counts[key] = { faults: faults + 1, killed: killed + (row.fate === 'killed' ? 1 : 0) };
  }
  return counts;
}

function inOrder<Key extends string, Value>(keys: readonly Key[], values: Readonly<Record<Key, Value>>): Partial<Record<Key, Value>> {
  return Object.fromEntries(keys.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]]))) as Partial<Record<Key, Value>>;
}

function hiddenFaults(hidden: readonly Case[], unseen: readonly FaultInfo[]): HiddenFault[] {
  const reasons = hidden.map((one) => ({
    id: one.id,
    requirement: one.breaks,
    service: one.service,
    because: differenceOf(one)?.because ?? '',
  }));
  const others = unseen.map(({ id, breaks }) => ({ id, requirement: breaks, because: 'no check is about this requirement' }));
  const key = ({ id, service }: HiddenFault): string => `${id} ${service ?? ''}`;
  return [...new Map([...reasons, ...others].map((row) => [key(row), row])).values()];
}

function failedTrial({ service, door, tier, id = 'plain' }: Case | Conforming, expected: readonly string[], judged: Judged): FailedTrial {
  const { broken, exitCode, messages } = judged;
  return { service, credentials: door, tier, id, expected, broken, exit_code: exitCode, messages };
}
