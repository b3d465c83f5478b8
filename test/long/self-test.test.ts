import { beforeAll, describe, expect, it } from 'vitest';
import { UNMOVED } from '../../src/reference/index.js';
import type { SelfTestDocument } from '../../src/report/self-test-document.js';
import { runCli } from '../cli/command.js';

/** Every fault that some tier can see and every variation, on every service, with a token and without: as a user runs them. */

const PATIENCE = 3_600_000;
let code: number | string;
let document: SelfTestDocument;

beforeAll(async () => {
  const outcome = await runCli(['self-test', '--reporter', 'json', '--quiet'], { patience: PATIENCE });
  code = outcome.code;
  document = JSON.parse(outcome.stdout) as SelfTestDocument;
}, PATIENCE);

describe('self-test', () => {
  it('finds every fault, and blames it for exactly what it breaks', () => {
    const { survived, misblamed, killed, trials, named } = document.faults;
    expect({ survived, misblamed }).toEqual({ survived: [], misblamed: [] });
    expect(killed).toBe(trials);
    expect(named).toBeGreaterThanOrEqual(500);
    expect(trials).toBeGreaterThanOrEqual(2500);
  });

  it('blames nothing that conforms, and warns of what is told of it', () => {
    const { blamed, named, trials } = document.variations;
    expect(blamed).toEqual([]);
    expect(named).toBeGreaterThanOrEqual(60);
    expect(trials).toBeGreaterThanOrEqual(260);
  });

  it('shows that every check can fail, but for those of which it is known why not', () => {
    expect([...document.checks.unmoved].sort()).toEqual(Object.keys(UNMOVED).sort());
  });

  it('says so', () => {
    expect([code, document.ok, document.exit_code]).toEqual([0, true, 0]);
  });
});
