import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../fuzz/properties.js';

/** Some tries of each; `npm run fuzz` goes on for as long as it is told. */
describe('Whatever comes in', () => {
  it.each(PROPERTIES)('$title: no crash, and what is found stands there', async ({ check, tries }) => {
    expect((await check({ numRuns: tries })).failure).toBeUndefined();
  });
});
