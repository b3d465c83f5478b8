const OTHERS =
  'every operation of v1 has a check of its own for this, which is told of it (test/house/blame.test.ts): this one is for operations that no check is about, as another revision may have them';

/** Checks that no fault of the catalogue makes complain, and which others do in their place; by id. */
export const UNMOVED: Readonly<Record<string, string>> = Object.fromEntries(
  ['runtime', 'tool-registry', 'daemon'].flatMap((service) =>
    ['schema', 'media-type', 'status'].map((check) => [`${service}.contract.${check}`, OTHERS]),
  ),
);
