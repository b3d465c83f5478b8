const ROWS = 'every operation of core has a row of its own in the blame table';
const ROUTE = 'a 404 for an unknown run may be that of a route that is not there';

const MADE_BEFORE = 'it makes a run for others, and where none can be made run.create says so first';
const WAITED_BEFORE = 'a run that never ends is found by core, which the faults of runs are tried at';

/** Checks that no fault of the catalogue makes complain, and why; by id. */
export const UNMOVED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['runtime', 'tool-registry', 'daemon'].flatMap((service) =>
      ['schema', 'media-type', 'status'].map((check) => [`${service}.contract.${check}`, ROWS]),
    ),
  ),
  'runtime.contract.no-content': 'no operation of core answers with 204',
  'runtime.auth.none[cancel_run]': ROUTE,
  'runtime.auth.none[stream_run_events]': ROUTE,
  'runtime.run.slow': 'what it says is the same when it is read, which is looked at besides',
  'runtime.run.slow.running': 'a run that is never started never ends either, and is not reached',
  ...Object.fromEntries(['events.run', 'events.left.run'].map((check) => [`runtime.${check}`, MADE_BEFORE])),
  ...Object.fromEntries(['events.run.starts', 'events.run.ends', 'events.left.ends'].map((check) => [`runtime.${check}`, WAITED_BEFORE])),
  'tool-registry.contract.no-content': 'no operation answers with 204',
  ...Object.fromEntries(
    ['runtime', 'tool-registry', 'daemon'].flatMap((service) => [
      [`${service}.auth.forbidden`, 'every 403 here is that of a check of its own'],
      [`${service}.auth.optional`, 'no service of the catalogue is declared optional'],
    ]),
  ),
};
