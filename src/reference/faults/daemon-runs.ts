import type { Patch } from '../hooks.js';
import { type Answer, errorAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import type { OperationId } from '../http/operation.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { absent, broken, drop, eachIn, type Fault, inBody, put, putUnset, status } from './fault.js';

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

const list = fault('runs', ['list_runs']);
const submit = fault('submit', ['submit_run']);
const trace = fault('trace', ['get_run_trace']);

const inPagination = (change: (pagination: JsonObject) => void) =>
  inBody((body) => isJsonObject(body.pagination) && change(body.pagination));
const eachEvent = (change: (event: JsonObject, index: number) => void) => ({ answer: eachIn('events', change) });
const lenientQuery = (name: string): Partial<Patch> => ({
  handle: (call, next) =>
    next().catch(() => {
      call.query.delete(name);
      return next();
    }),
});

const listing: readonly Fault[] = [
  list('missing', 'ARP-DM-008', 'Runs cannot be listed', { request: absent }),
  submit('missing', 'ARP-DM-009', 'Runs cannot be submitted', { request: absent }),
  list('bare-array', 'ARP-DM-070', 'The list of runs is a bare array', {
    answer: (answer) => put(answer, 'body', isJsonObject(answer.body) ? (answer.body.runs ?? []) : []),
  }),
  list('without-state', 'ARP-DM-070', 'A listed run has no state', { answer: eachIn('runs', (run) => drop(run, 'state')) }),
  list('null-token', 'ARP-CM-014', 'The token of the last page is null', {
    answer: inPagination((pagination) => putUnset(pagination, 'next_page_token', null)),
  }),
  list('hide-new', 'ARP-DM-071', 'The newest run is not listed', {
    answer: inBody((body, call) => !call.query.has('page_token') && Array.isArray(body.runs) && body.runs.shift()),
  }),
  list('page-size-1-refused', 'ARP-DM-072', 'page_size 1 is refused', { handle: (call, next) => refuseSize('1', call.query, next) }),
  list('page-size-1000-refused', 'ARP-DM-072', 'page_size 1000 is refused', {
    handle: (call, next) => refuseSize('1000', call.query, next),
  }),
  list('page-size-unchecked', 'ARP-DM-073', 'A page_size out of range is ignored', lenientQuery('page_size')),
  list('page-size-ignored', 'ARP-DM-074', 'page_size is ignored', {
    handle: (call, next) => {
      call.query.delete('page_size');
      return next();
    },
  }),
  list('walk-never-ends', 'ARP-DM-075', 'The last page has a token, for the last page', {
    answer: inPagination((pagination) => putUnset(pagination, 'next_page_token', 'again')),
    handle: (call, next) => {
      if (call.query.get('page_token') === 'again') call.query.delete('page_token');
      return next();
    },
  }),
  list('walk-repeats', 'ARP-DM-075', 'Every page but the first starts with a run that it should not hold', {
    answer: inBody((body, call) => {
      if (!Array.isArray(body.runs)) return;
      const first = call.memory.get('first run');
      if (call.query.has('page_token') && first !== undefined) body.runs[0] = structuredClone(first);
      else if (body.runs[0] !== undefined) call.memory.set('first run', structuredClone(body.runs[0]));
    }),
  }),
  list('walk-loses', 'ARP-DM-075', 'Every page but the first has lost a run', {
    answer: inBody((body, call) => call.query.has('page_token') && Array.isArray(body.runs) && body.runs.pop()),
  }),
  list('walk-goes-on', 'ARP-DM-075', 'The last page has a token, for an empty page with another one, and so on', {
    answer: inPagination((pagination) => putUnset(pagination, 'next_page_token', 'more-0')),
    handle: async (call, next) => {
      const page = /^more-(\d+)$/.exec(call.query.get('page_token') ?? '')?.[1];
      if (page === undefined) return next();
      return jsonAnswer(200, { runs: [], pagination: { next_page_token: `more-${Number(page) + 1}` } });
    },
  }),
  {
    ...list('walk-shifts', 'ARP-DM-075', 'When a run was submitted since the page before, a page starts with the last run of that one', {
      answer: inBody((body, call) => {
        const submitted = Number(call.memory.get('submitted') ?? 0);
        if (call.operation === 'submit_run') call.memory.set('submitted', submitted + 1);
        if (!Array.isArray(body.runs)) return;
        const [then, last] = [call.memory.get(`page ${call.query.get('page_token')}`) ?? []].flat();
        if (last !== undefined && then !== submitted) body.runs = [last, ...body.runs.slice(0, -1)];
        const { next_page_token: token } = isJsonObject(body.pagination) ? body.pagination : {};
        call.memory.set(`page ${token}`, [submitted, structuredClone(body.runs.at(-1) ?? null)]);
      }),
    }),
    operations: ['list_runs', 'submit_run'],
  },
  list('page-size-zero', 'ARP-DM-076', 'pagination.page_size is 0', {
    answer: inPagination((pagination) => put(pagination, 'page_size', 0)),
  }),
  list('token-number', 'ARP-DM-076', 'next_page_token is a number', {
    answer: inPagination((pagination) => pagination.next_page_token !== undefined && put(pagination, 'next_page_token', 2)),
  }),
  list('bad-token-first-page', 'ARP-DM-077', 'A bad page_token gives the first page', lenientQuery('page_token')),
  list('bad-token-500', 'ARP-DM-077', 'A bad page_token makes the service fail', {
    handle: (call, next) => next().catch((error: unknown) => (call.query.has('page_token') ? broken() : Promise.reject(error))),
  }),
  list('cut-off', 'ARP-DM-078', 'Without a page_size there is one page of one run and no token', {
    answer: inBody((body, call) => {
      if (call.query.has('page_size') || !Array.isArray(body.runs)) return;
      Object.assign(body, { runs: body.runs.slice(0, 1), pagination: {} });
    }),
  }),
];

function refuseSize<Result>(size: string, query: URLSearchParams, next: () => Promise<Result>): Promise<Result> {
  if (query.get('page_size') === size) throw new Refusal(400, 'invalid_request', 'This page_size is not supported');
  return next();
}

const submitting: readonly Fault[] = [
  submit('200', 'ARP-DM-060', 'A submitted run is answered with 200', { answer: status(200) }),
  submit('201', 'ARP-DM-060', 'A submitted run is answered with 201', { answer: status(201) }),
  submit('id-ignored', 'ARP-DM-061', 'The run_id of the client is ignored', {
    handle: (call, next) => {
      delete call.body.run_id;
      return next();
    },
  }),
  submit('unknown-selector', 'ARP-DM-066', 'A selector that names nothing is ignored', {
    handle: (call, next) =>
      next().catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.answer.status !== 404) throw error;
        delete call.body.runtime_selector;
        return next();
      }),
  }),
  {
    ...submit('other-instance', 'ARP-DM-067', 'A run names another instance than the selected one', {
      answer: inBody((body) => body.runtime_instance_id !== undefined && put(body, 'runtime_instance_id', 'another')),
    }),
    operations: ['submit_run', 'get_run_status', 'list_runs'],
  },
];

