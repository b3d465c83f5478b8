import { type Answer, jsonAnswer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { Operation } from '../http/operation.js';
import { runRequest } from '../request-shapes.js';
import type { Settings } from '../settings.js';
import type { DaemonRuns } from './daemon-runs.js';
import type { Pages } from './pages.js';

/** The operations on runs (ARP-DM-060…085). */
export function runOperations(runs: DaemonRuns, pages: Pages, { oneRunAtATime }: Settings): readonly Operation[] {
  return [
    { id: 'list_runs', method: 'GET', path: '/v1/runs', handle: (call) => list(runs, pages, call) },
    {
      id: 'submit_run',
      method: 'POST',
      path: '/v1/runs',
      request: runRequest,
      ...(oneRunAtATime ? { admit: (body) => runs.admit(body) } : {}),
      handle: async (call) => jsonAnswer(202, (await runs.submit(call.body)).status()),
    },
    { id: 'get_run_status', method: 'GET', path: '/v1/runs/{run_id}', handle: (call) => status(runs, call) },
    {
      id: 'get_run_result',
      method: 'GET',
      path: '/v1/runs/{run_id}/result',
      handle: async (call) => jsonAnswer(200, await runs.known(call).result()),
    },
    {
      id: 'get_run_trace',
      method: 'GET',
      path: '/v1/runs/{run_id}/trace',
      handle: (call) => jsonAnswer(200, { events: runs.known(call).trace() }),
    },
  ];
}

async function list(runs: DaemonRuns, pages: Pages, call: Call): Promise<Answer> {
  const page = pages.cut(runs.all(), call.query);
  await Promise.all(page.items.map((run) => run.refresh()));
  return jsonAnswer(200, { runs: page.items.map((run) => run.status()), pagination: page.pagination });
}

async function status(runs: DaemonRuns, call: Call): Promise<Answer> {
  const run = runs.known(call);
  await run.refresh();
  return jsonAnswer(200, run.status());
}
