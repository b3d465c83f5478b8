import type { Fact, Finding, Json, Matcher, Reason, TransportFailure, Verdict } from '../model.js';
import { quote, value } from './quotes.js';
import { tellOfStream } from './stream-sentences.js';
import { shorten, visibleLine } from './text.js';
import { tellWalk } from './walk-sentences.js';
import { either, size } from './words.js';

/** A fact in words. */
export interface Told {
  /** JSON Pointer, where the fact is about a place in a body. */
  readonly at?: string;
  readonly expected: string;
  readonly actual: string;
}

/** What was expected and what was there instead, for every kind of fact. */
export function tell(fact: Fact): Told {
  const { expected, actual, ...place } = told(fact);
  // What a suite, a copy of the standard or a report file made a fact of acts on nobody.
  return { ...place, expected: visibleLine(expected), actual: visibleLine(actual) };
}

function told(fact: Fact): Told {
  switch (fact.kind) {
    case 'status':
      return { expected: `status ${either(fact.expected.map(String))}`, actual: `status ${fact.actual}` };
    case 'wrong_status':
      return {
        expected: `status ${either(fact.expected.map((word) => (word === 'error' ? '4xx or 5xx' : word)))}`,
        actual: `status ${fact.actual}`,
      };
    case 'no_challenge': {
      const error = fact.error === undefined ? '' : ` with error ${either(fact.error)}`;
      return {
        expected: `a ${fact.scheme} challenge${error} in WWW-Authenticate`,
        actual: fact.actual === null ? 'no such header' : quote(fact.actual),
      };
    }
    case 'reflected':
      return {
        expected: 'the credentials of the request nowhere in its answer',
        actual: fact.where === null ? 'some in the body' : `some in the header ${visibleLine(fact.where)}`,
      };
    case 'not_implemented':
      return { expected: 'this route to be there', actual: `status ${fact.actual} to every request` };
    case 'not_refused':
      return { expected: 'a refusal (400 with an error envelope)', actual: fact.actual === null ? 'no answer' : `status ${fact.actual}` };
    case 'refusal_status':
      return { expected: `status ${fact.expected}`, actual: `status ${fact.actual}` };
    case 'left_behind':
      return {
        at: fact.at,
        expected: `nothing that ${fact.asked} asked for, which was refused with ${fact.status}`,
        actual: value(fact.actual),
      };
    case 'reached':
      return {
        expected: 'the registered service to be left alone',
        actual: `${visibleLine(fact.method)} ${shorten(visibleLine(fact.path), 120)}`,
      };
    case 'silenced':
      return { expected: 'the registered service to go on', actual: 'no answer from it any more' };
    case 'not_reached':
      return { at: fact.at, expected: `${either(fact.demands.map((word) => JSON.stringify(word)))} in time`, actual: value(fact.actual) };
    case 'moved':
      return {
        at: fact.at,
        expected: fact.expected.length === 0 ? `${value(fact.from)} for good` : `${either(fact.expected)} after ${value(fact.from)}`,
        actual: value(fact.actual),
      };
    case 'changed':
      return { at: fact.at, expected: `${value(fact.before)} for good`, actual: value(fact.actual) };
    case 'header_value':
      return { expected: `a ${fact.header} header that matches ${fact.expected}`, actual: quote(fact.actual) };
    case 'server_error':
      return { expected: 'a 4xx: the fault is in the request', actual: `status ${fact.actual}` };
    case 'leak':
      return { at: fact.at, expected: `no ${fact.shows.replace(/^an? /, '')} in an error`, actual: quote(fact.near) };
    case 'token_repeats':
    case 'endless':
    case 'item_repeats':
    case 'item_lost':
    case 'not_found':
      return tellWalk(fact);
    case 'redirect':
      return {
        expected: 'an answer',
        actual: `a redirect (${fact.actual}) to ${fact.location === null ? 'nowhere' : quote(fact.location)}; it was not followed`,
      };
    case 'unauthorized':
      return { expected: 'an answer', actual: `status ${fact.actual}: whoever asks is turned away` };
    case 'transport':
      return { expected: 'a whole answer', actual: tellFailure(fact.failure) };
    case 'too_large':
      return fact.of === 'values'
        ? { expected: `a body of at most ${fact.limit} JSON values (--max-values)`, actual: 'more of them' }
        : { expected: `a body of at most ${size(fact.limit)} (--max-body)`, actual: `a larger one (${fact.detail})` };
    case 'bad_encoding':
      return { expected: 'a body packed as Content-Encoding says', actual: visibleLine(fact.detail) };
    case 'header_missing':
      return { expected: `a ${fact.header} header`, actual: 'none' };
    case 'media_type':
      return { expected: `Content-Type ${fact.expected}`, actual: fact.actual === null ? 'no Content-Type' : quote(fact.actual) };
    case 'charset':
      return { expected: 'UTF-8, the only encoding of JSON', actual: `charset ${quote(fact.actual)}` };
    case 'not_utf8':
      return { expected: 'UTF-8', actual: `bytes that are not UTF-8 from offset ${fact.offset} on` };
    case 'not_json':
      return {
        expected: 'JSON',
        actual: fact.near === '' ? `the text ends at byte ${fact.offset}` : `at byte ${fact.offset}: ${quote(shorten(fact.near, 24))}`,
      };
    case 'trailing_bytes':
      return { expected: 'nothing after the JSON value', actual: `at byte ${fact.offset}: ${quote(shorten(fact.near, 24))}` };
    case 'empty_body':
      return { expected: 'a JSON value', actual: 'an empty body' };
    case 'too_deep':
      return { expected: `nesting of at most ${fact.limit} levels`, actual: 'deeper nesting' };
    case 'long_name':
      return { expected: `member names of at most ${fact.limit} characters`, actual: 'a longer one' };
    case 'bom':
      return { expected: 'no byte order mark', actual: 'a byte order mark before the JSON text' };
    case 'duplicate_member':
      return { at: fact.at, expected: 'each member name once', actual: 'this one twice' };
    case 'unwanted_body':
      return { expected: 'no body', actual: `${fact.bytes} bytes` };
    case 'not_envelope':
      return { expected: `an error envelope (${fact.schema}) with status ${fact.status}`, actual: 'a body of another shape' };
    case 'null_value':
      return { at: fact.at, expected: `${demand('type', fact.demands)}, or nothing at all`, actual: 'null' };
    case 'unknown_property':
      return { at: fact.at, expected: 'no such property', actual: value(fact.actual) };
    case 'schema':
      return { at: fact.at, expected: demand(fact.keyword, fact.demands), actual: value(fact.actual) };
    case 'matcher':
      return { at: fact.at, expected: matcherDemand(fact.demands), actual: value(fact.actual) };
    case 'differs':
      return { at: fact.at, expected: `${value(fact.expected)}, as in ${fact.from}`, actual: value(fact.actual) };
    default:
      return tellOfStream(fact);
  }
}

