import type { RunLimit, StreamLimit, TooLarge, TransportFailure } from './exchange.js';
import type { Agreement, Check, Likeness, Matcher } from './suite.js';
import type { Json, Level, Outcome, Requirement, RequirementOutcome } from './terms.js';

/** What stands where something else was expected. */
export type Fact =
  | { readonly kind: 'status'; readonly expected: readonly number[]; readonly actual: number }
  | { readonly kind: 'wrong_status'; readonly expected: readonly string[]; readonly actual: number }
  | { readonly kind: 'no_challenge'; readonly scheme: string; readonly error?: readonly string[]; readonly actual: string | null }
  | { readonly kind: 'reflected' /** Name of a header; null: the body. */; readonly where: string | null }
  | { readonly kind: 'not_implemented'; readonly actual: number }
  | { readonly kind: 'not_refused'; readonly actual: number | null }
  | { readonly kind: 'refusal_status'; readonly expected: number; readonly actual: number }
  | { readonly kind: 'left_behind'; readonly at: string; readonly actual: Json; readonly asked: string; readonly status: number }
  | { readonly kind: 'reached'; readonly method: string; readonly path: string }
  | { readonly kind: 'silenced' }
  | { readonly kind: 'not_reached'; readonly at: string; readonly demands: readonly Json[]; readonly actual: Json | undefined }
  | { readonly kind: 'moved'; readonly at: string; readonly expected: readonly string[]; readonly from: Json; readonly actual: Json }
  | { readonly kind: 'changed'; readonly at: string; readonly before: Json; readonly actual: Json | undefined }
  | { readonly kind: 'header_value'; readonly header: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'server_error'; readonly actual: number }
  | { readonly kind: 'leak'; readonly at: string; readonly shows: string; readonly near: string }
  | { readonly kind: 'token_repeats'; readonly at: string; readonly page: number; readonly actual: string }
  | { readonly kind: 'endless'; readonly at: string; readonly pages: number; readonly idle: number }
  | {
      readonly kind: 'item_repeats';
      readonly at: string;
      readonly actual: Json;
      readonly page: number;
      readonly first: number;
      readonly more: number;
    }
  | {
      readonly kind: 'item_lost';
      readonly at: string;
      readonly expected: Json;
      readonly pages: number;
      readonly from: readonly string[];
      readonly more: number;
    }
  | { readonly kind: 'not_found'; readonly at: string; readonly expected: Json; readonly pages: number }
  | { readonly kind: 'redirect'; readonly actual: number; readonly location: string | null }
  | { readonly kind: 'unauthorized'; readonly actual: number }
  | { readonly kind: 'transport'; readonly failure: TransportFailure }
  | { readonly kind: 'too_large'; readonly of: TooLarge['of']; readonly limit: number; readonly detail: string }
  | { readonly kind: 'bad_encoding'; readonly detail: string }
  | { readonly kind: 'header_missing'; readonly header: string }
  | { readonly kind: 'media_type'; readonly expected: string; readonly actual: string | null }
  | { readonly kind: 'charset'; readonly actual: string }
  | { readonly kind: 'not_utf8'; readonly offset: number }
  | { readonly kind: 'not_json'; readonly offset: number; readonly near: string }
  | { readonly kind: 'trailing_bytes'; readonly offset: number; readonly near: string }
  | { readonly kind: 'empty_body' }
  | { readonly kind: 'too_deep'; readonly limit: number }
  | { readonly kind: 'long_name'; readonly limit: number }
  | { readonly kind: 'bom' }
  | { readonly kind: 'duplicate_member'; readonly at: string }
  | { readonly kind: 'unwanted_body'; readonly bytes: number }
  | { readonly kind: 'not_envelope'; readonly status: number; readonly schema: string }
  | { readonly kind: 'null_value'; readonly at: string; readonly schema: string; readonly demands: Json }
  | { readonly kind: 'unknown_property'; readonly at: string; readonly schema: string; readonly actual: Json }
  | {
      readonly kind: 'schema';
      readonly at: string;
      readonly schema: string;
      readonly keyword: string;
      readonly demands: Json;
      readonly actual: Json | undefined;
    }
  | { readonly kind: 'tolerated_type'; readonly expected: readonly string[]; readonly actual: string }
  | { readonly kind: 'wrong_framing'; readonly expected: 'ndjson' | 'sse'; readonly actual: 'ndjson' | 'sse' }
  | { readonly kind: 'double_encoded'; readonly whole: boolean; readonly near: string }
  | { readonly kind: 'stream_limit'; readonly of: StreamLimit; readonly limit: number }
  | { readonly kind: 'not_increasing'; readonly at: string; readonly from: number; readonly actual: number }
  | { readonly kind: 'gap'; readonly at: string; readonly from: number; readonly actual: number }
  | { readonly kind: 'back_in_time'; readonly at: string; readonly from: string; readonly actual: string }
  | { readonly kind: 'too_early'; readonly at: string; readonly demands: Omit<Matcher, 'at'>; readonly actual: Json | undefined }
  | { readonly kind: 'no_last'; readonly at: string; readonly demands: readonly Json[]; readonly actual: Json | undefined }
  | { readonly kind: 'after_last'; readonly at: string; readonly from: Json; readonly actual: Json | undefined }
  | { readonly kind: 'not_replayed'; readonly from: string; readonly expected: Json | undefined; readonly actual: Json | undefined }
  | { readonly kind: 'matcher'; readonly at: string; readonly demands: Omit<Matcher, 'at'>; readonly actual: Json | undefined }
  | {
      readonly kind: 'differs';
      readonly at: string;
      readonly from: string;
      readonly expected: Json | undefined;
      readonly actual: Json | undefined;
    };

