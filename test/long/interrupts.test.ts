import { describe, expect, it } from 'vitest';
import { eachOf } from '../cli/core-front.js';
import { complaintsOf, type Ending, type Interruption, interruptAt, killAt, remainsOf } from '../cli/core-interrupt.js';

/**
 * SIGINT, SIGTERM and a fault of ours at every single request of a core run, the removals at its end included; at some of a full run, which
 * sends many more; and runs that are killed, with what cleanup makes of their ledgers.
 */

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

/** So many requests of a run of the full tier, spread evenly, and another one each time that this is run. */
const SAMPLES = 14;
const FULL: readonly (readonly [Ending, Interruption])[] = [
  ['SIGINT', {}],
  ['SIGTERM', RUNTIME],
  ['crash', {}],
  ['SIGINT', { service: 'tool-registry' }],
];
const KILLED: readonly Interruption[] = [{}, RUNTIME, { tier: 'full' }];

describe('An early end of the core tier at every request', () => {
  for (const [ending, how] of ROWS) {
    const { service = 'daemon', args = [] } = how;
    it(`by ${[ending, ...args].join(' ')} leaves the ${service} as it was`, async () => {
      const total = await lengthOf(ending, how);
      const ended = await endedAt(
        Array.from({ length: total }, (_, index) => index + 1),
        ending,
        how,
      );
      // How often a run is read while it goes on is not the same each time.
      expect(ended).toBeGreaterThan(total / 2);
    });
  }
});

describe('An early end of the full tier', () => {
  for (const [ending, how] of FULL) {
    const { service = 'daemon' } = how;
    it(`by ${ending} leaves the ${service} as it was`, async () => {
      const full: Interruption = { ...how, tier: 'full', delay: 6 };
      const total = await lengthOf(ending, full);
      const ended = await endedAt(spread(total), ending, full);
      expect(ended).toBeGreaterThan(SAMPLES * 0.7);
    });
  }
});

describe('A run that is killed', () => {
  for (const how of KILLED) {
    const { service = 'daemon', tier = 'core' } = how;
    it(`leaves a ledger by which cleanup leaves the ${service} as it was (${tier})`, async () => {
      const quick: Interruption = { delay: 6, ...how };
      const total = await lengthOf('SIGINT', quick);
      const wrong: object[] = [];
      await eachOf(spread(total), AT_A_TIME, async (number) => {
        const remains = remainsOf(await killAt(number, quick));
        if (remains.length > 0) wrong.push({ number, remains });
      });
      expect(wrong).toEqual([]);
    });
  }
});

/** How many requests an undisturbed run sends; nothing may be wrong with it. */
async function lengthOf(ending: Ending, how: Interruption): Promise<number> {
  const undisturbed = await interruptAt(0, ending, how);
  expect(complaintsOf(undisturbed, ending)).toEqual([]);
  const total = undisturbed.front.requests.length;
  expect(total).toBeGreaterThan(40);
  return total;
}

function spread(total: number): number[] {
  const step = total / SAMPLES;
  const first = Math.random() * step;
  const numbers = Array.from({ length: SAMPLES }, (_, index) => 1 + Math.floor(first + index * step));
  console.log(`of ${total} requests: ${numbers.join(', ')}`);
  return numbers;
}

/** Ends a run with each of these requests. @returns how many were ended early */
async function endedAt(numbers: readonly number[], ending: Ending, how: Interruption): Promise<number> {
  const wrong: object[] = [];
  let ended = 0;
  await eachOf(numbers, AT_A_TIME, async (number) => {
    const run = await interruptAt(number, ending, how);
    if (run.ended) ended += 1;
    const complaints = complaintsOf(run, ending);
    if (complaints.length > 0) wrong.push({ number, complaints });
  });
  expect(wrong).toEqual([]);
  return ended;
}
