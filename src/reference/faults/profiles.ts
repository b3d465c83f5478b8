import { emptyAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { parameter } from '../http/call.js';
import type { OperationId } from '../http/operation.js';
import { isJsonObject, type JsonObject } from '../json.js';
import {
  absent,
  broken,
  drop,
  eachIn,
  FAILS_WHEN_LONG,
  type Fault,
  inBody,
  isEmptyObject,
  put,
  putUnset,
  REFUSED_BUT_DONE,
  refusing,
  status,
} from './fault.js';

function fault(stem: string, operations: readonly OperationId[]) {
  return (id: string, breaks: string, title: string, hooks: Partial<Fault>): Fault => ({
    id: `${stem}-${id}`,
    services: ['daemon'],
    operations,
    breaks,
    title,
    ...hooks,
  });
}

const list = fault('profiles', ['list_runtime_profiles']);
const upsert = fault('profile', ['upsert_runtime_profile']);
const remove = fault('profile-delete', ['delete_runtime_profile']);
const each = (change: (profile: JsonObject, index: number) => void) => ({ answer: eachIn('profiles', change) });

/** Faults of profiles. */
export const profileFaults: readonly Fault[] = [
  list('missing', 'ARP-DM-005', 'Profiles cannot be listed', { request: absent }),
  upsert('put-missing', 'ARP-DM-006', 'Profiles cannot be put', { request: absent }),
  remove('missing', 'ARP-DM-007', 'Profiles cannot be deleted', { request: absent }),
  list('bare-array', 'ARP-DM-040', 'The list of profiles is a bare array', {
    answer: (answer) => put(answer, 'body', isJsonObject(answer.body) ? (answer.body.profiles ?? []) : []),
  }),
  list(
    'without-name',
    'ARP-DM-040',
    'A listed profile has no name',
    each((profile) => drop(profile, 'runtime_profile')),
  ),
  list(
    'null-defaults',
    'ARP-CM-014',
    'Unset defaults of a profile are null',
    each((profile) => putUnset(profile, 'defaults', null)),
  ),
  list('twice', 'ARP-DM-041', 'Each profile is listed twice', {
    answer: inBody((body) => Array.isArray(body.profiles) && put(body, 'profiles', [...body.profiles, ...body.profiles])),
  }),
  upsert('put-201', 'ARP-DM-042', 'A new profile is answered with 201', { answer: status(201) }),
  upsert('put-empty', 'ARP-DM-042', 'A put profile is answered with {}', { answer: (answer) => put(answer, 'body', {}) }),
  upsert('other-name', 'ARP-DM-043', 'A put profile is answered under another name', {
    answer: inBody((body) => put(body, 'runtime_profile', 'another')),
  }),
  upsert('description-lost', 'ARP-DM-044', 'The description of a profile is lost', {
    handle: (call, next) => {
      delete call.body.description;
      return next();
    },
  }),
  list('old-only', 'ARP-DM-044', 'A put profile is not listed', {
    answer: inBody((body) => Array.isArray(body.profiles) && put(body, 'profiles', body.profiles.slice(0, 1))),
  }),
  upsert('put-once', 'ARP-DM-045', 'A profile that exists is not updated', {
    handle: async (call, next) => {
      const key = `profile ${parameter(call, 'runtime_profile')}`;
      const first = call.memory.get(key);
      if (isJsonObject(first)) return jsonAnswer(200, structuredClone(first));
      const answer = await next();
      call.memory.set(key, structuredClone(answer.body ?? {}));
      return answer;
    },
  }),
  upsert('put-twice-conflicts', 'ARP-DM-045', 'A profile that exists cannot be put again', {
    handle: (call, next) => {
      const key = `profile ${parameter(call, 'runtime_profile')}`;
      if (call.memory.has(key)) throw new Refusal(409, 'conflict', 'The profile exists');
      call.memory.set(key, true);
      return next();
    },
  }),
  upsert('empty-refused', 'ARP-DM-046', 'An empty profile is refused', {
    handle: (call, next) => {
      if (Object.keys(call.body).length === 0) throw new Refusal(400, 'invalid_request', 'runtime_name is required');
      return next();
    },
  }),
  upsert(
    'defaults-refused',
    'ARP-DM-046',
    'Defaults of a profile are refused',
    refusing((body) => isJsonObject(body.defaults) && Object.keys(body.defaults).length > 1),
  ),
  upsert(
    'empty-defaults-refused',
    'ARP-DM-046',
    'Empty defaults of a profile are refused',
    refusing((body) => isEmptyObject(body.defaults)),
  ),
  upsert('long-fails', 'ARP-DM-042', 'A long description of a profile makes the service fail', { ...FAILS_WHEN_LONG, shows: 'full' }),
  upsert('metadata-lost', 'ARP-CM-044', 'The metadata of a profile is lost', {
    handle: (call, next) => {
      delete call.body.metadata;
      return next();
    },
  }),
  upsert('extensions-refused', 'ARP-CM-041', 'Unknown extensions of a profile are refused', {
    handle: (call, next) => {
      if (call.body.extensions !== undefined) throw new Refusal(400, 'invalid_request', 'Unknown extension');
      return next();
    },
  }),
  upsert('refused-but-created', 'ARP-CM-027', 'A profile that is refused is put all the same', { ...REFUSED_BUT_DONE, shows: 'full' }),
  remove('200', 'ARP-DM-047', 'Delete is answered with 200 and a body', { answer: (answer) => Object.assign(answer, jsonAnswer(200, {})) }),
  remove('with-body', 'ARP-CM-034', 'The answer to a delete is 204 and has a body', {
    wire: ({ response }) => {
      response.socket?.end('HTTP/1.1 204 No Content\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
      return true;
    },
  }),
  remove('without-effect', 'ARP-DM-048', 'A deleted profile stays', { handle: () => emptyAnswer() }),
  remove('unknown-500', 'ARP-DM-049', 'To delete an unknown profile makes the service fail', {
    handle: (_call, next) => next().catch(() => broken()),
  }),
];
