import type { Patch } from '../hooks.js';
import { jsonAnswer, Refusal } from '../http/answer.js';
import { parameter } from '../http/call.js';
import { isJsonObject } from '../json.js';
import { broken, type Fault, inBody, put, status } from './fault.js';

function cancel(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `cancel-${id}`, services: ['runtime'], operations: ['cancel_run'], breaks, title, ...hooks };
}

/** Faults of canceling. */
export const cancelFaults: readonly Fault[] = [
  cancel('absent-plain', 'ARP-RT-040', 'Cancel is absent and says so without an envelope', {
    handle: () => ({ status: 404, headers: { 'content-type': 'application/json' }, body: { detail: 'Not Found' } }),
  }),
  cancel('fails', 'ARP-RT-040', 'To cancel a run makes the service fail', { handle: broken }),
  cancel('202', 'ARP-RT-041', 'Cancel is answered with 202', { answer: status(202) }),
  cancel('empty', 'ARP-RT-041', 'Cancel is answered with {}', { answer: (answer) => put(answer, 'body', {}) }),
  cancel('needs-body', 'ARP-RT-041', 'Cancel demands a request body', {
    handle: (call, next) => {
      if ((call.headers['content-length'] ?? '0') === '0') throw new Refusal(400, 'invalid_request', 'A JSON body is required');
      return next();
    },
  }),
  cancel('other-id', 'ARP-RT-042', 'Cancel answers for another run', { answer: inBody((body) => put(body, 'run_id', 'another')) }),
  {
    ...cancel('without-effect', 'ARP-RT-042', 'A run that was canceled never ends', {
      answer: inBody((body, call) => {
        if (body.state !== 'canceled' || !call.memory.has(`canceled ${String(body.run_id)}`)) return;
        body.state = 'running';
        delete body.ended_at;
      }),
    }),
    operations: ['cancel_run', 'get_run_status'],
    handle: async (call, next) => {
      if (call.operation === 'cancel_run') call.memory.set(`canceled ${parameter(call, 'run_id')}`, true);
      return next();
    },
  },
  {
    ...cancel('changes-terminal', 'ARP-RT-043', 'To cancel a run that succeeded makes it canceled', {
      answer: inBody((body, call) => {
        if (!call.memory.has(`canceled ${String(body.run_id)}`)) return;
        if (body.state === 'succeeded') body.state = 'canceled';
        if (body.ok === true) Object.assign(body, { ok: false, error: { code: 'canceled', message: 'The run was canceled' } });
      }),
    }),
    operations: ['cancel_run', 'get_run_status', 'get_run_result'],
    handle: async (call, next) => {
      if (call.operation === 'cancel_run') call.memory.set(`canceled ${parameter(call, 'run_id')}`, true);
      return next();
    },
  },
  cancel('unknown-200', 'ARP-RT-044', 'An unknown run can be canceled', {
    handle: (call, next) => next().catch(() => jsonAnswer(200, { run_id: parameter(call, 'run_id'), state: 'canceled' })),
  }),
  {
    ...cancel('result-ok', 'ARP-RT-045', 'The result of a canceled run is ok', {
      answer: inBody((body) => {
        const error = isJsonObject(body.error) ? body.error : {};
        if (error.code !== 'canceled') return;
        body.ok = true;
        delete body.error;
      }),
    }),
    operations: ['get_run_result'],
  },
];
