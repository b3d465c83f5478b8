import type { Patch } from '../hooks.js';
import { errorAnswer, Refusal } from '../http/answer.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { drop, EVERY_SERVICE, type Fault, inBody, member, put } from './fault.js';

function errors(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `errors-${id}`, services: EVERY_SERVICE, on: 'refusal', breaks, title, ...hooks };
}

function inError(change: (error: JsonObject) => void): Partial<Patch> {
  return { answer: inBody((body) => isJsonObject(body.error) && change(body.error)) };
}

const setError = (name: string, value: Json) => inError((error) => put(error, name, structuredClone(value)));

// An answer of this status and code becomes another one.
function turn(code: string, into: (message: string) => Json, status?: number): Partial<Patch> {
  return {
    answer: (answer) => {
      const error = isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error : {};
      if (error.code !== code) return;
      answer.body = into(String(error.message));
      answer.status = status ?? answer.status;
    },
  };
}

const plain = (message: string): Json => ({ detail: message });
const crash = (): Json => ({ error: { code: 'internal_error', message: 'Something went wrong' } });
const onMessage = (pattern: RegExp, status: number): Partial<Patch> => ({
  answer: (answer) => {
    if (pattern.test(JSON.stringify(answer.body))) answer.status = status;
  },
});

/** The same for bodies that are no requests for runs: a service may read each route in a way of its own. */
function elsewhere(): Fault[] {
  const rows: readonly (readonly [string, string, string, RegExp])[] = [
    ['malformed', 'ARP-CM-028', 'is not JSON', /not valid JSON/],
    ['not-utf8', 'ARP-CM-028', 'is not UTF-8', /not valid UTF-8/],
    ['missing', 'ARP-CM-029', 'is not there', /JSON body is required/],
    ['not-object', 'ARP-CM-030', 'is no object', /"at":"","rule":"type"/],
  ];
  return rows.map(([id, breaks, what, pattern]) => ({
    ...errors(
      `resource-${id}-500`,
      breaks,
      `A body for an instance or a profile that ${what} makes the service fail`,
      onMessage(pattern, 500),
    ),
    services: ['daemon'],
    operations: ['create_instances', 'register_instance', 'upsert_runtime_profile'],
    shows: 'full',
  }));
}

/** Faults in how requests are turned down. */
export const errorFaults: readonly Fault[] = [
  errors('plain-detail', 'ARP-CM-020', 'Errors are {"detail": …}', { answer: (answer) => put(answer, 'body', plain('Not Found')) }),
  errors('flat', 'ARP-CM-020', 'Errors are {"code", "message"} without the envelope', {
    answer: (answer) => put(answer, 'body', isJsonObject(answer.body) ? (answer.body.error ?? {}) : {}),
  }),
  errors('without-body', 'ARP-CM-020', 'Errors have no body', { answer: (answer) => put(answer, 'body', undefined) }),
  errors(
    'without-code',
    'ARP-CM-021',
    'Errors have no code',
    inError((error) => drop(error, 'code')),
  ),
  errors(
    'without-message',
    'ARP-CM-021',
    'Errors have no message',
    inError((error) => drop(error, 'message')),
  ),
  errors('code-number', 'ARP-CM-021', 'The code of an error is a number', setError('code', 404)),
  errors('details-string', 'ARP-CM-021', 'The details of an error are a string', setError('details', 'none')),
  errors('retryable-string', 'ARP-CM-021', 'retryable is the string "no"', setError('retryable', 'no')),
  errors('cause-without-message', 'ARP-CM-021', 'The cause of an error has no message', setError('cause', { code: 'deep' })),
  errors('null-details', 'ARP-CM-014', 'Unset details of an error are null', setError('details', null)),
  errors('unknown-field', 'ARP-CM-015', 'Error envelopes have an undeclared field', { answer: member('path', '/v1') }),
  errors(
    'extension-without-namespace',
    'ARP-CM-040',
    'An extension key of an error has no namespace',
    setError('extensions', { hint: 'none' }),
  ),
  errors('as-text', 'ARP-CM-022', 'Errors say they are plain text', {
    answer: (answer) => put(answer.headers, 'content-type', 'text/plain'),
  }),
  errors('code-empty', 'ARP-CM-023', 'The code of an error is empty', setError('code', '')),
  errors('code-sentence', 'ARP-CM-023', 'The code of an error is a sentence', setError('code', 'It did not work')),
  errors('unknown-path-plain', 'ARP-CM-024', 'An unknown path answers without an envelope', turn('unknown_path', plain)),
  errors(
    'unknown-path-403',
    'ARP-CM-024',
    'An unknown path answers 403',
    turn('unknown_path', () => crash(), 403),
  ),
  errors('wrong-method-plain', 'ARP-CM-025', 'A wrong method answers without an envelope', turn('method_not_allowed', plain)),
  errors('wrong-method-404', 'ARP-CM-025', 'A wrong method answers 404', {
    answer: (answer) => {
      if (answer.status === 405) Object.assign(answer, errorAnswer(404, 'unknown_path', 'There is nothing at this path'));
    },
  }),
  errors('without-allow', 'ARP-CM-026', '405 does not say which methods are allowed', {
    answer: (answer) => drop(answer.headers, 'allow'),
  }),
  errors('misfit-422', 'ARP-CM-027', 'A body that does not fit is refused with 422', onMessage(/does not fit/, 422)),
  errors('misfit-500', 'ARP-CM-027', 'A body that does not fit makes the service fail', onMessage(/does not fit/, 500)),
  errors('malformed-500', 'ARP-CM-028', 'A body that is not JSON makes the service fail', onMessage(/not valid JSON/, 500)),
  errors('not-utf8-500', 'ARP-CM-028', 'A body that is not UTF-8 makes the service fail', onMessage(/not valid UTF-8/, 500)),
  errors('missing-body-500', 'ARP-CM-029', 'A missing body makes the service fail', onMessage(/JSON body is required/, 500)),
  errors('not-object-500', 'ARP-CM-030', 'A body that is no object makes the service fail', onMessage(/"at":"","rule":"type"/, 500)),
  ...elsewhere(),
  errors('media-type-500', 'ARP-CM-031', 'A body of another media type makes the service fail', onMessage(/unsupported_media_type/, 500)),
  errors('stack-trace', 'ARP-CM-033', 'The message of an error holds a stack trace', {
    ...inError((error) =>
      put(
        error,
        'message',
        `TypeError: x is undefined\n    at handle (/srv/app/dist/server.js:10:5)\n    at Layer.run (/srv/app/node_modules/x/index.js:3:1)`,
      ),
    ),
  }),
  {
    id: 'query-unknown-refused',
    services: EVERY_SERVICE,
    breaks: 'ARP-CM-045',
    title: 'An unknown query parameter is refused',
    request: (call) => {
      const unknown = [...call.query.keys()].some((name) => name !== 'page_size' && name !== 'page_token');
      if (unknown) throw new Refusal(400, 'invalid_request', 'Unknown query parameter');
      return undefined;
    },
  },
];
