import type { Check, Expectations, ItemOf, Json, Matcher, Operation, ProbeRequest, StreamExpectations, WrittenWalk } from '../../model.js';
import { matcherDemand } from '../sentences.js';
import { either } from '../words.js';

/** What a request sends, a sentence for each thing that is not plain. */
export function sendingOf(check: Check, { method, path }: Operation): string[] {
  const { credentials = 'given', query, each, walk, times, content_type, body, leave_after, waits } = check.probe as ProbeRequest;
  return [
    `${method} ${path}${query === undefined ? '' : `?${new URLSearchParams(textsOf(query))}`}`
      .replaceAll('%24%7B', '${')
      .replaceAll('%7D', '}'),
    ...(body?.json === undefined ? [] : [`with the body ${compact(body.json)}`]),
    ...(body?.text === undefined ? [] : [`with the body ${JSON.stringify(body.text)}`]),
    ...(body?.base64 === undefined ? [] : [`with the bytes ${body.base64} (base64)`]),
    ...(content_type === undefined ? [] : [`as Content-Type ${content_type}`]),
    ...(credentials === 'given' ? [] : [credentials === 'none' ? 'without credentials' : `with the Authorization header ${credentials}`]),
    ...(times === undefined ? [] : [`${times} times, one after the other`]),
    ...(each === undefined ? [] : [`for each item of \${${each.in}}${whichOf(each.where)}, at most ${each.most}, as \${${each.as}}`]),
    ...(leave_after === undefined ? [] : [`left after ${leave_after} event${leave_after === 1 ? '' : 's'}`]),
    ...(waits === undefined ? [] : [`waiting as long as ${waits} does`]),
    ...(walk === undefined ? [] : walkOf(walk)),
    ...(check.until === undefined
      ? []
      : [
          `repeated until ${placeName(check.until.at, check.until.item)} is ${either(check.until.in.map(compact))}${check.until.or_go_on ? ', as far as that can be waited for' : ''}`,
        ]),
  ];
}

function walkOf({ most, to, cut, meanwhile }: WrittenWalk): string[] {
  return [
    `page after page, at most ${most}${to === undefined ? '' : `, until ${compact(to)} was there`}`,
    ...(cut === undefined ? [] : [`with as many items to a page as make about ${cut.into} pages of what ${cut.list} lists`]),
    ...(meanwhile === undefined ? [] : [`with the request of ${meanwhile} between the first page and the second`]),
  ];
}

/** What a check demands beyond the contract, a sentence each. */
export function demandsOf({ expect = {}, until, probe }: Check): string[] {
  const ended =
    until === undefined || until.or_go_on ? [] : [`${placeName(until.at, until.item)} becomes ${either(until.in.map(compact))} in time`];
  const found = probe?.walk?.to === undefined ? [] : [`${compact(probe.walk.to)} is on one of the pages`];
  return [...ended, ...found, ...Object.entries(expect).flatMap(([key, value]) => demandOf(key, value))];
}

function demandOf(key: string, value: unknown): string[] {
  const tell = SENTENCES[key as keyof Expectations] as ((demand: unknown) => string[]) | undefined;
  // A word that has no sentence of its own is shown as it is written.
  return tell?.(value) ?? [`${key.replaceAll('_', ' ')}: ${compact(value as Json)}`];
}

type Sentences = { readonly [Key in keyof Expectations]?: (demand: NonNullable<Expectations[Key]>) => string[] };

