import type { OperationId } from '../http/operation.js';
import type { BrokenRule, Violation } from '../http/shape.js';
import type { ReferenceService } from '../options.js';
import type { Fault } from './fault.js';
import { REQUEST_RULES, type RequestRule } from './overlooked-shapes.js';

// vector, name, where (regular expression over the JSON Pointer), rule that is overlooked there
type Row = readonly [number, string, string, BrokenRule];

const RUN: readonly Row[] = [
  [1, 'input-missing', '/input', 'required'],
  [2, 'goal-missing', '/input/goal', 'required'],
  [3, 'input-type', '/input', 'type'],
  [4, 'goal-type', '/input/goal', 'type'],
  [5, 'unknown-key', '/[^/]+', 'unknown'],
  [6, 'input-unknown-key', '/input/[^/]+', 'unknown'],
  [7, 'run-id-type', '/run_id', 'type'],
  [8, 'timeout-negative', '/limits/timeout_ms', 'minimum'],
  [9, 'max-steps-zero', '/limits/max_steps', 'minimum'],
  [10, 'max-tokens-zero', '/limits/max_tokens', 'minimum'],
  [11, 'limit-type', '/limits/[^/]+', 'type'],
  [12, 'limits-unknown-key', '/limits/[^/]+', 'unknown'],
  [13, 'tool-ids-type', '/tool_policy/allow_tool_ids(?:/\\d+)?', 'type'],
  [14, 'tool-policy-unknown-key', '/tool_policy/[^/]+', 'unknown'],
  [15, 'selector-unknown-key', '/runtime_selector/[^/]+', 'unknown'],
  [16, 'selector-type', '/runtime_selector/instance_id', 'type'],
  [17, 'context-type', '/input/(?:context|data)', 'type'],
  [18, 'label-type', '/metadata/labels/[^/]+', 'type'],
  [19, 'metadata-unknown-key', '/metadata/[^/]+', 'unknown'],
  [20, 'extensions-type', '/extensions', 'type'],
  [21, 'selector-uri', '/runtime_selector/runtime_api_endpoint', 'format'],
  [22, 'extension-key', '/extensions/[^/]+', 'namespace'],
];
const INVOCATION: readonly Row[] = [
  [1, 'invocation-id-missing', '/invocation_id', 'required'],
  [2, 'args-missing', '/args', 'required'],
  [3, 'tool-missing', '', 'any-of'],
  [4, 'args-type', '/args', 'type'],
  [5, 'invocation-id-type', '/invocation_id', 'type'],
  [6, 'unknown-key', '/[^/]+', 'unknown'],
  [7, 'context-type', '/context', 'type'],
  [8, 'caller-incomplete', '/caller/(?:type|id)', 'required'],
  [9, 'caller-unknown-key', '/caller/[^/]+', 'unknown'],
  [10, 'caller-uri', '/caller/uri', 'format'],
];
const INSTANCE: readonly Row[] = [
  [1, 'profile-missing', '/runtime_profile', 'required'],
  // Also shown by INS-03, which goes below the minimum by another number.
  [2, 'count-minimum', '/count', 'minimum'],
  [4, 'count-type', '/count', 'type'],
  [5, 'unknown-key', '/[^/]+', 'unknown'],
  [6, 'overrides-unknown-key', '/overrides/[^/]+', 'unknown'],
  [7, 'env-type', '/overrides/env/[^/]+', 'type'],
  [8, 'args-type', '/overrides/args(?:/\\d+)?', 'type'],
  [9, 'labels-type', '/metadata/labels', 'type'],
];
const REGISTRATION: readonly Row[] = [
  [1, 'endpoint-missing', '/runtime_api_endpoint', 'required'],
  [2, 'endpoint-type', '/runtime_api_endpoint', 'type'],
  [3, 'unknown-key', '/[^/]+', 'unknown'],
  [4, 'endpoint-uri', '/runtime_api_endpoint', 'format'],
];
const SERVICES: Readonly<Record<string, readonly ReferenceService[]>> = { run: ['runtime', 'daemon'], invocation: ['tool-registry'] };
const PROFILE: readonly Row[] = [
  [1, 'not-an-object', '', 'type'],
  [2, 'own-name', '/runtime_profile', 'unknown'],
  [3, 'description-type', '/description', 'type'],
  [4, 'defaults-unknown-key', '/defaults/[^/]+', 'unknown'],
  [5, 'env-type', '/defaults/env/[^/]+', 'type'],
  [6, 'args-type', '/defaults/args(?:/\\d+)?', 'type'],
];