/** What is done about a run_id that is taken. */
const whenTaken = (answer: (call: Call) => Answer): Partial<Patch> => ({
  handle: (call, next) =>
    next().catch((error: unknown) => {
      if (error instanceof Refusal && error.answer.status === 409) return answer(call);
      throw error;
    }),
});

const twice: readonly Fault[] = [
  submit('twice-fails', 'ARP-DM-063', 'A run_id that is taken makes the service fail', whenTaken(broken)),
  {
    ...submit('twice-restarts', 'ARP-DM-063', 'A run that is submitted again is queued again', {
      ...whenTaken((call) => {
        call.memory.set(`again ${call.body.run_id}`, true);
        return jsonAnswer(202, { run_id: call.body.run_id ?? '', state: 'queued' });
      }),
      answer: inBody((body, call) => call.memory.has(`again ${body.run_id}`) && put(body, 'state', 'queued')),
    }),
    operations: ['submit_run', 'get_run_status'],
  },
];

/** Runs that go on for ever. */
const stuck = (is: (call: Call) => boolean): Partial<Patch> => ({
  answer: inBody((body, call) => {
    if (call.operation === 'submit_run' && is(call)) call.memory.set(`stuck ${body.run_id}`, true);
    if (!call.memory.has(`stuck ${body.run_id}`)) return;
    Object.assign(body, { state: 'running' });
    drop(body, 'ended_at');
  }),
});

