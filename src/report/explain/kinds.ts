import type { Expectations, Fact } from '../../model.js';

/** What is to be said of a kind of finding, whichever requirement it breaks. */
export interface KindPage {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** How it comes about, one or two sentences. */
  readonly means: string;
  readonly mend: string;
  /** Who finds it: the contract on every answer, or an expectation of a check. */
  readonly seen: 'contract' | keyof Expectations | 'until';
  readonly example: Fact;
}

type Pages = { readonly [Kind in Fact['kind']]: KindPage & { readonly example: Extract<Fact, { kind: Kind }> } };

/** A page for every kind of finding; the compiler misses the one that is forgotten. */
export const KIND_PAGES: Pages = {
  status: {
    title: 'A status code that the contract does not declare',
    means: 'The operation answered, and the standard gives it no such status.',
    mend: 'Answer with one of the codes that the OpenAPI document declares for this operation.',
    seen: 'contract',
    example: { kind: 'status', expected: [200], actual: 500 },
  },
  wrong_status: {
    title: 'A status code that this check does not accept',
    means: 'The contract may declare the status, but in this situation another one is asked for.',
    mend: 'See what the check sent, and answer that case with the status that it names.',
    seen: 'status',
    example: { kind: 'wrong_status', expected: ['404'], actual: 200 },
  },
  no_challenge: {
    title: 'A refusal of credentials without the challenge that belongs to it',
    means: 'A client learns from WWW-Authenticate how to authenticate (RFC 9110, RFC 6750).',
    mend: 'Send the header with every 401; a gateway in front of the service may have to be told to.',
    seen: 'challenge',
    example: { kind: 'no_challenge', scheme: 'Bearer', error: ['invalid_token'], actual: null },
  },
  not_implemented: {
    title: 'A route that is not there',
    means: 'Every request to the operation was answered as a path is that nobody serves (404, 405 or 501).',
    mend: 'Serve the operation under the path and method of the standard; a prefix in front of it belongs into --url.',
    seen: 'contract',
    example: { kind: 'not_implemented', actual: 404 },
  },
  not_refused: {
    title: 'A request that should be turned down, and was not',
    means: 'What was sent breaks the standard in one place. It was accepted, or the service failed over it (5xx).',
    mend: 'Validate requests against their schema before anything is done, and answer 400 with an error envelope.',
    seen: 'refused',
    example: { kind: 'not_refused', actual: 200 },
  },
  refusal_status: {
    title: 'A refusal with another status than 400',
    means: 'The request was turned down, which is right; 400 is the status that the standard has for it.',
    mend: 'Map errors of validation to 400; many frameworks say 422 unless they are told otherwise.',
    seen: 'refused',
    example: { kind: 'refusal_status', actual: 422 },
  },
  left_behind: {
    title: 'Something that a refused request asked for',
    means: 'The request was turned down, and what it asked for is there all the same, under the name that the request gave it.',
    mend: 'Validate the whole request before anything is stored.',
    seen: 'leaves_nothing',
    example: { kind: 'left_behind', at: '/id', actual: 'a1', asked: 'the check', status: 400 },
  },
  reached: {
    title: 'A service that was to be left alone, and was not',
    means: 'The tool played a service for the one that is checked, and a request that is no read reached it after it was to be let go.',
    mend: 'Forget what others run when it is deregistered; stop and cancel only what the service started itself.',
    seen: 'unreached',
    example: { kind: 'reached', method: 'POST', path: '/stop' },
  },
  silenced: {
    title: 'A service that was to go on, and does not answer any more',
    means: 'The tool played a service for the one that is checked, and at the end of the run it was gone.',
    mend: 'Forget what others run when it is deregistered; stop and cancel only what the service started itself.',
    seen: 'unreached',
    example: { kind: 'silenced' },
  },
  not_reached: {
    title: 'Something that was waited for, and did not come',
    means: 'The same request was repeated until --poll-timeout was over.',
    mend: 'Look into the service for what is stuck. If it is only slow, give it longer with --poll-timeout.',
    seen: 'until',
    example: { kind: 'not_reached', at: '/state', demands: ['done'], actual: 'working' },
  },
  moved: {
    title: 'A state that does not follow from the one before it',
    means: 'Two readings, one after the other, show a step that the state machine of the standard does not have.',
    mend: 'Let a state be set in one place that knows what may follow what.',
    seen: 'history',
    example: { kind: 'moved', at: '/state', expected: [], from: 'done', actual: 'working' },
  },
  token_repeats: {
    title: 'A list whose pages go round in a circle',
    means: 'A page gave a token that an earlier page had given already: who follows it comes to what was read, again and again.',
    mend: 'Let a token name the place where the next page begins, and give none on the last page.',
    seen: 'walk',
    example: { kind: 'token_repeats', at: '/next', page: 5, actual: 'b2Zmc2V0PTI' },
  },
  endless: {
    title: 'A list whose pages have no end',
    means: 'Page after page has a token for the next one, although the list is over.',
    mend: 'Give no token on the last page: ask the store for one item more than the page holds to see whether there is another.',
    seen: 'walk',
    example: { kind: 'endless', at: '/next', pages: 50, idle: 47 },
  },
  item_repeats: {
    title: 'An item that stands twice in a list',
    means: 'It was on a page, and on a later one again. Pages that are counted from the start of the list shift when an item is added.',
    mend: 'Page by a stable order, and let the token name the last item of its page rather than a number of items.',
    seen: 'walk',
    example: { kind: 'item_repeats', at: '/items/0/id', actual: 'a', page: 3, first: 2, more: 0 },
  },
  item_lost: {
    title: 'An item that is missing from a list',
    means: 'Lists that were read before and after show it; this one came to its end without it.',
    mend: 'Begin each page with the very item that follows the last one of the page before.',
    seen: 'walk',
    example: { kind: 'item_lost', at: '/items', expected: 'a', pages: 3, from: ['things.list'], more: 0 },
  },
  not_found: {
    title: 'An item that is on no page of a list',
    means: 'It was created before the list was read page by page to its end.',
    mend: 'Put it into the store behind the list before its creation is answered.',
    seen: 'walk',
    example: { kind: 'not_found', at: '/items', expected: 'a', pages: 2 },
  },
  redirect: {
    title: 'A redirect in place of an answer',
    means: 'Redirects are not followed: credentials must not go elsewhere, and the standard declares none.',
    mend: 'Give the address behind the redirect as --url, or serve the operation where the standard has it.',
    seen: 'contract',
    example: { kind: 'redirect', actual: 302, location: '/login' },
  },
  unauthorized: {
    title: 'Whoever asks is turned away',
    means: 'An operation that the standard leaves open, or one that was asked with your credentials, answered 401 or 403.',
    mend: 'Leave open operations open; for the others see that the token is valid and has the scope.',
    seen: 'contract',
    example: { kind: 'unauthorized', actual: 401 },
  },
  transport: {
    title: 'No whole answer',
    means: 'The service answered other requests of the run, and this one broke off or took too long.',
    mend: 'See the log of the service at that moment: a crash, a worker that is killed, a proxy with a shorter time limit.',
    seen: 'contract',
    example: { kind: 'transport', failure: { code: 'reset', detail: '' } },
  },
  too_large: {
    title: 'A body that is larger than is read',
    means: 'Bodies are read up to --max-body, packed and unpacked.',
    mend: 'Answer in pages, or raise --max-body if bodies of this size are meant.',
    seen: 'contract',
    example: { kind: 'too_large', limit: 8 * 2 ** 20, detail: 'more than 8388608 bytes' },
  },
  bad_encoding: {
    title: 'A body that cannot be unpacked',
    means: 'Content-Encoding names a packing that the bytes do not have, or one that nobody asked for.',
    mend: 'Name gzip or br only where the bytes are packed that way; packing twice, in service and proxy, is common.',
    seen: 'contract',
    example: { kind: 'bad_encoding', detail: 'incorrect header check' },
  },
  header_missing: {
    title: 'A header that the contract asks for is not there',
    means: 'The answer lacks a header that the OpenAPI document declares for it.',
    mend: 'Send it; look whether a proxy drops it.',
    seen: 'contract',
    example: { kind: 'header_missing', header: 'WWW-Authenticate' },
  },
  media_type: {
    title: 'Another Content-Type than declared',
    means: 'The body is not read any further: what it is said to be is not what the standard has there.',
    mend: 'Set Content-Type to what the operation declares; parameters such as charset may follow it.',
    seen: 'contract',
    example: { kind: 'media_type', expected: 'application/json', actual: 'text/html' },
  },
  charset: {
    title: 'JSON in another encoding than UTF-8',
    means: 'RFC 8259 leaves no choice between systems: JSON is UTF-8.',
    mend: 'Encode as UTF-8 and drop the charset parameter, or set it to utf-8.',
    seen: 'contract',
    example: { kind: 'charset', actual: 'iso-8859-1' },
  },
  not_utf8: {
    title: 'Bytes that are not UTF-8',
    means: 'The body holds bytes that no UTF-8 text can have at that place.',
    mend: 'Encode text as UTF-8 where it is written; carry binary data in base64.',
    seen: 'contract',
    example: { kind: 'not_utf8', offset: 12 },
  },
  not_json: {
    title: 'A body that is not JSON',
    means: 'The text stops being JSON at that byte: NaN, a trailing comma, single quotes, or a body that was cut.',
    mend: 'Write bodies with a JSON library, and send Content-Length as it really is.',
    seen: 'contract',
    example: { kind: 'not_json', offset: 10, near: 'NaN' },
  },
  trailing_bytes: {
    title: 'Something behind the JSON value',
    means: 'A reader of the whole body fails on it, even if a lenient one does not see it.',
    mend: 'End the body with the value; a second value or a debug print behind it is the usual cause.',
    seen: 'contract',
    example: { kind: 'trailing_bytes', offset: 20, near: '{}' },
  },
  empty_body: {
    title: 'No body where one is declared',
    means: 'The answer ended after its headers.',
    mend: 'Send the body that the contract declares for this status, errors included.',
    seen: 'contract',
    example: { kind: 'empty_body' },
  },
  too_deep: {
    title: 'JSON that is nested too deeply',
    means: 'JSON is read up to 512 levels; deeper nesting breaks the readers of others.',
    mend: 'Look for a structure that holds itself.',
    seen: 'contract',
    example: { kind: 'too_deep', limit: 512 },
  },
  long_name: {
    title: 'A member name that is too long',
    means: 'Names are read up to 4096 characters.',
    mend: 'Carry data in values, not in names.',
    seen: 'contract',
    example: { kind: 'long_name', limit: 4096 },
  },
  bom: {
    title: 'A byte order mark before the JSON text',
    means: 'RFC 8259 forbids to send one, and many readers fail on it.',
    mend: 'Write UTF-8 without a mark (in .NET new UTF8Encoding(false), in Python utf-8 and not utf-8-sig).',
    seen: 'contract',
    example: { kind: 'bom' },
  },
  duplicate_member: {
    title: 'A member that stands twice in one object',
    means: 'Which of the two counts is left to the reader, so that two readers see two different things.',
    mend: 'Build the object once and serialise it, rather than gluing JSON texts together.',
    seen: 'contract',
    example: { kind: 'duplicate_member', at: '/size' },
  },
  unwanted_body: {
    title: 'A body where none is declared',
    means: 'The contract declares this status without content.',
    mend: 'Answer without a body; with 204 a body even confuses connections that are kept.',
    seen: 'contract',
    example: { kind: 'unwanted_body', bytes: 2 },
  },
  not_envelope: {
    title: 'An error that is not the error envelope',
    means: 'Every status but 2xx carries the same envelope, whatever went wrong and wherever it was noticed.',
    mend: 'Install a handler for all errors of the framework, those of its router and its parser included.',
    seen: 'contract',
    example: { kind: 'not_envelope', status: 404, schema: 'error' },
  },
  null_value: {
    title: 'A null in place of an absent property',
    means: 'The schemas have optional properties and no nullable ones: what is not set is left out.',
    mend: 'Drop unset properties when you serialise (pydantic: exclude_none=True, Go: omitempty, Jackson: NON_NULL).',
    seen: 'contract',
    example: { kind: 'null_value', at: '/size', schema: 'widget', demands: 'array' },
  },
  unknown_property: {
    title: 'A property that the schema does not know',
    means: 'Objects of the standard are closed: what its schema does not name must not be there.',
    mend: 'Leave it out, or move it to where the schema has room for what is your own.',
    seen: 'contract',
    example: { kind: 'unknown_property', at: '/colour', schema: 'widget', actual: 12 },
  },
  schema: {
    title: 'A value that breaks its schema',
    means: 'At that place the value has another type, format or word, or misses what is required.',
    mend: 'Compare the place with the schema; arp-conformance validate does it with a payload of your own.',
    seen: 'contract',
    example: { kind: 'schema', at: '/made', schema: 'widget', keyword: 'format', demands: 'date-time', actual: 'now' },
  },
  matcher: {
    title: 'A value that fits its schema and not the situation',
    means: 'The schema allows it, but the check knows more: what was sent, what was answered before, what time it is.',
    mend: 'See what the check sent and which value it expected at that place.',
    seen: 'body',
    example: { kind: 'matcher', at: '/id', demands: { equals: 'a' }, actual: 'b' },
  },
  differs: {
    title: 'Two answers that should say the same, and do not',
    means: 'The value at that place is another one than in the answer to another request.',
    mend: 'Let both answers come from one source.',
    seen: 'same',
    example: { kind: 'differs', at: '/version', from: 'version.stable', expected: '1.0.0', actual: '1.0.1' },
  },
};
