import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SelfTestDocument } from '../../src/report/self-test-document.js';
import { runCli } from '../cli/command.js';

const SPEC = fileURLToPath(new URL('../../spec/v1', import.meta.url));
const PATIENCE = 1_200_000;

/** With the built-in spec the same runs are made by `matrix.test.ts`, which names each. */
describe('self-test by a folder', () => {
  it(
    'finds every fault and blames nothing that conforms',
    async () => {
      const { code, stdout } = await runCli(['self-test', '--spec-path', SPEC, '--reporter', 'json', '--jobs', '6', '--quiet'], {
        patience: PATIENCE,
      });
      const { faults, variations, ok } = JSON.parse(stdout) as SelfTestDocument;
      expect({ survived: faults.survived, misblamed: faults.misblamed, blamed: variations.blamed }).toEqual({
        survived: [],
        misblamed: [],
        blamed: [],
      });
      expect([code, ok, faults.killed]).toEqual([0, true, faults.trials]);
      expect(faults.named).toBeGreaterThanOrEqual(200);
      expect(variations.named).toBeGreaterThanOrEqual(40);
    },
    PATIENCE,
  );
});