const SENTENCES: Sentences = {
  if_status: (codes) => [`judged only where the status is ${either(codes.map(String))}`],
  status: (codes) => [`the status is ${either(codes.map((code) => (code === 'error' ? '4xx or 5xx' : String(code))))}`],
  implemented: () => ['the route is there'],
  refused: () => ['the request is refused: a 4xx, best 400, with an error envelope'],
  challenge: ({ scheme, error }) => [
    `a WWW-Authenticate challenge of the scheme ${scheme}${error === undefined ? '' : ` with error ${either(error)}`}`,
  ],
  body: (matchers) => matchers.map(({ at, item, ...demands }) => `${placeName(at, item)} is ${matcherDemand(demands)}`),
  same: ({ as, at, without = [], unordered }) => [
    `${both(at.map((place) => placeName(place)))} as in the answer to ${as}${unordered ? ', in any order' : ''}${without.length === 0 ? '' : `, ${both(without)} set aside`}`,
  ],
  stays: (places) => [
    `${both(places.map((place) => placeName(place)))} ${places.length === 1 ? 'stays as it is' : 'stay as they are'} once set`,
  ],
  headers: (headers) => Object.entries(headers).map(([name, expression]) => `a ${name} header that matches ${expression}`),
  agree: (agreements) =>
    agreements.map(({ if: { at, of, item, ...demands }, then: { at: place, item: other, ...then } }) => {
      const where = of === undefined ? '' : ` in the answer to ${of}`;
      return `when ${placeName(at, item)}${where} is ${matcherDemand(demands)}, ${placeName(place, other)} is ${matcherDemand(then)}`;
    }),
  history: ({ at, moves }) => [`the values of ${placeName(at)} follow each other as the state machine ${moves} allows`],
  stream: demandsOfStream,
  walk: ({ leads_on, ends, once, keeps }) => [
    ...(leads_on || ends ? [`the tokens lead on${ends ? ' to a last page, which has none' : ', and not in a circle'}`] : []),
    ...(once ? ['no item stands on two pages'] : []),
    ...(keeps === undefined ? [] : [`what ${keeps.join(' and ')} list is there, too, or a token says that more is to come`]),
  ],
  unreached: (variable) => [`nothing but reads reaches the service that stands in as \${${variable}}, and it still answers`],
  level: (level) => [`what is found weighs ${level}`],
};

function demandsOfStream(stream: StreamExpectations): string[] {
  const { each = [], first, increasing, gapless, in_time, after, last, replayed_by } = stream;
  const is = ({ at, ...demands }: Matcher): string => `${placeName(at)} is ${matcherDemand(demands)}`;
  return [
    ...each.map((matcher) => `in every event ${is(matcher)}`),
    ...(first === undefined ? [] : [`in the first event ${is(first)}`]),
    ...(increasing === undefined ? [] : [`${placeName(increasing)} grows from event to event`]),
    ...(gapless === undefined ? [] : [`${placeName(gapless)} leaves no number out`]),
    ...(in_time === undefined ? [] : [`${placeName(in_time)} does not go back from event to event`]),
    ...(after === undefined ? [] : [`an event where ${is(after.then)} comes only after one where ${is(after.first)}`]),
    ...(last === undefined ? [] : [`one event where ${placeName(last.at)} is ${either(last.in.map(compact))}, and none after it`]),
    ...(replayed_by === undefined ? [] : [`every event comes again in the answer to ${replayed_by}`]),
  ];
}

/** Which items of a list are meant. */
function whichOf(where: Readonly<Record<string, Json>> | undefined): string {
  return where === undefined
    ? ''
    : ` with ${Object.entries(where)
        .map(([at, value]) => `${at} ${compact(value)}`)
        .join(' and ')}`;
}

function both(words: readonly string[]): string {
  return either(words).replace(' or ', ' and ');
}

/** A JSON Pointer for a reader; the root has no name of its own. */
function placeName(at: string, item?: ItemOf): string {
  if (item === undefined) return at === '' ? 'the whole body' : at;
  const values = Object.entries(item.with).map(([place, value]) => `${place.slice(1)} ${compact(value)}`);
  return `${at === '' ? 'the item' : `${at} of the item`} of ${item.of} with ${values.join(' and ')}`;
}

function compact(value: Json): string {
  return JSON.stringify(value);
}

function textsOf(values: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : compact(value)]));
}