/** One finding as one line: `/time: expected an RFC 3339 date-time, got "now"`. */
export function findingLine({ fact, line, known }: Pick<Finding, 'fact' | 'line' | 'known'>): string {
  const { at, expected, actual } = tell(fact);
  const where = [...(line === undefined ? [] : [`line ${line}`]), ...(at === undefined ? [] : [place(at)])].map((word) => `${word}: `);
  return `${where.join('')}expected ${expected}, got ${actual}${known === undefined ? '' : ` (${tellKnown(known)})`}`;
}

/** That a finding is no news: why it is not mended yet, who sees to it, until when that is good. */
function tellKnown({ reason, owner, expires }: NonNullable<Finding['known']>): string {
  return `known: ${[reason, owner, ...(expires === undefined ? [] : [`until ${expires}`])].map((text) => visibleLine(shorten(text, 200))).join(', ')}`;
}

/** What became of a check, in a sentence or two. */
export function messageOf({ findings, leftOut = 0, reason, outcome }: Verdict): string {
  const more = findings.length - 1 + leftOut;
  const [first] = findings;
  if (first !== undefined) return `${findingLine(first)}${more > 0 ? ` (and ${more} more)` : ''}`;
  if (reason?.kind === 'no_answer') return `${tellFailure(reason.failure)}. ${adviceFor(reason.failure)}`;
  if (reason !== undefined) return tellReason(reason);
  return outcome === 'PASS' ? 'OK' : 'no verdict';
}

