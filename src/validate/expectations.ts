import { isEqual } from '../json/equality.js';
import { placeIn } from '../json/items.js';
import { valueAt } from '../json/pointer.js';
import type { Variables } from '../json/template.js';
import {
  type Agreement,
  type Check,
  ENDED_HERE,
  type Exchange,
  type Fact,
  type ItemOf,
  type Json,
  type Level,
  type Matcher,
  type Spec,
  type StandInLog,
} from '../model.js';
import { readChallenges } from './challenge.js';
import { isAbsence, isSuccess, isTurnedAway } from './contract.js';
import { judgeHeaders } from './headers.js';
import { judgeLeftover } from './leftover.js';
import { meets } from './matcher.js';
import { headerOf } from './media-type.js';
import { precedes } from './precedes.js';
import { judgeSame } from './same.js';
import { filled, type Seen } from './seen.js';
import { judgeStays } from './stays.js';
import { judgeStreamDemands } from './stream/judge-demands.js';
import { touches } from './unreached.js';
import { judgeFound, judgeWalk, type WalkSight } from './walk.js';

/** What one expectation looks at and what it found. */
export interface Expected {
  readonly exchange: string;
  /** Where a finding of the contract on the same exchange makes it moot. */
  readonly places: readonly string[];
  /** Undefined: nothing was there to be judged. */
  readonly facts: readonly Fact[] | undefined;
  /** Line of a stream that the facts are about. */
  readonly line?: number;
  /** Weight of the facts, where it is not that of the requirement. */
  readonly level?: Level;
  /** The condition that did not hold, so that nothing was asked for. */
  readonly unmet?: Agreement['if'];
}

/** The parts of a run that expectations may look at. */
export interface Sight {
  /** What the check judges, in the order of time. */
  readonly seen: readonly Seen[];
  readonly variables: Variables;
  readonly machines: Spec['machines'];
  /** What reached the services that the tool played, by variable. */
  readonly standIns: ReadonlyMap<string, StandInLog>;
  /** Whether the service seems not to have an operation: it said so, or need not have it and showed nothing else. */
  absent(operation: string): boolean;
  /** The run was stopped: what was waited for may still have come. */
  readonly interrupted?: boolean;
  /** Every exchange of the run. */
  readonly all: readonly Exchange[];
  /** The last exchange that belongs to another check. */
  last(check: string): Seen | undefined;
  /** Where what the check judges was read page by page. */
  readonly walk?: WalkSight;
}

/** 409 (RFC 9110 15.5.10). */
const CONFLICT = 409;

/** Judges each expectation of a check by itself, on each exchange that it is about. */
export function judgeExpectations(check: Check, sight: Sight): Expected[] {
  const {
    if_status,
    body = [],
    status,
    challenge,
    implemented,
    admitted,
    refused,
    best = 400,
    agree = [],
    history,
    same,
    stays = [],
    headers,
    walk,
    unreached,
    leaves_nothing,
    stream,
  } = check.expect ?? {};
  const last = sight.seen.at(-1);
  const judged = [
    ...sight.seen
      .filter(({ exchange }) => if_status === undefined || if_status.includes(exchange.answer?.status ?? 0))
      .flatMap((seen) => [
        ...(status === undefined ? [] : [judgeStatus(status, seen, sight)]),
        ...(challenge === undefined ? [] : [judgeChallenge(challenge, seen)]),
        ...(implemented === undefined ? [] : [judgeImplemented(seen)]),
        ...(admitted === undefined ? [] : [judgeAdmission(seen)]),
        ...(refused === undefined ? [] : judgeRefusal(refused, best, seen)),
        ...(leaves_nothing ?? []).map((leftover) => judgeLeftover(leftover, seen, sight.all)),
        ...body.map((matcher) => ({
          exchange: seen.exchange.key,
          places: placesOf(matcher),
          facts: meets(matcher, seen, sight.variables),
        })),
        ...(stream === undefined ? [] : judgeStreamDemands(check.id, stream, seen, sight)),
        ...(unreached === undefined
          ? []
          : [{ exchange: seen.exchange.key, places: [], facts: touches(sight.standIns.get(unreached), seen) }]),
        ...(same === undefined ? [] : same.at.map((at) => judgeSame(at, same, seen, sight))),
        ...(headers === undefined ? [] : judgeHeaders(headers, seen)),
        ...agree.map((agreement) => judgeAgreement(agreement, seen, sight)),
      ]),
    ...stays.map((at) => judgeStays(at, sight.seen)),
    ...(history === undefined || last === undefined ? [] : [judgeHistory(history, sight)]),
    ...(walk === undefined || sight.walk === undefined ? [] : judgeWalk(walk, sight.seen, sight.walk)),
    ...judgeDestination(check, sight),
    ...(check.until === undefined || check.until.or_go_on || last === undefined ? [] : [judgeEnd(check.until, last, sight)]),
  ];
  const level = check.expect?.level;
  return level === undefined ? judged : judged.map((one) => ({ ...one, level }));
}

