import type { Patch } from '../hooks.js';
import { type Answer, errorAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import type { OperationId } from '../http/operation.js';
import { isJsonObject, type JsonObject } from '../json.js';
import type { ReferenceService } from '../options.js';
import { absent, broken, type Fault, inBody, isEmptyObject, member, put, REFUSED_BUT_DONE, refusing, status, without } from './fault.js';

const RUNTIME: readonly ReferenceService[] = ['runtime'];
const BOTH: readonly ReferenceService[] = ['runtime', 'daemon'];
const CREATE: readonly OperationId[] = ['create_run', 'submit_run'];
const STATUS: readonly OperationId[] = ['get_run_status'];

function fault(services: readonly ReferenceService[], operations: readonly OperationId[]) {
  return (id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault => ({
    id: `run-${id}`,
    services,
    operations,
    breaks,
    title,
    ...hooks,
  });
}

const created = fault(RUNTIME, ['create_run']);
const taken = fault(BOTH, CREATE);
const read = fault(BOTH, STATUS);

const over = (body: JsonObject) => body.state === 'succeeded' || body.state === 'failed' || body.state === 'canceled';
const unknownAs = (answer: (call: Call) => Answer): Partial<Patch> => ({
  handle: (call, next) =>
    next().catch((error: unknown) => {
      if (error instanceof Refusal && error.answer.status === 404) return answer(call);
      throw error;
    }),
});
const later = (body: JsonObject, name: string, ms: number) => {
  if (typeof body[name] === 'string') body[name] = new Date(Date.parse(body[name]) + ms).toISOString();
};

// Counts, for each run, how often its status was read.
function timesSeen(call: Call): number {
  const key = `seen ${parameter(call, 'run_id')}`;
  const seen = Number(call.memory.get(key) ?? 0) + 1;
  call.memory.set(key, seen);
  return seen;
}

/** Remembers a run whose goal says that it takes long. */
function noteSlow(call: Call, body: JsonObject): void {
  const goal = isJsonObject(call.body.input) ? call.body.input.goal : undefined;
  if (call.operation === 'create_run' && /slow/i.test(String(goal))) call.memory.set(`slow ${String(body.run_id)}`, true);
}

function isSlow(call: Call, body: JsonObject): boolean {
  return call.memory.has(`slow ${String(body.run_id)}`);
}

const creation: readonly Fault[] = [
  created('create-missing', 'ARP-RT-001', 'Runs cannot be created', { request: absent }),
  created('create-201', 'ARP-RT-004', 'A created run is answered with 201', { answer: status(201) }),
  created('create-202', 'ARP-RT-004', 'A created run is answered with 202', { answer: status(202) }),
  created('create-without-state', 'ARP-RT-004', 'A created run has no state', { answer: without('state') }),
  created('create-as-text', 'ARP-RT-004', 'A created run is plain text by its media type', {
    answer: (answer) => put(answer.headers, 'content-type', 'text/plain'),
  }),
  taken('create-null-times', 'ARP-CM-014', 'Unset times of a created run are null', {
    answer: inBody((body) => Object.assign(body, { started_at: body.started_at ?? null, ended_at: body.ended_at ?? null })),
  }),
  taken('create-unknown-field', 'ARP-CM-015', 'A created run has an undeclared field', { answer: member('goal', 'hidden') }),
  created('id-ignored', 'ARP-RT-005', 'The run_id of the client is ignored', {
    handle: (call, next) => {
      delete call.body.run_id;
      return next();
    },
  }),
  created('id-constant', 'ARP-RT-007', 'Two runs without a run_id get the same one', {
    handle: async (call, next) => {
      if (call.body.run_id !== undefined) return next();
      const first = call.memory.get('first');
      if (isJsonObject(first)) return jsonAnswer(200, first);
      const answer = await next();
      call.memory.set('first', answer.body ?? null);
      return answer;
    },
  }),
  taken('id-not-given', 'ARP-RT-006', 'A run that comes without a run_id gets an empty one', {
    answer: inBody((body, call) => call.body.run_id === undefined && put(body, 'run_id', '')),
  }),
  taken(
    'extensions-refused',
    'ARP-CM-041',
    'Unknown extensions are refused',
    refusing((body) => body.extensions !== undefined),
  ),
  taken(
    'metadata-refused',
    'ARP-CM-043',
    'Metadata is refused',
    refusing((body) => body.metadata !== undefined),
  ),
  created(
    'options-refused',
    'ARP-RT-031',
    'A tool_policy is refused',
    refusing((body) => body.tool_policy !== undefined),
  ),
  created(
    'timeout-zero-refused',
    'ARP-RT-032',
    'timeout_ms 0 is refused',
    refusing((body) => isJsonObject(body.limits) && body.limits.timeout_ms === 0),
  ),
  created(
    'max-steps-one-refused',
    'ARP-RT-032',
    'max_steps 1 is refused',
    refusing((body) => isJsonObject(body.limits) && body.limits.max_steps === 1),
  ),
  created(
    'max-tokens-one-refused',
    'ARP-RT-032',
    'max_tokens 1 is refused',
    refusing((body) => isJsonObject(body.limits) && body.limits.max_tokens === 1),
  ),
  created(
    'context-empty-refused',
    'ARP-RT-032',
    'An empty context is refused',
    refusing((body) => isJsonObject(body.input) && isEmptyObject(body.input.context)),
  ),
  created(
    'data-empty-refused',
    'ARP-RT-032',
    'Empty data is refused',
    refusing((body) => isJsonObject(body.input) && isEmptyObject(body.input.data)),
  ),
  created(
    'selector-empty-refused',
    'ARP-RT-032',
    'An empty runtime_selector is refused',
    refusing((body) => isEmptyObject(body.runtime_selector)),
  ),
  created('unicode-fails', 'ARP-RT-033', 'A goal that is not ASCII makes the service fail', {
    handle: (call, next) => (/[^\0-\x7f]/.test(JSON.stringify(call.body)) ? broken() : next()),
  }),
  created('long-fails', 'ARP-RT-033', 'A long goal makes the service fail', {
    handle: (call, next) => (JSON.stringify(call.body).length > 50_000 ? broken() : next()),
  }),
  created(
    'odd-id-refused',
    'ARP-RT-035',
    'A run_id with reserved characters is refused',
    refusing((body) => typeof body.run_id === 'string' && /[^\w.~-]/.test(body.run_id)),
  ),
  created('duplicate-fails', 'ARP-RT-030', 'A run_id that is taken makes the service fail', {
    handle: (_call, next) => next().catch(() => broken()),
  }),
  {
    ...created('duplicate-restarts', 'ARP-RT-030', 'A run_id that is taken is refused, and its run starts again', {
      handle: (call, next) =>
        next().catch((error: unknown) => {
          if (error instanceof Refusal && error.answer.status === 409) call.memory.set(`again ${call.body.run_id}`, true);
          throw error;
        }),
      answer: inBody((body, call) => {
        if (!call.memory.has(`again ${body.run_id}`)) return;
        put(body, 'state', 'running');
        delete body.ended_at;
      }),
    }),
    operations: ['create_run', 'get_run_status'],
  },
  taken('refused-but-created', 'ARP-RT-034', 'A refused create leaves a run behind', REFUSED_BUT_DONE),
];

const reading: readonly Fault[] = [
  read('status-missing', 'ARP-RT-002', 'The status of a run cannot be read', { request: absent }),
  read('status-206', 'ARP-RT-009', 'A status is answered with 206', { answer: status(206) }),
  read('status-in-array', 'ARP-RT-009', 'A status is wrapped in an array', {
    answer: (answer) => put(answer, 'body', [answer.body ?? {}]),
  }),
  read('not-there-at-first', 'ARP-RT-008', 'A run is unknown when it is first asked for', {
    handle: (call, next) => {
      const key = `asked ${parameter(call, 'run_id')}`;
      const asked = call.memory.has(key);
      call.memory.set(key, true);
      return asked ? next() : errorAnswer(404, 'not_found', 'Run not found');
    },
  }),
  read('status-other-id', 'ARP-RT-010', 'A status names another run', {
    answer: inBody((body) => put(body, 'run_id', `${body.run_id}-x`)),
  }),
  read('state-unknown', 'ARP-RT-011', 'A run is "completed"', { answer: inBody((body) => over(body) && put(body, 'state', 'completed')) }),
  read('state-american', 'ARP-RT-011', 'A running run is "in_progress"', {
    answer: inBody((body) => body.state !== 'queued' && !over(body) && put(body, 'state', 'in_progress')),
  }),
  read('time-not-a-date', 'ARP-RT-012', 'started_at is "today"', {
    answer: inBody((body) => body.started_at && put(body, 'started_at', 'today')),
  }),
  read('time-epoch', 'ARP-RT-012', 'ended_at is a number', {
    answer: inBody((body) => body.ended_at && put(body, 'ended_at', 1735689600)),
  }),
  read('ends-before-start', 'ARP-RT-013', 'A run ends before it starts', { answer: inBody((body) => later(body, 'ended_at', -60_000)) }),
  read('early-end', 'ARP-RT-014', 'A run that goes on has an ended_at', {
    answer: inBody((body, call) => {
      const key = `end ${String(body.run_id)}`;
      const first = call.memory.get(key) ?? (body.state === 'running' ? new Date().toISOString() : undefined);
      if (first === undefined) return;
      call.memory.set(key, first);
      body.ended_at = first;
    }),
  }),
  read('without-end', 'ARP-RT-015', 'A run that is over has no ended_at', { answer: without('ended_at') }),
  read('goes-back', 'ARP-RT-016', 'A running run is queued again', {
    answer: inBody((body, call) => {
      const [seen, key] = [timesSeen(call), `started ${parameter(call, 'run_id')}`];
      // A run that is said to be running says since when, and sticks to it.
      const since = call.memory.get(key) ?? body.started_at ?? new Date().toISOString();
      call.memory.set(key, since);
      body.started_at = since;
      if (seen <= 3) Object.assign(body, { state: seen === 3 ? 'queued' : 'running' });
      if (seen <= 3) delete body.ended_at;
    }),
  }),
  {
    // Not when it is read again: which reading comes first depends on what else goes on.
    ...read('terminal-changes', 'ARP-RT-017', 'A run that has succeeded has failed once its result was read', {
      answer: inBody((body, call) => {
        const key = `told ${parameter(call, 'run_id')}`;
        if (call.operation === 'get_run_result') call.memory.set(key, true);
        else if (over(body) && call.memory.has(key)) put(body, 'state', body.state === 'failed' ? 'succeeded' : 'failed');
      }),
    }),
    operations: ['get_run_status', 'get_run_result'],
  },
  read('times-move', 'ARP-RT-018', 'The times of a run move with every reading', {
    answer: inBody((body, call) => {
      for (const name of ['started_at', 'ended_at']) later(body, name, call.nth);
    }),
  }),
  {
    ...read('never-ends', 'ARP-RT-019', 'A run never ends', { settings: (settings) => put(settings, 'stepMs', 3_600_000) }),
    operations: CREATE,
  },
  {
    ...read('never-begins', 'ARP-RT-019', 'A run stays queued for ever', { settings: (settings) => put(settings, 'queuedMs', 3_600_000) }),
    operations: CREATE,
  },
  {
    ...read('slow-never-begins', 'ARP-RT-019', 'A run that takes long stays queued for ever', {
      answer: inBody((body, call) => {
        noteSlow(call, body);
        if (!isSlow(call, body) || over(body)) return;
        Object.assign(body, { state: 'queued' });
        delete body.started_at;
      }),
    }),
    services: RUNTIME,
    operations: ['create_run', 'get_run_status'],
    shows: 'full',
  },
  {
    ...created('slow-ends-at-once', 'ARP-RT-014', 'The answer to the creation of a run that takes long says when it ended', {
      answer: inBody((body, call) => {
        noteSlow(call, body);
        if (isSlow(call, body)) body.ended_at = new Date().toISOString();
      }),
    }),
    shows: 'full',
  },
  {
    ...read('id-not-decoded', 'ARP-RT-035', 'Runs whose id has reserved characters are not found', {
      handle: (call, next) => (call.path.includes('%') ? errorAnswer(404, 'not_found', 'Run not found') : next()),
    }),
    services: RUNTIME,
  },
  read(
    'unknown-200',
    'ARP-RT-026',
    'An unknown run has a status',
    unknownAs((call) => jsonAnswer(200, { run_id: parameter(call, 'run_id'), state: 'queued' })),
  ),
  read(
    'unknown-400',
    'ARP-RT-027',
    'An unknown run is 400',
    unknownAs(() => errorAnswer(400, 'invalid_request', 'No such run')),
  ),
];

/** Faults of runs, in the runtime and in the daemon. */
export const runFaults: readonly Fault[] = [...creation, ...reading];
