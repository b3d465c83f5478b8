const ROWS = 'every operation of core has a row of its own in the blame table';

const REFUSED = 'open: no service of the catalogue refuses a body and makes what it asks for all the same';

/** Checks that no fault of the catalogue makes complain, and why; by id. */
export const UNMOVED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['runtime', 'tool-registry', 'daemon'].flatMap((service) =>
      ['schema', 'media-type', 'status'].map((check) => [`${service}.contract.${check}`, ROWS]),
    ),
  ),
  'runtime.contract.no-content': 'no operation of core answers with 204',
  'runtime.run.slow': 'what it says is the same when it is read, which is looked at besides',
  'runtime.run.slow.running': 'a run that is never started never ends either, and is not reached',
  'runtime.events.run.starts': 'a run that never ends is found by core, which the faults of runs are tried at',
  'daemon.instances.refuses.leaves-nothing': REFUSED,
  'daemon.profiles.refuses.leaves-nothing': REFUSED,
  'tool-registry.contract.no-content': 'no operation answers with 204',
  ...Object.fromEntries(
    ['runtime', 'tool-registry', 'daemon'].flatMap((service) => [
      [`${service}.auth.forbidden`, 'every 403 here is that of a check of its own'],
      [`${service}.auth.optional`, 'no service of the catalogue is declared optional'],
    ]),
  ),
};
