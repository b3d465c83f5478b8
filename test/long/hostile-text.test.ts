import fc from 'fast-check';
import { describe, it } from 'vitest';
import { anyText, expectWellFormed, runFull } from '../report/hostile-run.js';

describe('A report', () => {
  it('is well-formed and harmless, whatever stands in any place, many times', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => expectWellFormed(await runFull(text))),
      { numRuns: 1000 },
    );
  });
});
