/**
 * Every noun of the project as a type. One page, imports nothing: the words are those of `docs/architecture.md`.
 */

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** How deep a run goes; each tier contains the ones before it. */
export const TIERS = ['smoke', 'core', 'full'] as const;
export type Tier = (typeof TIERS)[number];

/** How strongly the standard asks for a requirement; decides the verdict of a finding. */
export type Level = 'must' | 'should' | 'implied' | 'advisory';

/** What a probe can do to the service: look, be turned down, or change something. */
export type Effect = 'read' | 'refused' | 'write';

/** The word of a verdict. ERROR means that no judgement was possible, never that the service is wrong. */
export const OUTCOMES = ['PASS', 'FAIL', 'WARN', 'SKIP', 'ERROR'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one requirement. SKIP: does not apply to this service. UNTESTED: applies, and could not be judged. */
export type RequirementOutcome = 'PASS' | 'FAIL' | 'WARN' | 'SKIP' | 'UNTESTED';

/** One sentence of the standard with an id, as `requirements.yaml` of the spec has it. */
export interface Requirement {
  readonly id: string;
  readonly level: Level;
  /** `offline` requirements are about the spec itself and are never part of a run. */
  readonly tier: Tier | 'offline';
  readonly kind: 'read' | 'negative' | 'write' | 'auth' | 'offline';
  readonly services: readonly string[];
  readonly sentence: string;
  readonly source: string;
  /** How the builder of a service mends a breach, one line. */
  readonly mend: string;
}

/* ------------------------------------------------------------------ the contract */

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

/* ------------------------------------------------------------------ suites */

/** The first item of a list with these values, by JSON Pointer into it; they may hold `${…}`. */
export interface ItemOf {
  readonly of: string;
  readonly with: Readonly<Record<string, Json>>;
}

/** Demands something of one place in a body. Exactly one of the demands is set; values may hold `${…}`. */
export interface Matcher {
  /** JSON Pointer, in which `*` stands for every item: the demand is then made of each. */
  readonly at: string;
  /** The place lies in this item; where there is none, nothing is demanded. */
  readonly item?: ItemOf;
  /** Strictly this value; beside it, the places that are set aside. */
  readonly equals?: Json;
  readonly without?: readonly string[];
  /** It fits this JSON Schema, which the service gave; nothing is judged where that cannot be told. */
  readonly fits?: Json;
  /** It is a JSON Schema; `object`: one that some object can fit. */
  readonly schema?: 'any' | 'object';
  /** Anything but this value. */
  readonly not?: Json;
  /** One of these values. */
  readonly in?: readonly Json[];
  /** Something stands here. */
  readonly present?: true;
  /** Nothing stands here; a null counts as nothing. */
  readonly absent?: true;
  /** The items of the list here differ at this pointer into them. */
  readonly unique?: string;
  /** The list here has so many items. */
  readonly count?: Json;
  /** The list here has at most so many items. */
  readonly at_most?: Json;
  /** The list here has an item with these values, by pointer into it. */
  readonly lists?: Readonly<Record<string, Json>>;
  /** The list here has no item with these values. */
  readonly lacks?: Readonly<Record<string, Json>>;
  /** All of this is among what stands here: additions are fine, and URIs are compared normalised. */
  readonly includes?: Json;
  /** Something stands at one of these places below. */
  readonly some?: readonly string[];
  /** The numbers at this pointer into the items of the list here grow from item to item. */
  readonly increasing?: string;
  /** The date-time here is not before the one at this pointer. */
  readonly not_before?: string;
  /** The array here has this member. */
  readonly contains?: Json;
  /** The string here matches this regular expression (flag `u`). */
  readonly matches?: string;
  /** The date-time here is at most this many seconds away from the moment of the exchange. */
  readonly now_within?: number;
}

/** When something holds, something else must hold. */
export interface Agreement {
  readonly if: Matcher & { /** Check whose last exchange is looked at; absent: the judged one. */ readonly of?: string };
  readonly then: Matcher;
}

/** Where something would show that a request asked for although it was turned down. */
export interface Leftover {
  /** The operation that the request was for. */
  readonly of: string;
  /** What the request named it: a JSON Pointer into its body, or `path:NAME`. */
  readonly sent: string;
  /** Where the judged body would tell that name, `*` for every item. */
  readonly listed: string;
}

/** What a check demands of a stream, event by event as they come. Each demand is judged by itself. */
export interface StreamExpectations {
  /** Of every event. */
  readonly each?: readonly Matcher[];
  /** Of the first event. */
  readonly first?: Matcher;
  /** The number at this place is greater from event to event. */
  readonly increasing?: string;
  /** The number at this place, where it grows, grows by one. */
  readonly gapless?: string;
  /** The date-time at this place does not go back from event to event. */
  readonly in_time?: string;
  /** An event of the second kind comes only after one of the first. */
  readonly after?: { readonly first: Matcher; readonly then: Matcher };
  /** Exactly one event has one of these values here, and it is the last. */
  readonly last?: { readonly at: string; readonly in: readonly Json[] };
  /** Every event comes again, in the same order, in the stream of this check. */
  readonly replayed_by?: string;
}

/** What a check demands beyond the contract. */
export interface Expectations {
  /** Weight of what is found, where it is not that of the requirement. */
  readonly level?: Level;
  /** Only answers with one of these status codes are judged. */
  readonly if_status?: readonly number[];
  /** Of every judged exchange. */
  readonly body?: readonly Matcher[];
  /** The status code is one of these; `error` stands for every 4xx and 5xx, `4xx` for the former. */
  readonly status?: readonly (number | 'error' | '4xx')[];
  /** A `WWW-Authenticate` challenge of this scheme is there, with one of these values of `error` where some are named. */
  readonly challenge?: { readonly scheme: string; readonly error?: readonly string[] };
  /** The answer is not that of a route that does not exist. */
  readonly implemented?: true;
  /** Whoever asked is not turned away (401, 403). */
  readonly admitted?: true;
  /** The request is turned down by the refusal rule; the level that an acceptance has. */
  readonly refused?: 'must' | 'as-required';
  /** Status code that such a refusal should have; 400 when absent. */
  readonly best?: number;
  readonly agree?: readonly Agreement[];
  /** The values at this place, from exchange to exchange, move as a state machine of the spec allows. */
  readonly history?: { readonly at: string; readonly moves: string };
  /** What requests asked for that were turned down has not come about. */
  readonly leaves_nothing?: readonly Leftover[];
  /** Of a stream; elsewhere its last event stands for its body. */
  readonly stream?: StreamExpectations;
  /** The body equals, at these places, that of the exchange of another check; some places set aside, lists in any order. */
  readonly same?: { readonly as: string; readonly at: readonly string[]; readonly without?: readonly string[]; readonly unordered?: true };
  /** Values at these places, once they are set, stay what they are from exchange to exchange. */
  readonly stays?: readonly string[];
  /** Headers that are there, and match these regular expressions (flag `iu`), by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of all the pages together that a walk came by. */
  readonly walk?: {
    /** Its tokens lead on, and not in a circle. */
    readonly leads_on?: true;
    /** Its tokens lead on to a last page. */
    readonly ends?: true;
    /** No item stands in it twice. */
    readonly once?: true;
    /** What the lists of each of these checks show is there, too, or a token says that more is to come. */
    readonly keeps?: readonly string[];
  };
  /** From this exchange on nothing but reads reaches the service that we play under this variable, and it still answers. */
  readonly unreached?: string;
}

/** What a request carries. */
export interface WrittenBody {
  /** An object, such as `${name}`, that the JSON is laid over, member by member; left out where it has no value. */
  readonly base?: Json;
  /** Sent as JSON, with `${…}` filled in. */
  readonly json?: Json;
  /** Sent as it is. */
  readonly text?: string;
  /** Bytes, in base64. */
  readonly base64?: string;
}

/** Items of which the text at this pointer matches (or does not match) a regular expression (flag `u`), or differs from a text. */
export interface Likeness {
  readonly at: string;
  readonly matches?: string;
  readonly not?: true;
  /** May hold `${…}`. */
  readonly differs?: string;
}

/** A request that no operation of the contract declares. */
export interface OutsideRequest {
  readonly method: string;
  /** Path template, as in {@link Operation}. */
  readonly path: string;
  /** The requirement that an error without an envelope breaks here. */
  readonly requirement: string;
}

export interface ProbeRequest {
  readonly operation: string;
  /** Takes the place of what the contract says of an operation. */
  readonly outside?: OutsideRequest;
  /** A service need not have this operation: that it declines with an envelope is no finding. */
  readonly optional?: true;
  /** Values of the path's parameters; they are percent-encoded. */
  readonly path?: Readonly<Record<string, Json>>;
  readonly query?: Readonly<Record<string, Json>>;
  readonly body?: WrittenBody;
  /** Media type of the body; `application/json` when absent. */
  readonly content_type?: string;
  /** `none` leaves the user's credentials out, any other text is sent as the Authorization header, `${…}` filled in. Default `given`. */
  readonly credentials?: string;
  /** Whether the request should succeed; `any` leaves it to the service. Default `success`. */
  readonly expects?: 'success' | 'error' | 'any';
  /** The requirement that a refusal of this request breaks, where it is not that of the operation. */
  readonly accepts?: string;
  /** Sent so often, one after the other. */
  readonly times?: number;
  /**
   * Sent once for each item of a saved list (for at most so many), which then stands in `${as}`; only items that have the values of
   * `where`, by pointer into them. A value that nobody gave is not asked for.
   */
  readonly each?: {
    readonly in: string;
    readonly as: string;
    readonly most: number;
    readonly where?: Readonly<Record<string, Json>>;
    /** Only items like this. */
    readonly like?: Likeness;
  };
  /** Sends a request of its own where an equal read could be shared. */
  readonly again?: boolean;
  /** Leaves a stream after so many events. */
  readonly leave_after?: number;
  /** The answer may keep the reader waiting until what this check waits for has come about. */
  readonly waits?: string;
  /** Asks for page after page. */
  readonly walk?: WrittenWalk;
}

/** How a list is read page by page, by the {@link Pager} of its operation. */
export interface WrittenWalk {
  /** At most so many pages. */
  readonly most: number;
  /** Goes on until an item with this id was there: it has to be. */
  readonly to?: Json;
  /** As many items to a page as make about so many pages of the list that another check reads. */
  readonly cut?: { readonly list: string; readonly into: number };
  /** Check whose request is sent between the first page and the second. */
  readonly meanwhile?: string;
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

/** What checks are made of the contract, in place of the check that says so. */
export interface Derivation {
  /** `request`: one for each constraint of the schema of the body, which breaks it and must be refused; `parameters`: the same for path and query; `everything`: one with every member of the body at once; `boundaries`: one for each limit that a body may be at. */
  readonly of: 'request' | 'parameters' | 'everything' | 'boundaries';
  /** Values for places of the body, by JSON Pointer, where any that fits would not do. */
  readonly with?: Readonly<Record<string, Json>>;
  /** Only what is at these places, in which `*` is one name or index, and `**` any number of them. */
  readonly at?: readonly string[];
}

/** What is wrong with a request that must be refused. */
export interface Fault {
  /** In a word: `missing`, `null`, `malformed`, … */
  readonly kind: string;
  /** Where the fault is one of the schema of the body: the place, the place with `*` for names that the schema does not know, and the keyword. */
  readonly breach?: { readonly at: string; readonly pattern: string; readonly keyword: string };
}

/** A check that was derived, and what is wrong with what it sends, where something is. */
export interface DerivedCheck {
  readonly check: Check;
  readonly fault?: Fault;
}

/** What was derived in place of a check, ahead of time. */
export interface StoredDerivation {
  /** Ids of the checks whose requests were left out of it. */
  readonly rivals: readonly string[];
  /** What each check has of its own; all else it has from the one that derives it. */
  readonly checks: readonly { readonly own: Partial<Check>; readonly fault?: Fault }[];
}

export interface Check {
  /** Path-like and stable; carries the service: `runtime.health`. */
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly tier: Tier;
  readonly requirements: readonly string[];
  /** Words by which its author groups checks. */
  readonly tags?: readonly string[];
  readonly effect: Effect;
  readonly probe?: ProbeRequest;
  /** The probe is repeated until the value at this place is one of these, within the poll budget. */
  readonly until?: {
    readonly at: string;
    readonly in: readonly Json[];
    /** The place lies in this item of a list. */
    readonly item?: ItemOf;
    /** It is only waited for: should it not come about, nothing is held back, and nothing is wrong. */
    readonly or_go_on?: true;
  };
  /** Values of the (last) answer that later requests use, by name: JSON Pointers. */
  readonly save?: Readonly<Record<string, string>>;
  /** Planned only where the user says that the service asks for credentials in one of these ways (`--auth`). */
  readonly modes?: readonly ('required' | 'optional' | 'disabled')[];
  /** Checks whose request must have succeeded before this one's is sent. */
  readonly needs?: readonly string[];
  /** Checks whose requests have ended, whatever came of them, before this one's is sent. */
  readonly after?: readonly string[];
  /** Ids of the checks whose exchanges this one judges. */
  readonly observes?: readonly string[];
  /** Judged by what the contract says of every exchange, whoever sent it. */
  readonly contract?: boolean;
  readonly expect?: Expectations;
  readonly derive?: Derivation;
  /** Derived checks that differ in nothing but the place where they break a constraint of this kind, or keep to it, have one name for it. */
  readonly family?: string;
  /** Sent after all requests to these operations that must be refused. */
  readonly afterwards?: readonly string[];
  /** A suite switched it off: why. */
  readonly off?: string;
  /** A suite weighs otherwise what it finds. */
  readonly weighs?: Level;
}

export interface Suite {
  readonly file: string;
  readonly services: readonly string[];
  readonly tier: Tier;
  readonly checks: readonly Check[];
  /** The built-in tier that it is run on top of. */
  readonly extends?: Tier;
  /** Beyond those of the standard. */
  readonly requirements?: readonly Requirement[];
  readonly variables?: Readonly<Record<string, SuiteVariable>>;
  /** To checks of the tier that it extends. */
  readonly changes?: readonly Change[];
  /** Beyond what the standard tells. */
  readonly creates?: readonly Creation[];
}

/** A value that whoever runs a suite may give. */
export interface SuiteVariable {
  readonly description?: string;
  /** Without one, checks that need the value are skipped. */
  readonly default?: Json;
  readonly secret?: true;
}

/** A check that a suite switches off or weighs otherwise. */
export interface Change {
  /** Its whole id. */
  readonly check: string;
  /** Why it is not made. */
  readonly off?: string;
  readonly level?: Level;
  readonly why?: string;
}

/** A stored payload, valid or invalid. */
export interface Vector {
  /** Key of the schema that it fits, or breaks. */
  readonly schema: string;
  /** Name of its file, without the ending. */
  readonly name: string;
  readonly payload: Json;
}

/** A stored payload with one fault. */
export interface InvalidVector extends Vector {
  /** The requirement that it breaks. */
  readonly requirement: string;
  readonly why: string;
  /** JSON Pointer to the one thing that is wrong. */
  readonly at: string;
}

/** A named way in which a reference service is wrong. */
export interface NamedFault {
  readonly id: string;
  readonly services: readonly string[];
  /** Id of the requirement that it breaks. */
  readonly breaks: string;
  readonly title: string;
}

/* ------------------------------------------------------------------ plan and exchanges */

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

/** One request with everything filled in. */
export interface Message {
  /** Key of the exchange that comes of it. */
  readonly key: string;
  readonly probe: PlannedProbe;
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** As in {@link ProbeRequest}. */
  readonly credentials: string;
  readonly body?: { readonly text?: string; readonly bytes?: Uint8Array; readonly json?: Json };
  readonly item?: Readonly<Record<string, Json>>;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Why an exchange has no (whole) answer. */
export const FAILURE_CODES = [
  'refused',
  'dns',
  'tls',
  'unreachable',
  'connect_timeout',
  'reset',
  'closed',
  'timeout',
  'cut_off',
  'header_overflow',
  'not_http',
  'interrupted',
  'no_room',
  'waited',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
/** Failures on the way to a service: names, networks, and machines that want for something are no fault of it, however well it answered before. */
export const ON_THE_WAY: ReadonlySet<FailureCode> = new Set(['dns', 'unreachable']);
/** An exchange was ended by this side, as its user wished: nobody's fault. */
export const ENDED_HERE: ReadonlySet<FailureCode> = new Set(['interrupted', 'no_room']);

/** Limits of a whole run, by the names of their flags. */
export type RunLimit = 'max-requests' | 'max-received';

/** A run was stopped at a limit. */
export interface Stop {
  readonly by: RunLimit;
  /** How many requests of the plan had been sent. */
  readonly requests: number;
}

export interface TransportFailure {
  readonly code: FailureCode;
  /** What the operating system, TLS or the HTTP parser said. */
  readonly detail: string;
}

/** What a body had too much of. */
export interface TooLarge {
  readonly why: 'too_large';
  readonly of: 'bytes' | 'values';
  readonly limit: number;
  readonly detail: string;
}

export interface Answer {
  readonly status: number;
  /** In the order and case in which they came. */
  readonly headers: HeaderList;
  /** Decoded (`Content-Encoding` undone) and at most `max-body` bytes. */
  readonly body: Uint8Array;
  /** Set where the body was not read to its end. */
  readonly cut?: TooLarge | { readonly why: 'bad_encoding'; readonly detail: string };
}

/** A fact, and the line of a stream that it is about. */
export interface LineFact {
  readonly fact: Fact;
  readonly line?: number;
}

/** How the reading of a stream ended: the service closed it, or broke it off, or this side did and why. */
export type StreamEnd =
  | 'closed'
  | 'broken'
  /** As many events as were wanted. */
  | 'left'
  /** What the stream tells of is not over, and it was waited for as long as may be. */
  | 'waited'
  /** Its last event had come, and it was not closed. */
  | 'open'
  | 'idle'
  | 'time'
  | 'bytes'
  | 'line'
  | 'events';

/** What became of a stream; it was judged as it came in, and is not kept. */
export interface StreamRecord {
  readonly framing: 'ndjson' | 'sse';
  readonly ended: StreamEnd;
  readonly events: number;
  readonly lines: number;
  /** Once `Content-Encoding` is undone. */
  readonly bytes: number;
  /** Milliseconds from the request to the first and to the last event. */
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** Milliseconds between the times that the first and the last event tell. */
  readonly span?: number;
  /** What the contract found. */
  readonly facts: readonly LineFact[];
  /** Findings of the same kinds at the same places that were only counted. */
  readonly more: number;
  /** What each check that looks at this stream found; undefined where there was nothing to be judged. */
  readonly expected: ReadonlyMap<string, readonly { readonly at: string; readonly found: readonly LineFact[] | undefined }[]>;
  /** The first events, as far as they are kept. */
  readonly kept: readonly Json[];
  /** The event that ended it. */
  readonly last?: { readonly value: Json; readonly line: number };
  readonly notes: readonly Note[];
}

/** Something that a reader may want to know and that is no departure from anything. */
export type Note =
  | { readonly kind: 'live'; readonly firstMs: number; readonly lastMs: number }
  | { readonly kind: 'buffered'; readonly lastMs: number; readonly span: number }
  | { readonly kind: 'crlf'; readonly lines: number }
  | { readonly kind: 'blank_lines'; readonly lines: number }
  | { readonly kind: 'unknown_fields'; readonly lines: number }
  | { readonly kind: 'unended'; readonly framing: 'ndjson' | 'sse' }
  | { readonly kind: 'more_findings'; readonly count: number };

/** A note, and the exchange that it is about. */
export interface NoteOn {
  readonly exchange: string;
  readonly note: Note;
}

/** What a stream may have at most: milliseconds (`idle`, `time`, `open` for the close after its last event), bytes, a line's bytes, events. */
export type StreamLimits = Readonly<Record<StreamLimit, number>>;

/** Takes the bytes of a stream as they come in and says when it has enough. */
export interface StreamTaker {
  /** Whether an answer with this head is a stream at all; if not, it is read like any other. */
  begin(status: number, headers: HeaderList): boolean;
  /** `ms` since the request. `last`: what ends the stream has come; `enough`: nothing more is wanted. */
  take(bytes: Uint8Array, ms: number): 'more' | 'last' | 'enough';
  /** `over`: what the stream tells of was seen to be over before it ended. */
  end(ended: StreamEnd, over: boolean): StreamRecord;
}

/** What was really sent, and what came back. */
export interface Exchange {
  /** Unique in its run: the key of the probe, with `#2`, `#3`, … from the second exchange of a probe on. */
  readonly key: string;
  readonly probe: string;
  readonly operation: string;
  readonly effect: Effect;
  readonly credentials: string;
  readonly expects: 'success' | 'error' | 'any';
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    readonly body?: string;
    /** The body in base64, where it is no text. */
    readonly base64?: string;
    /** What expectations may refer to: the parameters of the path and of the query, and the body as JSON. */
    readonly path: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly json?: Json;
  };
  /** As in {@link ProbeRequest}. */
  readonly accepts?: string;
  readonly optional?: true;
  /** No operation declares this request; the requirement that an error without an envelope breaks. */
  readonly outside?: string;
  /** The item of a list that this exchange is about, by name. */
  readonly item?: Readonly<Record<string, Json>>;
  /** Present as soon as a status line and headers arrived, even if the body did not. */
  readonly answer?: Answer;
  readonly failure?: TransportFailure;
  /** The answer was a stream; its body is then only the beginning. */
  readonly stream?: StreamRecord;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The request died on a reused connection and was sent once more on a new one. */
  readonly resent?: true;
  /** The line that repeats it, where it was read from a report that holds less of the request. */
  readonly repeat?: string;
  /** The token was turned away in mid-run: the request was sent once more with another one, or was left at that. */
  readonly token?: 'renewed' | 'expired';
}

/** What reached a service that the tool played for the one that was checked. */
export interface StandInLog {
  /** In the order of time; `at` is in milliseconds since the epoch. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly at: number }[];
  /** Whether it still answered when the run was over. */
  readonly answers: boolean;
}

/* ------------------------------------------------------------------ findings and verdicts */

/** What a stream can have too much of, or be too slow in. */
export type StreamLimit = Extract<StreamEnd, 'open' | 'idle' | 'time' | 'bytes' | 'line' | 'events'>;

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
