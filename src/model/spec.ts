import type { Expectations, StoredDerivation } from './suite.js';
import type { Json, Level, Requirement } from './terms.js';

/** What the contract says of one answer of an operation. */
export interface AnswerContract {
  /** Media type without parameters; absent where no body is declared. */
  readonly mediaType?: string;
  /** Key for {@link Spec.validator}; absent where no schema is declared. */
  readonly schema?: string;
  /** Names of required headers. */
  readonly headers: readonly string[];
}

/** One value that an operation takes beside its body. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  /** Schema key. */
  readonly schema: string;
}

export interface Operation {
  readonly id: string;
  readonly service: string;
  readonly method: string;
  /** Path template, such as `/v1/runs/{run_id}`. */
  readonly path: string;
  /** Whether the contract demands credentials. */
  readonly protected: boolean;
  /** Schema key of the request body. */
  readonly request?: string;
  /** A request without a body breaks the contract. */
  readonly bodyRequired?: true;
  /** What the path and the query take. */
  readonly parameters?: readonly Parameter[];
  /** By status code (`"200"`) or `"default"`. */
  readonly answers: Readonly<Record<string, AnswerContract>>;
}

/** One place where a value breaks its schema; `at` is a JSON Pointer (RFC 6901) into the value. */
export interface SchemaBreach {
  readonly at: string;
  readonly keyword: string;
  /** What the keyword demands: the enum's values, the type's name, the missing property, … */
  readonly demands: Json;
}

/** Judges a value against one schema; an empty list means that it fits. Never throws. */
export type Validator = (value: Json) => readonly SchemaBreach[];

/** The fact kinds that the contract can find, in the words of `engine.yaml`. */
export const CONTRACT_KINDS = [
  'status',
  'not_implemented',
  'redirect',
  'transport',
  'too_large',
  'bad_encoding',
  'unauthorized',
  'header_missing',
  'media_type',
  'charset',
  'not_utf8',
  'not_json',
  'trailing_bytes',
  'empty_body',
  'too_deep',
  'long_name',
  'bom',
  'duplicate_member',
  'unwanted_body',
  'not_envelope',
  'null_value',
  'unknown_property',
  'schema',
  'reflected',
  'tolerated_type',
  'wrong_framing',
  'double_encoded',
  'stream_limit',
  'server_error',
  'leak',
] as const;
export type ContractKind = (typeof CONTRACT_KINDS)[number];

/** What is known of an operation that answers with a stream of events, beyond what OpenAPI can say of it. */
export interface StreamContract {
  readonly service: string;
  readonly operation: string;
  /** Key for {@link Spec.validator}: what each event has to fit. */
  readonly event: string;
  /** Media types that conform beside the declared one. */
  readonly also: readonly string[];
  /** Media types that are worth a warning. */
  readonly tolerated: readonly string[];
  /** The event that ends a stream, which is then closed. */
  readonly last: { readonly at: string; readonly in: readonly Json[] };
  /** Where an event tells when it happened. */
  readonly time: string;
}

/** One row of `engine.yaml`: findings of these kinds, on these exchanges, belong to this requirement. The first row that fits wins. */
export interface BlameRow {
  readonly kind: readonly ContractKind[];
  readonly requirement: string;
  /** Weight of these findings, where it is not that of the requirement. */
  readonly level?: Level;
  readonly service?: string;
  readonly operation?: readonly string[];
  /** Places as JSON Pointers in which `*` is one name or index and `**` any number of them. */
  readonly at?: readonly string[];
  /** Only breaches of these JSON Schema keywords. */
  readonly keyword?: readonly string[];
  /** Only answers with (`success`) or without (`error`) a 2xx status. */
  readonly answer?: 'success' | 'error';
  readonly status?: readonly number[];
  /** Only exchanges sent with the user's credentials (`given`), without any (`none`), or with what a check made up (`other`). */
  readonly credentials?: 'given' | 'none' | 'other';
  /** Only requests for something that a service need not have, made with something that is there. */
  readonly optional?: true;
}

/** Which requirement a request belongs to that was derived from a schema so that it must be refused, and how it is judged. The first row that fits wins. */
export interface RefusalRow {
  /** To the last of them belongs that a refusal has another status than the best one. */
  readonly requirement: readonly string[];
  readonly operation?: readonly string[];
  /** Kinds of faults, such as `missing`; every kind when absent. */
  readonly fault?: readonly string[];
  /** Places of the fault as JSON Pointers in which `*` is one name or index, and `**` any number of them. */
  readonly at?: readonly string[];
  /** As in {@link Expectations}; default `must`. */
  readonly refused?: 'must' | 'as-required';
  /** Instead of the refusal rule: status codes that are as good as each other. */
  readonly status?: readonly number[];
}

