import type { Creation, Operation, Pager, StreamContract } from './spec.js';
import type { Check, Expectations, ProbeRequest, WrittenWalk } from './suite.js';
import type { Effect, Requirement, Tier } from './terms.js';
import type { Reason } from './verdict.js';

/** One request that a run will send, and the checks that judge what comes back. */
export interface PlannedProbe {
  /** Stable within a plan: the id of the first check that asks for it. */
  readonly key: string;
  readonly operation: Operation;
  readonly request: ProbeRequest;
  /** `given`, `none`, or the text of an Authorization header. */
  readonly credentials: string;
  readonly expects: 'success' | 'error' | 'any';
  readonly effect: Effect;
  /** Keys of the probes that must have succeeded. */
  readonly needs: readonly string[];
  /** What its own check demands of the status: an answer without it is no success for those that need this probe. */
  readonly wanted?: Pick<Expectations, 'status' | 'implemented'>;
  /** Keys of the probes that must have ended, whatever came of them. */
  readonly after?: readonly string[];
  readonly walk?: PlannedWalk;
  readonly until?: Check['until'];
  readonly save: Readonly<Record<string, string>>;
  /** What its operation creates. */
  readonly creates?: PlannedCreation;
  /** Its answer is a stream. */
  readonly stream?: StreamContract;
  /** Key of the probe that it waits for. */
  readonly waits?: string;
}

/** A {@link WrittenWalk} with what it refers to looked up: `list` and `meanwhile` are keys of probes. */
export type PlannedWalk = WrittenWalk & { readonly pager: Pager };

/** A {@link Creation} with its operations looked up. */
export type PlannedCreation = Omit<Creation, 'remove' | 'list' | 'status' | 'end'> & {
  readonly remove?: Operation;
  readonly list?: Operation;
  readonly status?: { readonly operation: Operation; readonly at: string; readonly over: readonly string[] };
  readonly end?: Operation;
};

export interface PlannedCheck {
  readonly check: Check;
  /** The probes whose exchanges it judges; none for `contract` checks. */
  readonly probes: readonly string[];
}

/** What decides which checks of the suites become part of a run. */
export interface Selection {
  readonly tier: Tier;
  /** What a run answers for: every requirement of the tier (when absent), or those that the checks are about. */
  readonly scope?: 'tier' | 'checks';
  /** Files of the suites that the user named. */
  readonly own?: readonly string[];
  /** Names of the variables that these leave to the user. */
  readonly variables?: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Ids of the checks that are wanted; none: all. */
  readonly only: readonly string[];
  readonly readOnly: boolean;
  /** Whether the user gave credentials. */
  readonly credentials: boolean;
  /** Variables of the suites that have a value from the start: the user gave it, or it has a default. */
  readonly given: readonly string[];
  /** What the user says of the service: whether it asks for credentials. */
  readonly auth: 'auto' | 'required' | 'optional' | 'disabled';
  /** What the user said besides that changes what is sent or how it is judged; absent where there is nothing. */
  readonly flags?: readonly GivenFlag[];
  /** The part of a run that is spread over several: the checks with requests of their own that are judged here. */
  readonly part?: RunPart;
}

/** A flag that a user gave, as a report can show it. */
export interface GivenFlag {
  /** Its name without dashes. */
  readonly flag: string;
  /** Absent for a switch. */
  readonly value?: string;
  /** The variable of the shell in which the rest of the value is to stand, because it is a secret. */
  readonly variable?: string;
}

/** One part of a run. Checks that judge every exchange are in all parts; what no check tests is told by the first. */
export interface RunPart {
  readonly checks: readonly string[];
  readonly first: boolean;
}

/** What will be done, before anything is sent: pure data. */
export interface Plan {
  readonly service: string;
  readonly tier: Tier;
  readonly selection: Selection;
  readonly checks: readonly PlannedCheck[];
  /** In a part of a run: the checks of the whole, in its order, since what is found is told of by the same check in either. */
  readonly whole?: readonly PlannedCheck[];
  readonly probes: readonly PlannedProbe[];
  /** The requirements that a run of this plan answers for, in the order of the standard. */
  readonly requirements: readonly Requirement[];
  /** Those of them that the user declared not to apply. */
  readonly declared: ReadonlyMap<string, Reason>;
  /** Those of them that only checks could test that this run must not make. */
  readonly withheld: ReadonlySet<string>;
  /** Nobody said whether the service is protected, so that an open one is worth a warning and not a failure. */
  readonly mayBeOpen: boolean;
}
