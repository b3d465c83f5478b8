import type { Level, Tier } from '../model.js';

/** How many faults there are, and how many of them were found, with exactly the blame that they deserve. */
export interface KillCount {
  readonly faults: number;
  readonly killed: number;
}

/** One run that did not go as it should. */
export interface FailedTrial {
  readonly service: string;
  /** Whether the service demanded a token, let in whoever brought none as well, or asked nobody. */
  readonly credentials: 'token' | 'optional' | 'open';
  /** Of the run. */
  readonly tier: Tier;
  /** The fault or the variation. */
  readonly id: string;
  /** The requirements that should have been broken, and those that were. */
  readonly expected: readonly string[];
  readonly broken: readonly string[];
  readonly exit_code: number;
  /** What the checks said. */
  readonly messages: readonly string[];
}

/** A fault that no run shows, and why. */
export interface HiddenFault {
  readonly id: string;
  readonly requirement: string;
  readonly service?: string;
  readonly because: string;
}

/** What `self-test --reporter json` writes. A trial is one run against one reference service. */
export interface SelfTestDocument {
  readonly schema_version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly spec_ref: string;
  readonly spec_origin: string;
  /** The deepest tier that was run. */
  readonly tier: Tier;
  readonly services: readonly string[];
  /** Of the whole self-test, in milliseconds. */
  readonly took_ms: number;
  readonly ok: boolean;
  readonly exit_code: number;
  readonly faults: {
    /** Names of faults. */
    readonly named: number;
    /** Runs against services with a fault that the run can show: at the tier that is to find it, and at the deepest one. */
    readonly trials: number;
    readonly killed: number;
    readonly by_level: Readonly<Partial<Record<Level, KillCount>>>;
    readonly by_service: Readonly<Record<string, KillCount>>;
    /** Nothing of what they break was found. */
    readonly survived: readonly FailedTrial[];
    /** Something was found, and too much or too little of it. */
    readonly misblamed: readonly FailedTrial[];
    readonly hidden: readonly HiddenFault[];
  };
  readonly variations: {
    /** Names of variations, the plain service not counted. */
    readonly named: number;
    readonly trials: number;
    readonly blamed: readonly FailedTrial[];
  };
  /** Derived checks that break a constraint of one kind, such as `daemon.run.submit.refuses[*:null]`, count as one. */
  readonly checks: {
    readonly total: number;
    /** That some fault made fail or warn; of derived ones, one or more. */
    readonly moved: number;
    /** Ids of the others, and of derived ones their common name. */
    readonly unmoved: readonly string[];
  };
  readonly interrupted?: true;
}
