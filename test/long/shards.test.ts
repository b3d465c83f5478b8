import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listFaults, type ReferenceService } from '../../src/reference/index.js';
import { wholeAndMerged } from '../cli/shards.js';

/** Whatever is wrong with a service, and into however many parts a run is split: together they say what the whole says. */

const SERVICES: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
/** Waiting for what never comes takes long; the size of a body says nothing of parts. */
const SLOW = /^wire-|-never-|-stuck|gzip-bomb|huge-body/;

const anySplit = fc.constantFrom(...SERVICES).chain((service) =>
  fc.record({
    service: fc.constant(service),
    tier: fc.constantFrom('core' as const, 'full' as const),
    parts: fc.integer({ min: 2, max: 5 }),
    faults: fc.subarray(
      listFaults(service)
        .map(({ id }) => id)
        .filter((id) => !SLOW.test(id)),
      { minLength: 0, maxLength: 1 },
    ),
  }),
);

describe('A run in parts', () => {
  it('says what the whole run says', async () => {
    await fc.assert(
      fc.asyncProperty(anySplit, async (split) => {
        const { whole, merged } = await wholeAndMerged(split);
        expect(merged).toEqual(whole);
      }),
      { numRuns: 25, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
    );
  });
});
