import { describe, expect, it } from 'vitest';
import { UNMOVED } from '../../src/reference/index.js';
import type { SelfTestDocument } from '../../src/report/self-test-document.js';
import { runCli } from '../cli/command.js';

/** Every fault that some tier can see and every variation, on every service, with a token and without: as a user runs them. */

const PATIENCE = 3_600_000;
let run: Promise<{ readonly code: number | string; readonly document: SelfTestDocument }> | undefined;

/** One run for all tests, made by the first of them that asks. */
function selfTest(): NonNullable<typeof run> {
  run ??= runCli(['self-test', '--reporter', 'json', '--quiet'], { patience: PATIENCE }).then(({ code, stdout }) => ({
    code,
    document: JSON.parse(stdout) as SelfTestDocument,
  }));
  return run;
}

describe('self-test', { timeout: PATIENCE }, () => {
  it('finds every fault, and blames it for exactly what it breaks', async () => {
    const { document } = await selfTest();
    const { survived, misblamed, killed, trials, named } = document.faults;
    expect({ survived, misblamed }).toEqual({ survived: [], misblamed: [] });
    expect(killed).toBe(trials);
    expect(named).toBeGreaterThanOrEqual(500);
    expect(trials).toBeGreaterThanOrEqual(2500);
  });

  it('blames nothing that conforms, and warns of what is told of it', async () => {
    const { document } = await selfTest();
    const { blamed, named, trials } = document.variations;
    expect(blamed).toEqual([]);
    expect(named).toBeGreaterThanOrEqual(60);
    expect(trials).toBeGreaterThanOrEqual(260);
  });

  it('shows that every check can fail, but for those of which it is known why not', async () => {
    const { document } = await selfTest();
    expect([...document.checks.unmoved].sort()).toEqual(Object.keys(UNMOVED).sort());
  });

  it('says so', async () => {
    const { code, document } = await selfTest();
    expect([code, document.ok, document.exit_code]).toEqual([0, true, 0]);
  });
});
