import { describe, expect, it } from 'vitest';
import { eachOf } from '../cli/core-front.js';
import { complaintsOf, type Ending, type Interruption, interruptAt } from '../cli/core-interrupt.js';

/** SIGINT, SIGTERM and a fault of ours at every single request of a core run, the removals at its end included. */

const AT_A_TIME = 4;
/** One request at a time takes eight times as long: less is held back. */
const ONE_BY_ONE: Interruption = { args: ['--jobs', '1'], delay: 6 };
// A runtime of which no run is over before it is ended.
const RUNTIME: Interruption = { service: 'runtime', reference: { variations: ['slow-start'] } };

const ROWS: readonly (readonly [Ending, Interruption])[] = [
  ['SIGINT', {}],
  ['SIGTERM', {}],
  ['crash', {}],
  ['SIGINT', ONE_BY_ONE],
  ['SIGINT', RUNTIME],
  ['SIGTERM', RUNTIME],
  ['crash', RUNTIME],
  ['SIGTERM', { ...RUNTIME, ...ONE_BY_ONE }],
  ['SIGINT', { service: 'tool-registry' }],
  ['SIGTERM', { service: 'tool-registry' }],
];

describe('An early end of the core tier at every request', () => {
  for (const [ending, how] of ROWS) {
    const { service = 'daemon', args = [] } = how;
    it(`by ${[ending, ...args].join(' ')} leaves the ${service} as it was`, async () => {
      const undisturbed = await interruptAt(0, ending, how);
      expect(complaintsOf(undisturbed, ending)).toEqual([]);
      const total = undisturbed.front.requests.length;
      expect(total).toBeGreaterThan(40);
      const wrong: object[] = [];
      let ended = 0;
      await eachOf(
        Array.from({ length: total }, (_, index) => index + 1),
        AT_A_TIME,
        async (number) => {
          const run = await interruptAt(number, ending, how);
          if (run.ended) ended += 1;
          const complaints = complaintsOf(run, ending);
          if (complaints.length > 0) wrong.push({ number, complaints });
        },
      );
      expect(wrong).toEqual([]);
      // How often a run is read while it goes on is not the same each time.
      expect(ended).toBeGreaterThan(total / 2);
    });
  }
});