/** What a value that the user gives may be: text, an address, JSON (or `@FILE`), a file with a JSON object, a file with a token. */
export const INPUT_KINDS = ['text', 'url', 'json', 'json-file', 'token-file'] as const;

/** Something that only the user can give for the checks: a flag of `check`, and a variable of the suites (with `_` for each `-`). */
export interface Input {
  readonly flag: string;
  /** What stands behind the flag in the help. */
  readonly argument: string;
  readonly takes: (typeof INPUT_KINDS)[number];
  readonly help: string;
  /** What stands for it where nothing is given. */
  readonly default?: string;
  /** Says something only beside one of these flags. */
  readonly with?: readonly string[];
}

/** A loaded copy of the standard: the only way the engine knows anything about a protocol. */
export interface Spec {
  /** `v1` */
  readonly name: string;
  /** `0.2.6` */
  readonly revision: string;
  /** `built-in`, or the folder it was read from. */
  readonly origin: string;
  readonly services: readonly string[];
  readonly operations: readonly Operation[];
  /** Keys of all schemas, those that OpenAPI documents spell out included. */
  readonly schemas: readonly string[];
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly blame: readonly BlameRow[];
  readonly refusals: readonly RefusalRow[];
  /** By name: which states may follow each state. */
  readonly machines: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** What only the user can give. */
  readonly inputs: readonly Input[];
  /** Services that the tool itself plays for others on the same machine: the variable that takes their address, and which one. */
  readonly stand_ins: readonly { readonly variable: string; readonly service: string }[];
  /** What operations create, so that a run can remove it again, whichever check sent the request. */
  readonly creates: readonly Creation[];
  readonly streams: readonly StreamContract[];
  /** How lists are given page by page. */
  readonly pagers: readonly Pager[];
  /** Ids of the operations that a service need not have. */
  readonly optional: readonly string[];
  /** What cannot be seen from outside of a service, and why. */
  readonly excluded: readonly { readonly service: string; readonly requirement: string; readonly because: string }[];
  /** Status codes by which a service may decline such an operation. */
  readonly declines: readonly number[];
  /** What the text of an error must not show: a regular expression for it (flags `mu`), and its name. */
  readonly leaks: readonly { readonly shows: string; readonly pattern: string }[];
  /** The requirement that tells that a service lets everybody in. */
  readonly open_service: string;
  /** Id of the operation that tells whether a service is up. */
  readonly ready: string;
  /** Where the envelope of an error tells its code, as a JSON Pointer. */
  readonly error_code?: string;
  /** Where a service says who it is: an operation, and JSON Pointers into its answer. */
  readonly identity: { readonly operation: string; readonly name: string; readonly version: string };
  /** Makes ready the validators of these schema keys; afterwards {@link Spec.validator} answers for them. */
  prepare(schemas: readonly string[]): Promise<void>;
  validator(schema: string): Validator;
  /** The schema of a request or a parameter as it is written, whole: its references lead to places inside it. */
  schema(key: string): Promise<Json>;
  /** What was derived from it ahead of time, by the id of the check that derives. */
  derived?(): Promise<Readonly<Record<string, StoredDerivation>>>;
}

/** How an operation gives a list page by page. */
export interface Pager {
  readonly service: string;
  readonly operation: string;
  /** JSON Pointer to the items of a page. */
  readonly items: string;
  /** JSON Pointer into an item, to what tells it from all others. */
  readonly id: string;
  /** JSON Pointer to the token that asks for the next page; nothing stands there on the last one. */
  readonly next: string;
  /** Parameter of the query that takes the token. */
  readonly token: string;
  /** Parameter of the query that takes how many items a page may have, and the most that it takes. */
  readonly size: string;
  readonly most: number;
}

/** Which operation creates things, how each is removed again, and where it is listed as long as it is there. */
export interface Creation {
  readonly service: string;
  readonly operation: string;
  /** Where the answer tells the ids (a JSON Pointer, `*` for every item), or `path:NAME` for a parameter of the request's own path. */
  readonly created: string;
  /** Where the body of the request names the id, if it chooses it itself (a JSON Pointer): known even if the answer is lost. */
  readonly chosen?: string;
  /** Operation that removes one; without it, it stays as residue. */
  readonly remove?: string;
  /** Parameter that takes the id in the paths of the operations named here. */
  readonly parameter: string;
  /** Operation that lists them, and where its answer tells the ids. */
  readonly list?: string;
  readonly ids?: string;
  /** For what cannot be removed: how it is seen to be over, and the operation that ends it. */
  readonly status?: { readonly operation: string; readonly at: string; readonly over: readonly string[] };
  readonly end?: string;
}
