import { Refusal } from '../http/answer.js';
import type { OperationId } from '../http/operation.js';
import type { ReferenceService } from '../options.js';
import type { Settings } from '../settings.js';
import type { Variation } from './variation.js';

const RUNS: readonly ReferenceService[] = ['runtime', 'daemon'];

function setting(id: string, services: readonly ReferenceService[], title: string, change: Partial<Settings>): Variation {
  return { id, services, title, settings: (settings) => void Object.assign(settings, change) };
}

const POLITE: Partial<Record<OperationId, () => Refusal>> = {
  // The path is also that of get_run_status, which is what Allow can truthfully name.
  cancel_run: () => new Refusal(405, 'method_not_allowed', 'This service cannot cancel runs', undefined, { allow: 'GET, HEAD' }),
  stream_run_events: () => new Refusal(501, 'not_implemented', 'This service does not stream events'),
  get_run_trace: () => new Refusal(404, 'not_implemented', 'This service keeps no traces'),
};

/** Services that behave otherwise, within what ARP leaves open. */
export const behaviourVariations: readonly Variation[] = [
  {
    id: 'no-optional-endpoints',
    services: RUNS,
    title: 'Cancel, events and trace are absent and say so with 405, 501 and 404',
    operations: ['cancel_run', 'stream_run_events', 'get_run_trace'],
    handle: (call, next) => {
      const refusal = call.operation === undefined ? undefined : POLITE[call.operation];
      if (refusal === undefined) return next();
      throw refusal();
    },
  },
  ...([404, 405, 409, 501] as const).map(
    (status): Variation => ({
      ...{ id: `optional-${status}`, services: RUNS, title: `Cancel, events and trace are absent and say so with ${status}` },
      operations: ['cancel_run', 'stream_run_events', 'get_run_trace'],
      handle: () => {
        throw new Refusal(status, 'not_supported', 'This service does not do that', undefined, status === 405 ? { allow: 'HEAD' } : {});
      },
    }),
  ),
  setting('cancel-refused', ['runtime'], 'No run can be canceled: 409', { cancelable: false }),
  setting('synchronous', RUNS, 'A run is over when its creation is answered', { synchronous: true }),
  setting('every-run-fails', RUNS, 'No run succeeds', { everyRunFails: true }),
  setting('slow-start', RUNS, 'Runs stay queued for 300 ms, instances start for 300 ms', { queuedMs: 300, instanceStartMs: 300 }),
  setting('slow-runs', RUNS, 'Runs take about a second', { stepMs: 180 }),
  setting('no-tools', ['tool-registry'], 'The registry is empty', { extraTools: -1 }),
  setting('many-tools', ['tool-registry'], 'The registry holds 300 tools', { extraTools: 294 }),
  setting('no-profiles', ['daemon'], 'A fresh daemon has no profiles', { profiles: [] }),
  setting('many-profiles', ['daemon'], 'A fresh daemon has 120 profiles', { profiles: ['default', ...names('profile', 119)] }),
  setting('many-runs', ['daemon'], 'A fresh daemon has 250 finished runs', { pastRuns: 250 }),
  setting('one-run-at-a-time', ['daemon'], 'An instance that has something to do answers 409 to whatever is submitted to it', {
    oneRunAtATime: true,
  }),
  basePath(),
  setting('small-pages', ['daemon'], 'A page holds 10 runs when the client asks for no size', { pageSize: 10, pastRuns: 25 }),
];

/** Behind a path of its own, as behind a gateway. */
function basePath(): Variation {
  return setting('base-path', ['runtime', 'tool-registry', 'daemon'], 'The service lives under a path', { basePath: '/teams/a~b/arp' });
}

function names(stem: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${stem}-${index + 1}`);
}
