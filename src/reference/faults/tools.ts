import type { Patch } from '../hooks.js';
import { type Answer, errorAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
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
  member,
  put,
  refusing,
  status,
  without,
} from './fault.js';

function fault(stem: string, operations: readonly OperationId[]) {
  return (id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault => ({
    id: `${stem}-${id}`,
    services: ['tool-registry'],
    operations,
    breaks,
    title,
    ...hooks,
  });
}

const list = fault('tools', ['list_tools']);
const get = fault('tool', ['get_tool']);
const define = fault('tool', ['list_tools', 'get_tool']);
const invoke = fault('invoke', ['invoke_tool']);

const inDefinitions = (change: (tool: JsonObject) => void) => (answer: Answer) => {
  for (const tool of Array.isArray(answer.body) ? answer.body : [answer.body ?? null]) if (isJsonObject(tool)) change(tool);
};
const firstOnly = (change: (tool: JsonObject) => void) => eachIn(undefined, (tool, index) => index === 0 && change(tool));
const success = (call: Call) => jsonAnswer(200, { invocation_id: call.body.invocation_id ?? '', ok: true, result: {} });
const errorCode = (answer: Answer) => (isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error.code : undefined);

/** What is wrong with arguments is overlooked where the message says this. */
const overlooking = (pattern: RegExp): Partial<Patch> => ({
  handle: async (call, next) => {
    const answer = await next();
    const error = isJsonObject(answer.body) && isJsonObject(answer.body.error) ? answer.body.error : {};
    return error.code === 'tool.invalid_args' && pattern.test(String(error.message)) ? success(call) : answer;
  },
});

const listing: readonly Fault[] = [
  list('missing', 'ARP-TR-001', 'Tools cannot be listed', { request: absent }),
  list('in-object', 'ARP-TR-004', 'The list of tools is wrapped in an object', {
    answer: (answer) => put(answer, 'body', { tools: answer.body ?? [] }),
  }),
  list('in-pages', 'ARP-TR-004', 'The list of tools is answered with 206', { answer: status(206) }),
  define('without-input-schema', 'ARP-TR-005', 'A tool has no input_schema', {
    answer: inDefinitions((tool) => drop(tool, 'input_schema')),
  }),
  define('source-unknown', 'ARP-TR-005', 'The source of a tool is "local"', {
    answer: inDefinitions((tool) => put(tool, 'source', 'local')),
  }),
  define('schema-string', 'ARP-TR-005', 'The input_schema of a tool is a string', {
    answer: inDefinitions((tool) => put(tool, 'input_schema', JSON.stringify(tool.input_schema))),
  }),
  define('null-description', 'ARP-CM-014', 'An unset description of a tool is null', {
    answer: inDefinitions((tool) => put(tool, 'description', null)),
  }),
  define('unknown-field', 'ARP-CM-015', 'A tool has an undeclared field', { answer: inDefinitions((tool) => put(tool, 'version', '1')) }),
  list('same-id', 'ARP-TR-006', 'Two tools have the same tool_id', {
    answer: eachIn(undefined, (tool, index) => index === 1 && put(tool, 'tool_id', 'echo')),
  }),
  list('id-empty', 'ARP-TR-006', 'A tool_id is empty', { answer: firstOnly((tool) => put(tool, 'tool_id', '')) }),
  {
    ...define('same-name', 'ARP-TR-007', 'Two tools have the same name', {
      answer: inDefinitions((tool) => tool.tool_id === 'math.add' && put(tool, 'name', 'echo')),
    }),
    id: 'tools-same-name',
  },
  define('schema-broken', 'ARP-TR-008', 'The input_schema of a tool is not a JSON Schema', {
    answer: inDefinitions((tool) => put(tool, 'input_schema', { type: 'obj', required: 'text' })),
  }),
  define('output-schema-broken', 'ARP-TR-008', 'The output_schema of a tool is not a JSON Schema', {
    answer: inDefinitions((tool) => put(tool, 'output_schema', { type: 'obj' })),
  }),
  define('schema-refuses-objects', 'ARP-TR-008', 'The input_schema of a tool allows no object', {
    answer: inDefinitions((tool) => put(tool, 'input_schema', { type: 'array' })),
  }),
  list('unstable', 'ARP-TR-009', 'The list of tools changes between two reads', {
    answer: (answer, call) => {
      // The digits of a count: whoever else reads in between, no two readings are alike.
      const reads = Number(call.memory.get('reads') ?? 0);
      call.memory.set('reads', reads + 1);
      if (Array.isArray(answer.body)) answer.body = answer.body.filter((_, index) => index === 0 || (reads >> (index - 1)) % 2 === 0);
    },
  }),
];

const getting: readonly Fault[] = [
  get('missing', 'ARP-TR-002', 'A tool cannot be read', { request: absent }),
  get('in-array', 'ARP-TR-010', 'A tool is wrapped in an array', { answer: (answer) => put(answer, 'body', [answer.body ?? {}]) }),
  get('203', 'ARP-TR-010', 'A tool is answered with 203', { answer: status(203) }),
  get('other-id', 'ARP-TR-011', 'A tool is answered under another id', {
    answer: inBody((body) => put(body, 'tool_id', `${body.tool_id}.v2`)),
  }),
  get('differs', 'ARP-TR-012', 'A tool is not what the list says', { answer: member('description', 'Something else') }),
  get('unknown-200', 'ARP-TR-013', 'An unknown tool is there', {
    handle: (call, next) =>
      next().catch(() =>
        jsonAnswer(200, { tool_id: parameter(call, 'tool_id'), name: 'ghost', input_schema: { type: 'object' }, source: 'remote' }),
      ),
  }),
  get('unknown-400', 'ARP-TR-014', 'An unknown tool is 400', {
    handle: (_call, next) => next().catch(() => errorAnswer(400, 'invalid_request', 'No such tool')),
  }),
  get('id-not-decoded', 'ARP-TR-015', 'Tools whose id has reserved characters are not found', {
    handle: (call, next) => (call.path.includes('%') ? errorAnswer(404, 'not_found', 'Tool not found') : next()),
  }),
];

const invoking: readonly Fault[] = [
  invoke('missing', 'ARP-TR-003', 'Tools cannot be invoked', { request: absent }),
  invoke('not-implemented', 'ARP-TR-003', 'To invoke a tool is 501', { request: () => errorAnswer(501, 'not_implemented', 'Not yet') }),
  invoke('201', 'ARP-TR-020', 'An invocation is answered with 201', { answer: status(201) }),
  invoke('without-ok', 'ARP-TR-020', 'An invocation does not say ok', { answer: without('ok') }),
  invoke('other-id', 'ARP-TR-021', 'An invocation is answered under another id', { answer: member('invocation_id', 'another') }),
  invoke(
    'by-id-refused',
    'ARP-TR-022',
    'A tool cannot be invoked by its tool_id alone',
    refusing((body) => body.tool_name === undefined),
  ),
  invoke(
    'by-name-refused',
    'ARP-TR-023',
    'A tool cannot be invoked by its name alone',
    refusing((body) => body.tool_id === undefined),
  ),
  invoke(
    'by-both-refused',
    'ARP-TR-024',
    'A tool cannot be invoked by both',
    refusing((body) => body.tool_id !== undefined && body.tool_name !== undefined),
  ),
  invoke('two-tools', 'ARP-TR-025', 'The id of one tool with the name of another is ok', {
    handle: (call, next) =>
      next().catch((error: unknown) => {
        if (error instanceof Refusal && error.answer.status === 400) return success(call);
        throw error;
      }),
  }),
  invoke('unknown-ok', 'ARP-TR-026', 'To invoke an unknown tool is ok', {
    handle: (call, next) =>
      next().catch((error: unknown) => {
        if (error instanceof Refusal && error.answer.status === 404) return success(call);
        throw error;
      }),
  }),
  invoke('not-an-object-ok', 'ARP-CM-030', 'A body that is no object invokes something', {
    violations: (found, call) => {
      const kept = found.filter(({ at, rule }) => at !== '' || rule !== 'type');
      call.memory.set('overlooked', kept.length < found.length ? call.nth : -1);
      return kept;
    },
    handle: (call, next) => (call.memory.get('overlooked') === call.nth ? success(call) : next()),
  }),
  invoke('bad-arguments-ok', 'ARP-TR-027', 'Arguments that do not fit are ok', {
    handle: async (call, next) => {
      const answer = await next();
      return errorCode(answer) === 'tool.invalid_args' ? success(call) : answer;
    },
  }),
  invoke('missing-arguments-ok', 'ARP-TR-027', 'Arguments that are missing are not missed', overlooking(/is required$/)),
  invoke('mistyped-arguments-ok', 'ARP-TR-027', 'Arguments of a wrong type are taken', overlooking(/has to be of type/)),
  invoke('bad-arguments-fail', 'ARP-TR-027', 'Arguments that do not fit make the service fail', {
    handle: async (_call, next) => {
      const answer = await next();
      return errorCode(answer) === 'tool.invalid_args' ? broken() : answer;
    },
  }),
  invoke('without-error', 'ARP-TR-028', 'An invocation is not ok and has no error', { answer: without('error') }),
  invoke('error-and-ok', 'ARP-TR-028', 'An invocation is ok and has an error', {
    answer: inBody((body) => body.ok === true && put(body, 'error', { code: 'warning', message: 'Almost' })),
  }),
  invoke('duration-negative', 'ARP-TR-029', 'duration_ms is negative', { answer: member('duration_ms', -1) }),
  invoke('duration-fraction', 'ARP-TR-029', 'duration_ms is a fraction', { answer: member('duration_ms', 0.5) }),
  invoke('result-string', 'ARP-TR-029', 'The result of an invocation is a string', {
    answer: inBody((body) => body.ok === true && put(body, 'result', 'done')),
  }),
  invoke('result-misfit', 'ARP-TR-030', 'The result does not fit the output_schema', {
    answer: inBody((body) => body.ok === true && put(body, 'result', { answer: 42 })),
  }),
  invoke(
    'context-refused',
    'ARP-TR-031',
    'A context is refused',
    refusing((body) => body.context !== undefined),
  ),
  invoke(
    'caller-refused',
    'ARP-TR-031',
    'A caller is refused',
    refusing((body) => body.caller !== undefined),
  ),
  invoke(
    'extensions-refused',
    'ARP-CM-041',
    'Unknown extensions are refused',
    refusing((body) => body.extensions !== undefined),
  ),
  invoke(
    'empty-context-refused',
    'ARP-TR-031',
    'An empty context is refused',
    refusing((body) => isEmptyObject(body.context)),
  ),
  invoke('long-fails', 'ARP-TR-031', 'A long invocation makes the service fail', FAILS_WHEN_LONG),
  invoke('twice-fails', 'ARP-TR-032', 'The same invocation_id twice makes the service fail', {
    handle: (call, next) => {
      const key = `invocation ${String(call.body.invocation_id)}`;
      if (call.memory.has(key)) return broken();
      call.memory.set(key, true);
      return next();
    },
  }),
];

/** Faults of the tool registry. */
export const toolFaults: readonly Fault[] = [...listing, ...getting, ...invoking];
