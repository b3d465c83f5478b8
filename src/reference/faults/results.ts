import type { Patch } from '../hooks.js';
import { type Answer, errorAnswer, jsonAnswer, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import { absent, type Fault, inBody, member, put, without } from './fault.js';

function result(id: string, breaks: string, title: string, hooks: Partial<Patch>): Fault {
  return { id: `run-${id}`, services: ['runtime', 'daemon'], operations: ['get_run_result'], breaks, title, ...hooks };
}

const unknownAs = (answer: (call: Call) => Answer): Partial<Patch> => ({
  handle: (call, next) =>
    next().catch((error: unknown) => {
      if (error instanceof Refusal && error.answer.status === 404) return answer(call);
      throw error;
    }),
});
/** Faults of the results of runs. */
export const resultFaults: readonly Fault[] = [
  result('result-missing', 'ARP-RT-003', 'The result of a run cannot be read', { request: absent }),
  result('result-204', 'ARP-RT-020', 'A result is answered with 204', {
    answer: (answer) => Object.assign(answer, { status: 204, body: undefined, headers: {} }),
  }),
  result('result-without-ok', 'ARP-RT-020', 'A result does not say ok', { answer: without('ok') }),
  result('result-other-id', 'ARP-RT-021', 'A result names another run', { answer: inBody((body) => put(body, 'run_id', 'another')) }),
  result('result-ok-wrong', 'ARP-RT-022', 'The result of a run that succeeded is not ok', {
    answer: inBody(
      (body) => body.ok === true && Object.assign(body, { ok: false, error: { code: 'failed', message: 'No' } }) && delete body.output,
    ),
  }),
  result('result-error-and-ok', 'ARP-RT-023', 'A result is ok and has an error', {
    answer: inBody((body) => body.ok === true && put(body, 'error', { code: 'warning', message: 'Almost' })),
  }),
  result('result-without-error', 'ARP-RT-023', 'A result is not ok and has no error', {
    settings: (settings) => put(settings, 'everyRunFails', true),
    answer: without('error'),
  }),
  result('output-string', 'ARP-RT-024', 'The output of a run is a string', { answer: member('output', 'done') }),
  result('artifact-without-id', 'ARP-RT-024', 'An artifact has no id', { answer: member('artifacts', [{ type: 'text' }]) }),
  result('artifact-uri', 'ARP-RT-024', 'The uri of an artifact is a path', {
    answer: member('artifacts', [{ type: 'text', id: 'a', uri: 'files/a.txt' }]),
  }),
  result('usage-number', 'ARP-RT-024', 'The usage of a run is a number', { answer: member('usage', 12) }),
  result('result-changes', 'ARP-RT-025', 'A result is another one at every read', {
    answer: inBody((body, call) => put(body, 'usage', { reads: call.nth })),
  }),
  result(
    'result-unknown-200',
    'ARP-RT-028',
    'An unknown run has a result',
    unknownAs((call) => jsonAnswer(200, { run_id: parameter(call, 'run_id'), ok: true })),
  ),
  result(
    'result-unknown-400',
    'ARP-RT-028',
    'The result of an unknown run is 400',
    unknownAs(() => errorAnswer(400, 'invalid_request', 'No such run')),
  ),
  result('result-early', 'ARP-RT-029', 'A run that is not over has a result', {
    settings: (settings) => put(settings, 'stepMs', 40),
    handle: (call, next) =>
      next().catch((error: unknown) => {
        if (error instanceof Refusal && error.answer.status === 409)
          return jsonAnswer(200, { run_id: parameter(call, 'run_id'), ok: true });
        throw error;
      }),
  }),
];
