import fc from 'fast-check';
import { describe, it } from 'vitest';
import { HOSTILE_TEXT } from '../cli/hostile-text.js';
import { anyText, expectWellFormed, runFull } from './hostile-run.js';

describe('A report', () => {
  it('is well-formed and harmless, whatever stands in any place', async () => {
    await expectWellFormed(await runFull(HOSTILE_TEXT));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => expectWellFormed(await runFull(text))),
      { numRuns: 10 },
    );
  });
});
