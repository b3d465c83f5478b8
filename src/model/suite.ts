import type { Creation, Operation, Pager } from './spec.js';
import type { Effect, Json, Level, Requirement, Tier } from './terms.js';

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
