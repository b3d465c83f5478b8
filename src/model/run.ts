import type { Exchange, NoteOn, StandInLog, Stop } from './exchange.js';
import type { PlannedProbe, Selection } from './plan.js';
import type { Likeness } from './suite.js';
import type { HeaderList, Json, Outcome, Tier } from './terms.js';
import type { BaselineRecord, Cause, RequirementVerdict, Verdict } from './verdict.js';

/** What a run removed again, and what it had to leave on the service. */
export interface CleanupRecord {
  readonly removed: number;
  /** What the standard has no way to remove, such as runs: its id, and how it was last seen. */
  readonly residue: readonly { readonly operation: string; readonly id: string; readonly state: string | null }[];
  /** One request for each thing that is left: sent by hand it removes it. */
  readonly left: readonly LeftThing[];
  /** File of the ledger that holds what is left, where one was kept. */
  readonly ledger?: string;
}

/** Something of ours that is still there, or may be, and the request that removes it or looks for it. */
export interface LeftThing {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** As in {@link PlannedProbe}. */
  readonly credentials: string;
  readonly why: string;
  /** As in {@link Exchange}. */
  readonly repeat?: string;
}

/** Whose run a ledger file tells of. */
export interface LedgerHead {
  /** Id of the run. */
  readonly run: string;
  readonly service: string;
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** `built-in`, or the folder that the standard was read from. */
  readonly spec: string;
  /** Files of the suites that the user named. */
  readonly suites?: readonly string[];
  /** RFC 3339. */
  readonly begun: string;
}

/**
 * What a run writes down of the things that it creates, as it goes: what was there before; that a request which creates something is about
 * to be sent, under the key of its exchange; what its answer told; that one of these things was deleted, by the answer to that.
 */
export type LedgerLine =
  /** The operation that lists them, and the ids that it told. */
  | { readonly before: string; readonly ids: readonly string[] }
  /** With the id, where the request chose it itself. */
  | { readonly sent: string; readonly operation: string; readonly credentials: LedgerCredentials; readonly id?: string }
  /** Null for an id that no answer told, or that no path can carry. */
  | { readonly made: string; readonly ids: readonly (string | null)[] }
  | { readonly deleted: string; readonly id: string };

/** What something was created with: the credentials of the user, none, or others, which are not written down. */
export type LedgerCredentials = 'given' | 'none' | 'other';

/** Where the time of a run went; in milliseconds. */
export interface Timing {
  /** Requests that were sent, those of cleaning up included. */
  readonly requests: number;
  /** From the first byte that was sent to the last that was received. */
  readonly wall: number;
  /** The longest chain of exchanges that need each other, with the waits that the service imposed between them. */
  readonly path: number;
  /** Of all exchanges, one after the other. */
  readonly sum: number;
}

/** Why no request is made for a list: it has no item, none with the values that are asked for, or none that a request can be made for. */
export interface NoItems {
  readonly empty: string;
  readonly having?: Readonly<Record<string, Json>>;
  readonly like?: Likeness;
}

/** Why a probe was not sent: the one before it that did not succeed, the list that had no item, or the value that nobody gave. */
export type Unsent = { readonly needs: string } | NoItems | { readonly missing: string };

/** What besides its exchanges a run has to keep so that it can be judged again. */
export interface RunRecord {
  /** Values that were saved from answers, by name. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Probes that were not sent: the one before that did not succeed, the list that had no item, or the value that nobody gave. */
  readonly unsent: ReadonlyMap<string, Unsent>;
  /** What reached the services that the tool played, by the variable that held their address. */
  readonly standIns?: ReadonlyMap<string, StandInLog>;
}

/** The judgement of one service: everything that a reporter may draw. */
export interface Report {
  /** What its owner calls the service, where several are checked. */
  readonly target?: string;
  readonly service: string;
  readonly tier: Tier;
  /** What decided which checks it has. */
  readonly selection: Selection;
  readonly url: string;
  readonly spec: { readonly name: string; readonly revision: string; readonly origin: string };
  readonly tool: { readonly name: string; readonly version: string };
  /** Sent with every probe, so that the owner finds the run in the service's log. */
  readonly runId: string;
  /** What the service says of itself, where an answer told. */
  readonly identity?: { readonly name: string; readonly version: string };
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly verdicts: readonly Verdict[];
  readonly requirements: readonly RequirementVerdict[];
  readonly causes: readonly Cause[];
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Where the user asked for it: what lets it be judged again. */
  readonly record?: RunRecord;
  /** Of a report that was put together from parts which all have that: the parts. */
  readonly parts?: readonly Omit<Report, 'causes'>[];
  /** What became of the things that the run created. */
  readonly cleanup: CleanupRecord;
  /** What a reader may want to know, and what is no departure from anything. */
  readonly notes: readonly NoteOn[];
  readonly timing: Timing;
  readonly interrupted?: 'SIGINT' | 'SIGTERM';
  /** The run was stopped at a limit before its end. */
  readonly stop?: Stop;
  /** A fault of ours that ended the judgement; what it said. */
  readonly bug?: string;
  readonly strict: boolean;
  /** What a finding is that breaks nothing but what is implied. */
  readonly implied: 'fail' | 'warn';
  readonly baseline?: BaselineRecord;
  readonly exitCode: number;
}

/** All reports of one run, one for each service, and the exit code of the whole. */
export interface RunReport {
  readonly reports: readonly Report[];
  readonly exitCode: number;
}
