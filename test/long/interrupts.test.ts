import { describe, expect, it } from 'vitest';
import { eachOf } from '../cli/core-front.js';
import { complaintsOf, interruptAt, type Signal } from '../cli/core-interrupt.js';

/** SIGINT and SIGTERM at every single request of a core run of a daemon, the removals at its end included. */

const AT_A_TIME = 4;

describe('An interruption of the core tier at every request', () => {
  for (const [signal, args] of [
    ['SIGINT', []],
    ['SIGTERM', []],
    ['SIGINT', ['--jobs', '1']],
  ] as const satisfies readonly (readonly [Signal, readonly string[]])[]) {
    it(`by ${[signal, ...args].join(' ')} leaves the daemon as it was`, async () => {
      // One request at a time takes eight times as long: less is held back.
      const settings = args.length === 0 ? {} : { delay: 6 };
      const undisturbed = await interruptAt(0, signal, args, settings);
      expect(complaintsOf(undisturbed, signal)).toEqual([]);
      const total = undisturbed.front.requests.length;
      expect(total).toBeGreaterThan(80);
      const wrong: object[] = [];
      let signalled = 0;
      await eachOf(
        Array.from({ length: total }, (_, index) => index + 1),
        AT_A_TIME,
        async (number) => {
          const run = await interruptAt(number, signal, args, settings);
          if (run.signalled) signalled += 1;
          const complaints = complaintsOf(run, signal);
          if (complaints.length > 0) wrong.push({ number, complaints });
        },
      );
      expect(wrong).toEqual([]);
      // How often a run is read while it goes on is not the same each time.
      expect(signalled).toBeGreaterThan(total - 6);
    });
  }
});