/** Whether a run of this kind was accepted before. */
function isAgain({ memory }: Call, kind: string): boolean {
  const again = memory.has(`accepted ${kind}`);
  memory.set(`accepted ${kind}`, true);
  return again;
}

const endless: readonly Fault[] = [
  submit(
    'second-never-ends',
    'ARP-DM-064',
    'No run but the first one ends',
    stuck((call) => isAgain(call, '')),
  ),
  submit(
    'again-never-ends',
    'ARP-DM-064',
    'No run of an instance ends but its first one',
    stuck((call) => isAgain(call, JSON.stringify(call.body.runtime_selector ?? null))),
  ),
  {
    ...submit(
      'described-never-ends',
      'ARP-DM-064',
      'A run with metadata does not end',
      stuck(({ body }) => body.metadata !== undefined),
    ),
    shows: 'full' as const,
  },
].map((one) => ({ ...one, operations: ['submit_run', 'get_run_status'] }));

const tracing: readonly Fault[] = [
  trace('absent-plain', 'ARP-DM-080', 'Traces are absent and say so without an envelope', {
    handle: () => ({ status: 404, headers: { 'content-type': 'application/json' }, body: { detail: 'Not Found' } }),
  }),
  trace('fails', 'ARP-DM-080', 'Traces make the service fail', { handle: broken }),
  trace('bare-array', 'ARP-DM-081', 'A trace is a bare array', {
    answer: (answer) => put(answer, 'body', isJsonObject(answer.body) ? (answer.body.events ?? []) : []),
  }),
  trace('empty', 'ARP-DM-082', 'A trace is {}', { answer: (answer) => put(answer, 'body', {}) }),
  trace(
    'level-unknown',
    'ARP-DM-083',
    'The level of a trace event is "notice"',
    eachEvent((event) => put(event, 'level', 'notice')),
  ),
  trace(
    'time-epoch',
    'ARP-DM-083',
    'The time of a trace event is a number',
    eachEvent((event) => put(event, 'time', 1735689600)),
  ),
  trace('uri-path', 'ARP-DM-083', 'The trace_uri is a path', { answer: inBody((body) => put(body, 'trace_uri', 'traces/1')) }),
  trace(
    'other-run',
    'ARP-DM-084',
    'The events of a trace name another run',
    eachEvent((event) => put(event, 'run_id', 'another')),
  ),
  trace(
    'seq-falls',
    'ARP-DM-084',
    'The seq of trace events falls',
    eachEvent((event, index) => put(event, 'seq', 1000 - index)),
  ),
  trace('unknown-200', 'ARP-DM-085', 'An unknown run has an empty trace', {
    handle: (_call, next) => next().catch(() => jsonAnswer(200, { events: [] })),
  }),
  {
    ...fault('daemon-run', ['get_run_status'])('unknown-200', 'ARP-DM-065', 'An unknown run is queued', {
      handle: (call, next) => next().catch(() => jsonAnswer(200, { run_id: parameter(call, 'run_id'), state: 'queued' })),
    }),
  },
  fault('daemon-run', ['get_run_status', 'get_run_result'])('gone', 'ARP-DM-062', 'A submitted run cannot be read', {
    handle: () => errorAnswer(404, 'not_found', 'Run not found'),
  }),
];

/** Faults of the runs of a daemon. */
export const daemonRunFaults: readonly Fault[] = [...listing, ...submitting, ...twice, ...endless, ...tracing];
