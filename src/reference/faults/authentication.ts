import type { Patch } from '../hooks.js';
import { errorAnswer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { drop, EVERY_SERVICE, type Fault, put } from './fault.js';

function auth(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `auth-${id}`, services: EVERY_SERVICE, breaks, title, ...hooks };
}

const challenge = { 'www-authenticate': 'Bearer realm="arp"' };
const header = (call: Call) => call.headers.authorization;
const demand = () =>
  Object.assign(errorAnswer(401, 'unauthorized', 'Credentials are required'), {
    headers: { 'content-type': 'application/json', ...challenge },
  });
const demandAny = (call: Call) => (header(call) === undefined ? demand() : undefined);
const isRight = (call: Call) => header(call) === `Bearer ${call.memory.get('token')}`;
const refuseGarbage = (call: Call) => (header(call) === undefined || isRight(call) ? undefined : demand());

/** What a JWT says of itself, whoever signed it. */
function claimsOf(call: Call): JsonObject {
  try {
    const claims: Json = JSON.parse(Buffer.from(header(call)?.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isJsonObject(claims) ? claims : {};
  } catch {
    return {};
  }
}

/** Whether all but one character of the token are right. */
function isNearlyRight(call: Call): boolean {
  const [given, right] = [header(call)?.replace(/^Bearer /, '') ?? '', String(call.memory.get('token'))];
  return given.length === right.length && [...given].filter((character, index) => character !== right[index]).length === 1;
}

function on401(change: NonNullable<Patch['answer']>): Partial<Patch> {
  return { on: 'refusal', answer: (answer, call) => answer.status === 401 && change(answer, call) };
}

/** Faults in who is let in, and in how the others are turned away. Most show only on a service with a token. */
export const authenticationFaults: readonly Fault[] = [
  auth('health-closed', 'ARP-AU-001', 'Health demands credentials', { operations: ['health'], request: demandAny }),
  auth('version-closed', 'ARP-AU-002', 'Version demands credentials', { operations: ['version'], request: demandAny }),
  auth('health-reads-header', 'ARP-AU-003', 'Health turns down a garbage Authorization header', {
    operations: ['health'],
    request: refuseGarbage,
  }),
  auth('version-reads-header', 'ARP-AU-003', 'Version turns down a garbage Authorization header', {
    operations: ['version'],
    request: refuseGarbage,
  }),
  auth('open', 'ARP-AU-004', 'No operation needs credentials', { credentials: (_, call) => header(call) === undefined }),
  auth('results-open', 'ARP-AU-004', 'Results of runs need no credentials', {
    services: ['runtime', 'daemon'],
    operations: ['get_run_result'],
    credentials: (_, call) => header(call) === undefined,
  }),
  auth(
    '401-plain',
    'ARP-AU-005',
    '401 has no envelope',
    on401((answer) => put(answer, 'body', { detail: 'Unauthorized' })),
  ),
  auth(
    '401-html',
    'ARP-AU-005',
    '401 is not JSON by its media type',
    on401((answer) => put(answer.headers, 'content-type', 'text/html')),
  ),
  auth(
    'without-challenge',
    'ARP-AU-006',
    '401 has no WWW-Authenticate',
    on401((answer) => drop(answer.headers, 'www-authenticate')),
  ),
  auth(
    'basic-challenge',
    'ARP-AU-007',
    'The challenge is Basic',
    on401((answer) => put(answer.headers, 'www-authenticate', 'Basic realm="arp"')),
  ),
  auth('accepts-malformed', 'ARP-AU-008', 'Malformed credentials are let in', {
    credentials: (refusal) => String(refusal.headers['www-authenticate']).includes('invalid_request'),
  }),
  auth('malformed-400', 'ARP-AU-008', 'Malformed credentials are 400', {
    ...on401((answer) => {
      if (String(answer.headers['www-authenticate']).includes('invalid_request')) answer.status = 400;
    }),
  }),
  auth('accepts-any-token', 'ARP-AU-009', 'Any token is let in', {
    credentials: (refusal) => String(refusal.headers['www-authenticate']).includes('invalid_token'),
  }),
  auth('accepts-unsigned', 'ARP-AU-009', 'An unsigned JWT is let in', {
    credentials: (_, call) => /^bearer [\w-]+\.[\w-]+\.$/i.test(header(call) ?? ''),
  }),
  auth('wrong-token-403', 'ARP-AU-009', 'A wrong token is 403 instead of 401', {
    ...on401((answer) => {
      if (String(answer.headers['www-authenticate']).includes('invalid_token')) answer.status = 403;
    }),
  }),
  auth('accepts-tampered', 'ARP-AU-010', 'A token that was tampered with is let in', { credentials: (_, call) => isNearlyRight(call) }),
  auth('accepts-expired', 'ARP-AU-011', 'A token that has expired is let in', {
    credentials: (_, call) => Number(claimsOf(call).exp ?? Number.POSITIVE_INFINITY) * 1000 < Date.now(),
  }),
  auth('accepts-audience', 'ARP-AU-012', 'A token for another audience is let in', {
    credentials: (_, call) => claimsOf(call).aud === 'another',
  }),
  auth('accepts-issuer', 'ARP-AU-012', 'A token of another issuer is let in', {
    credentials: (_, call) => claimsOf(call).iss === 'another',
  }),
  auth('refuses-valid', 'ARP-AU-013', 'One operation refuses the valid token', {
    operations: ['get_run_status', 'get_tool'],
    request: (call) => (header(call) === undefined ? undefined : demand()),
  }),
  auth('403-plain', 'ARP-AU-014', '403 has no envelope', {
    on: 'refusal',
    answer: (answer) => answer.status === 403 && put(answer, 'body', { detail: 'Forbidden' }),
  }),
  auth('forbids-valid', 'ARP-AU-014', 'One operation forbids the valid token, and has no envelope', {
    operations: ['cancel_run', 'get_tool', 'get_run_trace'],
    request: (call) =>
      isRight(call) ? { status: 403, headers: { 'content-type': 'application/json' }, body: { detail: 'Forbidden' } } : undefined,
  }),
  auth('scheme-case', 'ARP-AU-015', 'The scheme has to be written Bearer', {
    request: (call) =>
      /^bearer /i.test(header(call) ?? '') && !header(call)?.startsWith('Bearer ') && call.operation !== 'health' ? demand() : undefined,
  }),
  auth('after-lookup', 'ARP-AU-016', 'A request without credentials learns what does not exist', {
    operations: ['get_run_status', 'get_run_result', 'get_run_trace', 'get_tool'],
    credentials: (_, call) => header(call) === undefined,
    on: 'any',
    answer: (answer, call) => header(call) === undefined && answer.status !== 404 && void Object.assign(answer, demand()),
  }),
  {
    ...auth('acts-first', 'ARP-AU-017', 'A write without credentials has its effect before it is refused', {
      operations: ['create_run', 'upsert_runtime_profile', 'create_instances'],
      credentials: (_, call) => header(call) === undefined,
      on: 'any',
      answer: (answer, call) => header(call) === undefined && void Object.assign(answer, demand()),
    }),
    services: ['runtime', 'daemon'],
  },
  {
    ...auth('right-body-open', 'ARP-AU-017', 'A write without credentials is taken when its body is right', {
      operations: ['create_run', 'upsert_runtime_profile'],
      credentials: (_, call) => header(call) === undefined,
      on: 'any',
      answer: (answer, call) => header(call) === undefined && answer.status >= 400 && void Object.assign(answer, demand()),
    }),
    services: ['runtime', 'daemon'],
  },
  auth('disabled-reads-header', 'ARP-AU-018', 'Bad credentials are turned away where none are asked for', {
    request: (call) =>
      call.memory.has('token') || call.operation === 'health' || call.operation === 'version' ? undefined : refuseGarbage(call),
  }),
  auth('optional-closed', 'ARP-AU-018', 'Whoever brings no credentials is turned away, where they are optional', {
    request: (call) => (call.operation === 'health' || call.operation === 'version' ? undefined : demandAny(call)),
  }),
  auth('401-code', 'ARP-AU-019', 'The code of a 401 is "error"', {
    ...on401((answer) => isJsonObject(answer.body) && put(answer.body, 'error', { code: 'error', message: 'No' })),
  }),
  auth('challenge-without-error', 'ARP-AU-019', 'The challenge to bad credentials names no error', {
    ...on401((answer) => put(answer.headers, 'www-authenticate', 'Bearer realm="arp"')),
  }),
  auth('echoes-token', 'ARP-AU-020', 'The Authorization header comes back in an answer', {
    operations: ['list_tools', 'get_run_status', 'list_runs'],
    on: 'any',
    answer: (answer, call) => put(answer.headers, 'x-debug-authorization', String(header(call) ?? '')),
  }),
];