/** One fact that departs from the contract or from an expectation; it belongs to exactly one requirement. */
export interface Finding {
  readonly requirement: string;
  /** Key of the exchange it was seen in. */
  readonly exchange: string;
  readonly fact: Fact;
  /** Line of a stream, from 1. */
  readonly line?: number;
  /** Where it weighs otherwise than its requirement. */
  readonly level?: Level;
  /** Where a baseline knows it: why it is not mended yet, who sees to it, and until when that is good. */
  readonly known?: Pick<KnownFailure, 'reason' | 'owner' | 'expires'>;
}

/** Something that is known to be wrong with a service. */
export interface KnownFailure {
  /** Id of the check that finds it. */
  readonly check: string;
  /** The requirement that it breaks. */
  readonly requirement: string;
  /** What is found, as `kind place keyword`; absent: whatever breaks this requirement there. */
  readonly findings?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it is put up with, as `2026-12-31`. */
  readonly expires?: string;
}

/** A file of what is known to be wrong. */
export interface Baseline {
  readonly file: string;
  readonly known: readonly KnownFailure[];
}

/** What a run says of the baseline that it was given. */
export interface BaselineRecord {
  readonly file: string;
  /** Whether an entry that is mended has to be taken out. */
  readonly strict: boolean;
  /** Entries whose check was judged, and that are wrong no more. */
  readonly mended: readonly KnownFailure[];
  /** Entries that are still wrong, and were put up with until a day that is over. */
  readonly expired: readonly KnownFailure[];
  /** In a part of a run: entries of which only the whole can say whether they are mended. */
  readonly open?: readonly KnownFailure[];
}

/** Why a check was not judged, as a fact. */
export type Reason =
  | { readonly kind: 'blocked'; readonly by: readonly string[] }
  | { readonly kind: 'absent'; readonly at: readonly string[] }
  | { readonly kind: 'no_answer'; readonly failure: TransportFailure }
  | { readonly kind: 'inconclusive'; readonly status: number }
  | { readonly kind: 'token_expired' }
  | { readonly kind: 'no_stand_in'; readonly name: string }
  | { readonly kind: 'declared'; readonly what: 'disabled' | 'optional' }
  | { readonly kind: 'no_check' }
  | { readonly kind: 'excluded'; readonly because: string }
  | { readonly kind: 'no_items'; readonly of: string; readonly having?: Readonly<Record<string, Json>> }
  | ({ readonly kind: 'none_like'; readonly of: string } & Likeness)
  | { readonly kind: 'not_offered'; readonly status: number }
  | { readonly kind: 'never_so'; readonly condition: Agreement['if'] }
  | { readonly kind: 'open_service' }
  | { readonly kind: 'read_only' }
  | { readonly kind: 'switched_off'; readonly why: string }
  /** `variable`: what a suite of the user leaves open, not a flag of its own. */
  | { readonly kind: 'no_input'; readonly name: string; readonly variable?: true }
  | {
      readonly kind: 'not_run';
      readonly why: 'interrupted' | 'fail-fast' | RunLimit | 'unreachable' | 'nothing-sent' | 'other-part';
    };

export interface Verdict {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** How many findings more a report had no room for. */
  readonly leftOut?: number;
  readonly reason?: Reason;
  /** No suite has this check: it stands for findings that no planned check is about. */
  readonly unplanned?: true;
  /** Exchanges that were looked at, first the one that tells most. */
  readonly exchanges: readonly string[];
}

export interface RequirementVerdict {
  readonly requirement: Requirement;
  readonly outcome: RequirementOutcome;
  /** Weight of its heaviest finding. */
  readonly weight?: Level;
  readonly checks: readonly string[];
  readonly reason?: Reason;
}

/** Findings with one cause (same requirement, kind and schema place), told once. */
export interface Cause {
  readonly requirement: Requirement;
  readonly outcome: 'FAIL' | 'WARN';
  readonly findings: readonly Finding[];
  readonly checks: readonly string[];
}
