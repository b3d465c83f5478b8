import { callRuntime } from '../daemon/outbound.js';
import { emptyAnswer, errorAnswer, jsonAnswer } from '../http/answer.js';
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

const list = fault('instances', ['list_instances']);
const create = fault('instance', ['create_instances']);
const register = fault('register', ['register_instance']);
const remove = fault('instance-delete', ['delete_instance']);

const each = (change: (instance: JsonObject, index: number) => void) => ({ answer: eachIn('instances', change) });
const registered = (change: (instance: JsonObject) => void) => ({
  answer: inBody((body) => isJsonObject(body.instance) && change(body.instance)),
});
const keep = (test: (instance: JsonObject) => boolean) => ({
  answer: inBody(
    (body) =>
      Array.isArray(body.instances) &&
      put(
        body,
        'instances',
        body.instances.filter((item) => isJsonObject(item) && test(item)),
      ),
  ),
});

/** Every character beyond ASCII becomes a question mark. */
function inAscii(body: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(body).replace(/[^\0-\x7f]/g, '?')) as JsonObject;
}

/** Faults of instances. */
export const instanceFaults: readonly Fault[] = [
  list('missing', 'ARP-DM-001', 'Instances cannot be listed', { request: absent }),
  create('create-missing', 'ARP-DM-002', 'Instances cannot be created', { request: absent }),
  remove('missing', 'ARP-DM-003', 'Instances cannot be deleted', { request: absent }),
  register('missing', 'ARP-DM-004', 'Instances cannot be registered', { request: absent }),
  list('bare-array', 'ARP-DM-020', 'The list of instances is a bare array', {
    answer: (answer) => put(answer, 'body', isJsonObject(answer.body) ? (answer.body.instances ?? []) : []),
  }),
  list(
    'state-unknown',
    'ARP-DM-021',
    'An instance is "idle"',
    each((instance) => put(instance, 'state', 'idle')),
  ),
  list(
    'endpoint-not-a-uri',
    'ARP-DM-021',
    'The endpoint of an instance is host:port',
    each((instance) => put(instance, 'runtime_api_endpoint', '127.0.0.1:8080')),
  ),
  list(
    'null-metadata',
    'ARP-CM-014',
    'Unset metadata of an instance is null',
    each((instance) => putUnset(instance, 'metadata', null)),
  ),
  list(
    'unknown-field',
    'ARP-CM-015',
    'An instance has an undeclared field',
    each((instance) => put(instance, 'pid', 1)),
  ),
  create(
    'same-ids',
    'ARP-DM-022',
    'Instances created together have one id',
    each((instance) => put(instance, 'instance_id', 'instance-0')),
  ),
  create('create-201', 'ARP-DM-023', 'Created instances are answered with 201', { answer: status(201) }),
  create('create-bare', 'ARP-DM-023', 'A created instance is answered without the list', {
    answer: inBody((body) => Array.isArray(body.instances) && Object.assign(body, body.instances[0]) && delete body.instances),
  }),
  create('count-ignored', 'ARP-DM-024', 'count is ignored', {
    handle: (call, next) => {
      call.body.count = 1;
      return next();
    },
  }),
  create('count-default-two', 'ARP-DM-025', 'Without a count two instances are started', {
    handle: (call, next) => {
      call.body.count ??= 2;
      return next();
    },
  }),
  create(
    'not-managed',
    'ARP-DM-026',
    'A created instance is not managed',
    each((instance) => put(instance, 'managed', false)),
  ),
  create(
    'other-profile',
    'ARP-DM-026',
    'A created instance has another profile',
    each((instance) => put(instance, 'runtime_profile', 'another')),
  ),
  list(
    'hide-created',
    'ARP-DM-027',
    'Created instances are not listed',
    keep((instance) => instance.managed === false),
  ),
  create('extensions-lost', 'ARP-CM-044', 'The extensions of an instance are lost', {
    handle: (call, next) => {
      delete call.body.extensions;
      return next();
    },
  }),
  create(
    'extensions-refused',
    'ARP-CM-041',
    'Unknown extensions of an instance are refused',
    refusing((body) => body.extensions !== undefined),
  ),
  create('overrides-refused', 'ARP-DM-023', 'Instances are not started with overrides', {
    ...refusing((body) => isJsonObject(body.overrides) && !isEmptyObject(body.overrides)),
    shows: 'full',
  }),
  create('empty-overrides-refused', 'ARP-DM-023', 'Empty overrides of an instance are refused', {
    ...refusing((body) => isEmptyObject(body.overrides)),
    shows: 'full',
  }),
  create('one-refused', 'ARP-DM-023', 'A count of one is refused', {
    ...refusing((body) => body.count === 1 && body.extensions === undefined),
    shows: 'full',
  }),
  create('long-fails', 'ARP-DM-023', 'A long annotation of an instance makes the service fail', { ...FAILS_WHEN_LONG, shows: 'full' }),
  create('ascii-only', 'ARP-CM-044', 'What is attached to an instance comes back in ASCII', {
    handle: (call, next) => {
      Object.assign(call.body, inAscii(call.body));
      return next();
    },
  }),
  create('refused-but-created', 'ARP-CM-027', 'A request for instances that is refused starts one', { ...REFUSED_BUT_DONE, shows: 'full' }),
  create('any-profile', 'ARP-DM-028', 'An unknown profile is started too', {
    handle: (call, next) =>
      next().catch(() => {
        const runtime_profile = String(call.body.runtime_profile);
        call.body.runtime_profile = 'default';
        return next().then(({ body }) => {
          eachIn('instances', (instance) => put(instance, 'runtime_profile', runtime_profile))(jsonAnswer(200, body ?? {}));
          return jsonAnswer(200, body ?? {});
        });
      }),
  }),
  list(
    'always-starting',
    'ARP-DM-029',
    'Instances never leave starting',
    each((instance) => put(instance, 'state', 'starting')),
  ),
  remove('200', 'ARP-DM-030', 'Delete is answered with 200 and a body', {
    answer: (answer) => Object.assign(answer, jsonAnswer(200, { deleted: true })),
  }),
  remove('without-effect', 'ARP-DM-031', 'A deleted instance stays', { handle: () => emptyAnswer() }),
  remove('again-500', 'ARP-DM-032', 'To delete an unknown instance makes the service fail', {
    handle: (_call, next) => next().catch(() => broken()),
  }),
  register('201', 'ARP-DM-033', 'A registered instance is answered with 201', { answer: status(201) }),
  register(
    'managed',
    'ARP-DM-034',
    'A registered instance is managed',
    registered((instance) => put(instance, 'managed', true)),
  ),
  register(
    'managed-unsaid',
    'ARP-DM-034',
    'A registered instance does not say managed',
    registered((instance) => drop(instance, 'managed')),
  ),
  register(
    'other-endpoint',
    'ARP-DM-035',
    'A registered instance has another endpoint',
    registered((instance) => put(instance, 'runtime_api_endpoint', 'http://127.0.0.1:1/')),
  ),
  register(
    'name-lost',
    'ARP-DM-035',
    'The name of a registered instance is lost',
    registered((instance) => drop(instance, 'runtime_name')),
  ),
  list(
    'hide-registered',
    'ARP-DM-036',
    'Registered instances are not listed',
    keep((instance) => instance.managed !== false),
  ),
  list(
    'registered-managed',
    'ARP-DM-036',
    'Registered instances are listed as managed',
    each((instance) => put(instance, 'managed', true)),
  ),
  register('options-refused', 'ARP-DM-033', 'A registration with metadata is refused', {
    ...refusing((body) => body.metadata !== undefined),
    shows: 'full',
  }),
  register('metadata-lost', 'ARP-CM-044', 'The metadata of a registration is lost', {
    handle: (call, next) => {
      delete call.body.metadata;
      return next();
    },
  }),
  register('refused-but-created', 'ARP-CM-027', 'A registration that is refused is made all the same', {
    ...REFUSED_BUT_DONE,
    shows: 'full',
  }),
  register(
    'always-ready',
    'ARP-DM-038',
    'An endpoint that nobody answers at is ready',
    registered((instance) => put(instance, 'state', 'ready')),
  ),
  {
    ...list(
      'forget-metadata',
      'ARP-CM-044',
      'The metadata of an instance is lost',
      each((instance) => drop(instance, 'metadata')),
    ),
    operations: ['list_instances', 'create_instances'],
  },
  {
    ...remove('stops-runtime', 'ARP-DM-037', 'To delete a registered instance stops the runtime behind it', {
      answer: (answer, call) => {
        const { instance } = isJsonObject(answer.body) ? answer.body : {};
        if (isJsonObject(instance)) call.memory.set(`endpoint ${instance.instance_id}`, String(instance.runtime_api_endpoint));
      },
      handle: async (call, next) => {
        const endpoint = call.memory.get(`endpoint ${call.parameters.instance_id}`);
        const limits = { timeoutMs: 1000, closing: call.closing };
        if (typeof endpoint === 'string') await callRuntime(endpoint, '/v1/runs/all:cancel', limits, {}).catch(() => undefined);
        return next();
      },
    }),
    operations: ['register_instance', 'delete_instance'],
  },
  remove('forbidden', 'ARP-DM-037', 'A registered instance cannot be deleted', {
    handle: () => errorAnswer(409, 'conflict', 'Only managed instances can be deleted'),
  }),
];
