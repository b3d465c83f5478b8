import type { OperationId } from '../http/operation.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';
import type { Variation } from './variation.js';

const ALL: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
const VENDOR = { 'arp.reference.build': 'demo', 'com.example-vendor.trace_id': { depth: [1, null] } };

// Where each answer may carry extensions; `*` is every item of an array.
const PLACES: Partial<Record<OperationId, readonly string[]>> = {
  list_tools: ['*', '*/metadata'],
  get_tool: ['', 'metadata'],
  invoke_tool: ['', 'error'],
  get_run_result: ['', 'error', 'artifacts/*'],
  list_instances: ['', 'instances/*', 'instances/*/metadata'],
  create_instances: ['', 'instances/*', 'instances/*/metadata'],
  register_instance: ['', 'instance', 'instance/metadata'],
  list_runtime_profiles: ['', 'profiles/*', 'profiles/*/metadata'],
  upsert_runtime_profile: ['', 'metadata'],
  list_runs: ['', 'runs/*', 'pagination'],
  get_run_trace: ['', 'events/*'],
};

/** Answers that say more, or less, than the plain ones. */
export const contentVariations: readonly Variation[] = [
  {
    id: 'minimal',
    services: ALL,
    title: 'Optional fields that nothing asks for are left out',
    settings: (settings) => {
      settings.optionalFields = false;
    },
  },
  {
    id: 'no-timestamps',
    services: ['runtime', 'daemon'],
    title: 'Runs do not say when they started and ended',
    warns: ['ARP-RT-015', 'ARP-DM-063'],
    operations: ['create_run', 'submit_run', 'get_run_status', 'cancel_run', 'list_runs'],
    answer: (answer) => {
      const body = isJsonObject(answer.body) ? answer.body : {};
      for (const status of [body, ...(Array.isArray(body.runs) ? body.runs.filter(isJsonObject) : [])]) {
        delete status.started_at;
        delete status.ended_at;
      }
    },
  },
  {
    id: 'vendor-extensions',
    services: ALL,
    title: 'Namespaced extension keys wherever the schemas allow them',
    on: 'any',
    answer: (answer, call) => {
      const places = answer.status >= 300 ? ['', 'error'] : ((call.operation && PLACES[call.operation]) ?? ['']);
      for (const place of places) for (const holder of find(answer.body, place === '' ? [] : place.split('/'))) extend(holder);
    },
    event: (event) => [extend(event)],
  },
  {
    id: 'degraded',
    services: ALL,
    title: 'Health is degraded, and one of its checks is down',
    operations: ['health'],
    answer: (answer) => {
      if (isJsonObject(answer.body))
        Object.assign(answer.body, { status: 'degraded', checks: [{ name: 'queue', status: 'down', message: 'No disk space left' }] });
    },
  },
  {
    id: 'more-versions',
    services: ALL,
    title: 'The service speaks other versions, too',
    operations: ['version'],
    answer: (answer) => {
      if (isJsonObject(answer.body)) answer.body.supported_api_versions = ['v0', 'v1', 'v2-preview'];
    },
  },
  {
    id: 'unicode-texts',
    services: ALL,
    title: 'Names and messages are not in ASCII',
    on: 'any',
    answer: ({ body }) => {
      for (const error of find(body, ['error'])) error.message = 'そのようなものはありません 🙈 \u202e';
      for (const whole of find(body, [])) if (whole.service_name !== undefined) whole.service_name = 'ärp-☃-参照';
    },
  },
  {
    id: 'rich-errors',
    services: ALL,
    title: 'Error envelopes use every optional field',
    on: 'refusal',
    answer: (answer) => {
      for (const error of find(answer.body, ['error'])) {
        error.details = { ...(isJsonObject(error.details) ? error.details : {}), anything: [null, 1, 'ü'] };
        error.retryable = false;
        error.cause = { code: 'underlying', message: 'Something underneath', details: { more: true } };
      }
    },
  },
  {
    id: 'trace-pointer',
    services: ['daemon'],
    title: 'A trace is told by its URI instead of its events',
    operations: ['get_run_trace'],
    answer: (answer) => {
      answer.body = { trace_uri: 'https://traces.example.invalid/t/1' };
    },
  },
];

function extend(holder: JsonObject): JsonObject {
  holder.extensions = { ...(isJsonObject(holder.extensions) ? holder.extensions : {}), ...structuredClone(VENDOR) };
  return holder;
}

function find(value: Json | undefined, path: readonly string[]): JsonObject[] {
  const [step, ...rest] = path;
  if (step === undefined) return isJsonObject(value) ? [value] : [];
  if (step === '*') return Array.isArray(value) ? value.flatMap((item) => find(item, rest)) : [];
  return isJsonObject(value) && Object.hasOwn(value, step) ? find(value[step], rest) : [];
}