function judgeStatus(wanted: readonly (number | 'error' | '4xx')[], { exchange }: Seen, sight: Sight): Expected {
  const status = exchange.answer?.status;
  const base = { exchange: exchange.key, places: [] };
  // Who is let in tells that nothing else turns him away from what is not there.
  const aboutAccess = wanted.includes(401) || (exchange.outside !== undefined && exchange.credentials === 'given');
  // That there is no error at all is for the check to tell that asks for one.
  const asksForError = exchange.expects !== 'error' || wanted.includes('error') || exchange.outside !== undefined;
  // That no answer came where a success was asked for is the contract's to tell.
  if (exchange.failure !== undefined && exchange.expects === 'error' && !ENDED_HERE.has(exchange.failure.code))
    return { ...base, facts: [{ kind: 'transport', failure: exchange.failure }] };
  if (status === undefined || (isTurnedAway(status) && !aboutAccess) || (status < 400 && !asksForError && !aboutAccess))
    return { ...base, facts: undefined };
  // A route that is not there has nobody to turn away.
  if (aboutAccess && isAbsence(status) && sight.absent(exchange.operation)) return { ...base, facts: undefined };
  const good = wanted.some(
    (word) => word === status || (word === 'error' && status >= 400) || (word === '4xx' && status >= 400 && status < 500),
  );
  return { ...base, facts: good ? [] : [{ kind: 'wrong_status', expected: wanted.map(String), actual: status }] };
}

function judgeChallenge({ scheme, error }: { readonly scheme: string; readonly error?: readonly string[] }, { exchange }: Seen): Expected {
  const base = { exchange: exchange.key, places: [] };
  if (exchange.answer?.status !== 401) return { ...base, facts: undefined };
  const actual = headerOf(exchange.answer, 'www-authenticate');
  // That there is no header at all is the contract's to tell.
  if (actual === null) return { ...base, facts: undefined };
  const good = readChallenges(actual)?.some(
    (one) => one.scheme === scheme.toLowerCase() && (error === undefined || error.includes(one.parameters.error ?? '')),
  );
  return { ...base, facts: good ? [] : [{ kind: 'no_challenge', scheme, ...(error === undefined ? {} : { error }), actual }] };
}

function judgeImplemented({ exchange }: Seen): Expected {
  const status = exchange.answer?.status;
  const base = { exchange: exchange.key, places: [] };
  if (status === undefined || isTurnedAway(status)) return { ...base, facts: undefined };
  return { ...base, facts: isAbsence(status) ? [{ kind: 'not_implemented', actual: status }] : [] };
}

function judgeAdmission({ exchange }: Seen): Expected {
  const status = exchange.answer?.status;
  const base = { exchange: exchange.key, places: [] };
  // Who asks too often, or a service that fails, says nothing of credentials.
  if (status === undefined || status === 429 || status >= 500) return { ...base, facts: undefined };
  return { ...base, facts: status === 401 || status === 403 ? [{ kind: 'unauthorized', actual: status }] : [] };
}

