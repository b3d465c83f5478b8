import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SelfTestDocument } from '../../src/report/self-test-document.js';
import { runCli, startCli, temporaryFolder } from './command.js';

const SPEC = fileURLToPath(new URL('../../spec/v1', import.meta.url));
const documentOf = ({ stdout }: { stdout: string }): SelfTestDocument => JSON.parse(stdout) as SelfTestDocument;
const some = (...more: readonly string[]): string[] => ['self-test', '--service', 'runtime', '--fault', 'health-time-*', ...more];

describe('self-test', () => {
  it('says how many faults were found, by level and by service', async () => {
    const outcome = await runCli(some('--fault', 'run-create-20*', '--tier', 'core'), { patience: 30_000 });
    expect([outcome.code, outcome.stderr]).toEqual([0, 'checking reference services with faults of every kind\n']);
    expect(outcome.stdout).toMatch(/^arp-conformance \S+ self-test · spec\/v1@v0\.2\.6 · runtime · up to tier core\n\n\d+ named faults\n/);
    expect(outcome.stdout).toMatch(/^must +(\d+) +\1 {2}100\.0 %$/m);
    expect(outcome.stdout).toMatch(/^runtime +(\d+) +\1 {2}100\.0 %$/m);
    expect(outcome.stdout).toMatch(
      /^\d+ of \d+ checks were made to complain, derived ones of a kind counted as one\n\nEVERY FAULT KILLED, NOBODY BLAMED WRONGLY {6}/m,
    );
  });

  it.each([
    ['the built-in spec', 'built-in', []],
    ['a folder', SPEC, ['--spec-path', SPEC]],
  ])('goes by %s', async (_what, origin, args) => {
    const outcome = await runCli(some('--tier', 'smoke', '--reporter', 'json', '--quiet', ...args));
    const document = documentOf(outcome);
    expect([outcome.code, outcome.stderr, document.spec_origin]).toEqual([0, '', origin]);
    expect(document).toMatchObject({ ok: true, exit_code: 0, tier: 'smoke', services: ['runtime'], schema_version: 1 });
    const { trials, killed, survived, misblamed, by_service, by_level } = document.faults;
    expect([killed, survived, misblamed]).toEqual([trials, [], []]);
    expect(by_service.runtime).toEqual({ faults: trials, killed });
    expect(Object.values(by_level).reduce((sum, { faults }) => sum + faults, 0)).toBe(trials);
    expect(document.variations.trials).toBe(0);
    expect(document.checks.moved).toBeGreaterThan(0);
  });

  it('fails, and names the survivors, where the checks do not find a fault', async () => {
    const folder = temporaryFolder();
    cpSync(SPEC, folder, { recursive: true });
    const file = join(folder, 'schemas/common/health.schema.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/,\s*"format": "date-time"/, ''));
    const args = ['self-test', '--service', 'runtime', '--fault', 'health-time-not-a-date', '--tier', 'smoke', '--spec-path', folder];
    const outcome = await runCli(args);
    expect(outcome.code, outcome.stdout).toBe(1);
    expect(outcome.stdout).toContain('SURVIVED  nothing of what these break was found:\n');
    expect(outcome.stdout).toMatch(/ health-time-\S+ on a runtime, tier smoke: expected ARP-CM-005, found nothing \(exit 0\)/);
    expect(outcome.stdout).toContain('NOT AS IT SHOULD BE');
    const document = documentOf(await runCli([...args, '--reporter', 'json']));
    expect(document.ok).toBe(false);
    expect(document.faults.survived.length).toBeGreaterThan(0);
  });

  it.each([
    [['--fault', 'helth-*'], 'No fault fits "helth-*"; serve --list-faults shows them.'],
    [['--service', 'runtme'], '--service takes'],
    [['--tier', 'deep'], '--tier takes'],
    [['--jobs', '0'], '--jobs takes a whole number from 1 to 99, not "0".'],
    [['--reporter', 'junit'], '--reporter takes'],
    [['--service', 'runtime', '--fault', 'tools-*'], 'No run up to tier full can see such a fault on runtime.'],
    [['--spec-path', 'no/such/folder'], 'no/such/folder'],
  ])('refuses %j', async (args, message) => {
    const outcome = await runCli(['self-test', '--quiet', ...args]);
    expect([outcome.code, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toContain(message);
  });

  it('ends when it is interrupted, and says so', async () => {
    const { child, ended } = startCli(['self-test', '--service', 'runtime', '--tier', 'core', '--reporter', 'json']);
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(documentOf(outcome)).toMatchObject({ interrupted: true, ok: false, exit_code: 130 });
  });
});
