const ROWS = 'every operation of core has a row of its own in the blame table';
const ROUTE = 'a 404 for an unknown run may be that of a route that is not there';

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
  'tool-registry.contract.no-content': 'no operation answers with 204',
  ...Object.fromEntries(
    ['runtime', 'tool-registry', 'daemon'].flatMap((service) => [
      [`${service}.auth.forbidden`, 'every 403 here is that of a check of its own'],
      [`${service}.auth.optional`, 'no service of the catalogue is declared optional'],
    ]),
  ),
};