/** The refusal rule: a 4xx is a refusal, one status is the best; anything else is none. Who is turned away before the body is looked at tells nothing. */
function judgeRefusal(refused: 'must' | 'as-required', best: number, { exchange }: Seen): Expected[] {
  const base = { exchange: exchange.key, places: [] };
  const status = exchange.answer?.status;
  // A conflict is one with the state of something else, such as an instance that is busy; the body may not even have been looked at.
  if (status !== undefined && (isTurnedAway(status) || (status === CONFLICT && best !== CONFLICT))) return [{ ...base, facts: undefined }];
  if (exchange.failure !== undefined && ENDED_HERE.has(exchange.failure.code)) return [{ ...base, facts: undefined }];
  if (status === undefined || status < 400 || status >= 500) {
    return [
      { ...base, facts: [{ kind: 'not_refused', actual: status ?? null }], ...(refused === 'must' ? { level: 'must' as const } : {}) },
    ];
  }
  return [{ ...base, facts: status === best ? [] : [{ kind: 'refusal_status', expected: best, actual: status }] }];
}

function judgeAgreement({ if: condition, then }: Agreement, seen: Seen, sight: Sight): Expected {
  const { of, ...matcher } = condition;
  const looked = of === undefined ? seen : sight.last(of);
  const base = { exchange: seen.exchange.key, places: placesOf(then) };
  const held = looked === undefined ? undefined : meets(matcher, looked, sight.variables);
  if (held === undefined) return { ...base, facts: undefined };
  // A condition that does not hold asks for nothing, and nothing is judged.
  if (held.length > 0) return { ...base, facts: undefined, unmet: condition };
  return { ...base, facts: meets(then, seen, sight.variables) };
}

function judgeHistory({ at, moves }: { readonly at: string; readonly moves: string }, { seen, machines }: Sight): Expected {
  const machine = machines[moves] ?? {};
  const readings = seen.flatMap(({ exchange, body }) => {
    const value = body === undefined ? undefined : valueAt(body, at);
    return typeof value === 'string' && Object.hasOwn(machine, value) ? [{ exchange, value }] : [];
  });
  const base = { exchange: readings.at(-1)?.exchange.key ?? seen.at(-1)?.exchange.key ?? '', places: [] };
  if (readings.length < 2) return { ...base, facts: undefined };
  for (const { exchange, value } of readings) {
    const earlier = readings.filter((other) => precedes(other.exchange, exchange));
    const last = earlier.filter((one) => !earlier.some((other) => precedes(one.exchange, other.exchange)));
    for (const { value: before } of last) {
      // Between two that were under way together there may have been a state that neither saw.
      const allowed = last.length === 1 ? (machine[before] ?? []) : reachable(machine, before);
      if (value !== before && !allowed.includes(value)) {
        return { exchange: exchange.key, places: [], facts: [{ kind: 'moved', at, expected: allowed, from: before, actual: value }] };
      }
    }
  }
  return { ...base, facts: [] };
}

/** What may come after a state, at once or later. */
function reachable(machine: Readonly<Record<string, readonly string[]>>, from: string): readonly string[] {
  const found = new Set(machine[from] ?? []);
  for (const state of found) for (const next of machine[state] ?? []) found.add(next);
  return [...found];
}

function judgeDestination({ probe }: Check, { seen, walk, variables }: Sight): Expected[] {
  const [first] = seen;
  if (probe?.walk?.to === undefined || walk === undefined || first === undefined) return [];
  const to = filled(probe.walk.to, first, variables);
  return to === undefined ? [] : [judgeFound(to, seen, walk)];
}

/** Where a finding of the contract makes a demand moot: for one on an item, anywhere in its list. */
function placesOf({ at, item }: Pick<Matcher, 'at' | 'item'>): readonly string[] {
  return [item?.of ?? at];
}

function judgeEnd(until: NonNullable<Check['until']>, last: Seen, { interrupted, variables }: Sight): Expected {
  const { exchange, body } = last;
  const base = { exchange: exchange.key, places: placesOf(until) };
  if (exchange.answer === undefined || !isSuccess(exchange.answer.status) || body === undefined) return { ...base, facts: undefined };
  const { in: wanted } = until;
  const item = until.item === undefined ? undefined : (filled(until.item as unknown as Json, last, variables) as ItemOf | undefined);
  const at = until.item !== undefined && item === undefined ? undefined : placeIn(body, until.at, item);
  if (at === undefined) return { ...base, facts: undefined };
  const actual = valueAt(body, at);
  const good = wanted.some((word) => actual !== undefined && isEqual(word, actual));
  if (!good && interrupted) return { ...base, facts: undefined };
  return { ...base, facts: good ? [] : [{ kind: 'not_reached', at, demands: wanted, actual }] };
}
