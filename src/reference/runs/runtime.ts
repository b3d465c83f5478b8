import { type Answer, jsonAnswer, notFound, Refusal } from '../http/answer.js';
import { type Call, parameter } from '../http/call.js';
import { FRAMING_TYPES, framingFor } from '../http/event-stream.js';
import type { Operation } from '../http/operation.js';
import { identityOperations } from '../identity.js';
import { runRequest } from '../request-shapes.js';
import type { Service } from '../service.js';
import type { Settings } from '../settings.js';
import { RunEngine } from './engine.js';
import { type Run, statusOf } from './run.js';
import { readRunRequest } from './run-request.js';

/** An ARP Runtime. The daemon passes in the engine of a managed instance. */
export function createRuntime(settings: Settings, engine: RunEngine = new RunEngine(settings)): Service {
  const operations: Operation[] = [
    ...identityOperations('runtime', settings),
    { id: 'create_run', method: 'POST', path: '/v1/runs', request: runRequest, handle: (call) => createRun(engine, call) },
    { id: 'get_run_status', method: 'GET', path: '/v1/runs/{run_id}', handle: (call) => jsonAnswer(200, statusOf(knownRun(engine, call))) },
    { id: 'get_run_result', method: 'GET', path: '/v1/runs/{run_id}/result', handle: (call) => runResult(knownRun(engine, call)) },
    {
      id: 'cancel_run',
      method: 'POST',
      path: '/v1/runs/{run_id}:cancel',
      handle: (call) => cancelRun(engine, knownRun(engine, call), settings),
    },
    {
      id: 'stream_run_events',
      method: 'GET',
      path: '/v1/runs/{run_id}/events',
      handle: (call) => streamEvents(engine, knownRun(engine, call), framingFor(call.headers.accept, settings.eventFraming)),
    },
  ];
  return { service: 'runtime', operations, close: () => engine.close() };
}

function createRun(engine: RunEngine, call: Call): Answer {
  const { runId, goal } = readRunRequest(call.body);
  if (runId !== undefined && engine.get(runId) !== undefined) throw new Refusal(409, 'conflict', 'A run with this run_id exists already');
  return jsonAnswer(200, statusOf(engine.create(goal, runId)));
}

function runResult(run: Run): Answer {
  if (run.result === undefined) throw new Refusal(409, 'not_finished', 'The run is not over yet');
  return jsonAnswer(200, structuredClone(run.result));
}

// A run that is over is answered as it is: to cancel twice, or too late, does no harm (ARP-RT-043).
function cancelRun(engine: RunEngine, run: Run, settings: Settings): Answer {
  if (!settings.cancelable) throw new Refusal(409, 'not_cancelable', 'The run cannot be canceled');
  engine.cancel(run);
  return jsonAnswer(200, statusOf(run));
}

function streamEvents(engine: RunEngine, run: Run, framing: 'sse' | 'ndjson'): Answer {
  const headers = { 'content-type': FRAMING_TYPES[framing], 'cache-control': 'no-store' };
  return { status: 200, headers, stream: { feed: engine.feed(run), framing } };
}

function knownRun(engine: RunEngine, call: Call): Run {
  const run = engine.get(parameter(call, 'run_id'));
  if (run === undefined) throw notFound('Run');
  return run;
}