/** A JSON Pointer for a reader; the root has no name of its own. */
function place(at: string): string {
  return at === '' ? '(whole body)' : shorten(visibleLine(at), 200);
}

/** Why a check was not judged, or a requirement not tested. */
export function tellReason(reason: Reason): string {
  return visibleLine(reasonText(reason));
}

function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'blocked':
      return `blocked by ${reason.by.join(', ')}`;
    case 'absent':
      return `nothing to judge: no answer has ${reason.at.length === 0 ? 'anything of the kind' : either(reason.at)}`;
    case 'no_answer':
      return tellFailure(reason.failure);
    case 'inconclusive':
      if (reason.status === 429) return 'the service asked for fewer requests (429)';
      return reason.status === 409
        ? 'what it is about was in no state for it (409); --jobs 1 sends one request at a time'
        : `whoever asks without credentials is turned away (${reason.status})`;
    case 'no_stand_in':
      return `it takes a service of ours in its place (no --${reason.name.replaceAll('_', '-')}, and both on one machine)`;
    case 'token_expired':
      return 'the token was turned away in mid-run, and the request could not be sent again with another one';
    case 'declared':
      return `authentication is declared ${reason.what} (--auth ${reason.what})`;
    case 'no_items':
      return `the service lists no ${reason.of}${reason.having === undefined ? '' : ` with ${pairs(reason.having)}`}`;
    case 'none_like':
      return `the service lists no ${reason.of.replaceAll('_', ' ')} whose ${reason.at.slice(1)} ${
        reason.matches === undefined ? 'differs' : `${reason.not ? 'does not match' : 'matches'} ${reason.matches}`
      }`;
    case 'not_offered':
      return `the service does not offer it, and says so (${reason.status})`;
    case 'never_so': {
      const { at, of, ...demands } = reason.condition;
      return `nothing to judge: no answer${of === undefined ? '' : ` to ${of}`} has ${place(at)}${'present' in demands ? '' : ` ${matcherDemand(demands)}`}`;
    }
    case 'no_input':
      if (reason.variable) return `it takes --var ${reason.name}=VALUE`;
      return /(^|:)token$/.test(reason.name) ? 'it takes a bearer token (ARP_TOKEN)' : `it takes --${reason.name.replaceAll('_', '-')}`;
    case 'switched_off':
      return `switched off: ${visibleLine(shorten(reason.why, 200))}`;
    case 'read_only':
      return 'it takes --allow-mutations';
    case 'open_service':
      return 'the service asks nobody for credentials';
    case 'excluded':
      return reason.because;
    case 'no_check':
      return 'no check of this version tests it';
    case 'not_run':
      return {
        interrupted: 'the run was interrupted',
        'fail-fast': 'stopped at the first failure (--fail-fast)',
        'max-requests': 'the run was stopped at its limit of requests (--max-requests)',
        'max-received': 'the run was stopped when its answers took all that a run may receive (--max-received)',
        unreachable: 'nothing answered',
        'nothing-sent': 'nothing was sent that it could be judged by',
        'other-part': 'nothing was sent in this part of the run that it could be judged by',
      }[reason.why];
  }
}

/** What went wrong on the way, in words. */
export function tellFailure({ code, detail }: TransportFailure): string {
  const said = detail === '' ? '' : ` (${shorten(visibleLine(detail), 200)})`;
  switch (code) {
    case 'refused':
      return `the connection was refused${said}`;
    case 'dns':
      return `the host name is not known${said}`;
    case 'tls':
      return `no trusted TLS connection came about${said}`;
    case 'unreachable':
      return `the host cannot be reached${said}`;
    case 'connect_timeout':
      return `no connection came about in time${said}`;
    case 'reset':
      return `the connection was reset${said}`;
    case 'closed':
      return `the connection was closed before an answer${said}`;
    case 'timeout':
      return visibleLine(detail);
    case 'cut_off':
      return `the answer broke off${said}`;
    case 'header_overflow':
      return `more headers than are read (64 KiB)${said}`;
    case 'not_http':
      return `bytes that are not HTTP${said}`;
    case 'interrupted':
      return 'the run was interrupted';
    case 'no_room':
      return 'it had no room beside the other answers of the run (--max-received)';
    case 'waited':
      return 'what it waits for did not come about in time';
  }
}