/** Where the rules of the tables hold; the extension keys of every body are one requirement. */
const TABLES: Readonly<Record<string, readonly Row[]>> = {
  run: RUN,
  invocation: INVOCATION,
  instance: INSTANCE,
  registration: REGISTRATION,
  profile: PROFILE,
};

/** One fault for each negative vector of the requirements: the service takes the body all the same, and goes on as if it fitted. */
export const overlookedFaults: readonly Fault[] = [
  ...rows('run', 'RUN', ['runtime', 'daemon'], ['create_run', 'submit_run'], RUN),
  ...rows('invocation', 'INV', ['tool-registry'], ['invoke_tool'], INVOCATION),
  ...rows('instance', 'INS', ['daemon'], ['create_instances'], INSTANCE),
  ...rows('registration', 'REG', ['daemon'], ['register_instance'], REGISTRATION),
  ...rows('profile', 'PRO', ['daemon'], ['upsert_runtime_profile'], PROFILE),
  {
    ...overlook('extension-keys', ['runtime', 'tool-registry', 'daemon'], '(?:/[^/]+)*/extensions/[^/]+', 'namespace'),
    breaks: 'ARP-CM-042',
  },
  { ...overlook('body-not-an-object', ['runtime', 'daemon'], '', 'type'), breaks: 'ARP-CM-030' },
  // That the body is an object, and what its members are, is asked of every operation by a vector.
  ...REQUEST_RULES.filter((rule) => !['', '/*'].includes(rule.at) && rule.rule !== 'namespace' && !isVector(rule)).map(ofRule),
];

/** Whether one of the vectors is about a rule. */
function isVector({ what, at, rule }: RequestRule): boolean {
  return (TABLES[what] ?? []).some(([, , place, broken]) => broken === rule && new RegExp(`^${place}$`).test(at.replaceAll('*', '0')));
}

/** A rule that no vector is about shows when every constraint of the schemas is tried. */
function ofRule({ what, at, rule, operations }: RequestRule): Fault {
  const words = at.replaceAll('/*', '-each').replaceAll(/[/_]/g, '-').replace(/^-/, '');
  return {
    ...overlook(`${what}-${words}-${rule}`, SERVICES[what] ?? ['daemon'], at.replaceAll('*', '[^/]+'), rule),
    operations,
    breaks: 'ARP-CM-027',
    shows: 'full',
  };
}

function rows(
  what: string,
  series: string,
  services: readonly ReferenceService[],
  operations: readonly OperationId[],
  table: readonly Row[],
): Fault[] {
  return table.map(([number, name, at, rule]) => ({
    ...overlook(`${what}-${name}`, services, at, rule),
    operations,
    breaks: `ARP-NV-${series}-${String(number).padStart(2, '0')}`,
  }));
}

function overlook(name: string, services: readonly ReferenceService[], at: string, rule: BrokenRule): Omit<Fault, 'breaks'> {
  const place = new RegExp(`^${at}$`);
  const overlooked = (violation: Violation) => violation.rule === rule && place.test(violation.at);
  return {
    id: `overlooks-${name}`,
    services,
    title: `A request is accepted that breaks a rule: ${name.replaceAll('-', ' ')}`,
    violations: (found) => found.filter((violation) => !overlooked(violation)),
  };
}
