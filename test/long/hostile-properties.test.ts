import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../fuzz/properties.js';

/** Fifty times as many tries of each as in `npm test`. */
describe('Whatever comes in', () => {
  it.each(PROPERTIES)('$title: no crash, and what is found stands there', async ({ check, tries }) => {
    expect((await check({ numRuns: 50 * tries })).failure).toBeUndefined();
  });
});