/** What a user can do about a service that gives no answer. */
export function adviceFor({ code }: TransportFailure): string {
  switch (code) {
    case 'refused':
      return 'Is the service running there? --wait 30 gives it time to come up.';
    case 'dns':
      return 'Is the host name in --url right?';
    case 'tls':
      return 'Trust its certificate with --cacert FILE; --insecure skips the check. Is https:// right at all?';
    case 'unreachable':
    case 'connect_timeout':
      return 'Is the address right, and is a firewall or a proxy in between?';
    case 'timeout':
      return 'Something accepts connections there and does not answer; --timeout gives it longer.';
    case 'not_http':
      return 'Something else than an HTTP service listens there; a TLS port needs https://.';
    case 'no_room':
      return 'A higher --max-received gives it more room.';
    default:
      return 'See the log of the service for what happened.';
  }
}

const FORMATS: Readonly<Record<string, string>> = { 'date-time': 'an RFC 3339 date-time', uri: 'an absolute URI (RFC 3986)' };

function demand(keyword: string, demands: Json): string {
  switch (keyword) {
    case 'required':
      return 'this property to be there';
    case 'type':
      return [demands]
        .flat()
        .map((name) => `${/^[aeio]/.test(String(name)) ? 'an' : 'a'} ${String(name)}`)
        .join(' or ');
    case 'enum':
      return either([demands].flat().map((word) => JSON.stringify(word)));
    case 'format':
      return FORMATS[String(demands)] ?? `the format ${String(demands)}`;
    case 'minimum':
      return `at least ${String(demands)}`;
    case 'maximum':
      return `at most ${String(demands)}`;
    case 'minItems':
      return `at least ${String(demands)} item${demands === 1 ? '' : 's'}`;
    case 'pattern':
      return `a string that matches ${String(demands)}`;
    case 'depth':
      return 'a value that can be validated';
    default:
      return `what the schema says under "${keyword}"${demands === null ? '' : ` (${JSON.stringify(demands)})`}`;
  }
}

/** What a matcher demands, in words. */
export function matcherDemand(demands: Omit<Matcher, 'at'>): string {
  const { contains, matches, now_within, equals, present, absent, unique, count, at_most, lists, lacks, not_before } = demands;
  if (equals !== undefined) return value(equals);
  if (demands.not !== undefined) return `anything but ${value(demands.not)}`;
  if (demands.in !== undefined) return either(demands.in.map((word) => JSON.stringify(word)));
  if (demands.fits !== undefined) return `what fits the schema that the service gave, ${value(demands.fits)}`;
  if (demands.schema !== undefined) return demands.schema === 'object' ? 'a JSON Schema that objects can fit' : 'a JSON Schema';
  if (present !== undefined) return 'something to be there';
  if (absent !== undefined) return 'nothing there';
  if (contains !== undefined) return `a list that contains ${JSON.stringify(contains)}`;
  if (unique !== undefined) return `a list in which ${unique === '' ? 'no item' : `no ${unique.slice(1)}`} stands twice`;
  if (count !== undefined) return `a list of ${value(count)} items`;
  if (at_most !== undefined) return `a list of at most ${String(at_most)} items`;
  if (lists !== undefined) return `an item with ${pairs(lists)}`;
  if (lacks !== undefined) return `no item with ${pairs(lacks)}`;
  if (demands.includes !== undefined) return `${value(demands.includes)}, or that and more`;
  if (demands.some !== undefined) return `something at ${either(demands.some)}`;
  if (demands.increasing !== undefined) return `a list in which ${demands.increasing.slice(1)} grows from item to item`;
  if (not_before !== undefined) return `a time not before ${not_before}`;
  if (matches !== undefined) return matches === '\\S' ? 'some text' : `text that matches ${matches}`;
  return `a time within ${now_within} seconds of now`;
}

function pairs(values: Readonly<Record<string, Json>>): string {
  return Object.entries(values)
    .map(([pointer, wanted]) => `${pointer.slice(1)} ${value(wanted)}`)
    .join(' and ');
}
