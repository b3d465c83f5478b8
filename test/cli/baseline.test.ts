import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/index.js';
import { bundled } from '../report/bundled.js';
import { type Outcome, temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const { startReference } = await bundled<typeof import('../../src/reference/index.js')>('src/reference/index.ts');
const WORDS = ['--reason', 'the old serialiser', '--owner', 'team blue'];
const OLD = ['health-null-checks', 'version-without-v1'];

const read = (cwd: string, file = 'known.yaml'): string => readFileSync(join(cwd, file), 'utf8');

/** Checks a service with these faults; its report is in `report.json`. */
async function checked(cwd: string, faults: readonly string[], ...flags: readonly string[]): Promise<Outcome> {
  const { url, close } = await startReference({ service: 'runtime', faults });
  try {
    return await runInside(['check', 'runtime', '--url', url, '--reporter', 'json=report.json', '--reporter', 'terminal', ...flags], {
      cwd,
    });
  } finally {
    await close();
  }
}

/** A folder with a baseline of a service with some faults. */
async function adopted(...more: readonly string[]): Promise<string> {
  const cwd = temporaryFolder();
  await checked(cwd, OLD);
  const { code } = await runInside(['baseline', 'write', 'report.json', 'known.yaml', ...WORDS, ...more], { cwd });
  expect(code).toBe(0);
  return cwd;
}

describe('a service that is known to be wrong', () => {
  it('is exit 0 as long as nothing else is, and every report says what is wrong', async () => {
    const cwd = await adopted();
    const { code, stdout } = await checked(cwd, OLD, '--baseline', 'known.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^FAIL {2}The service says that it speaks v1/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain('(known: the old serialiser, team blue)');
    expect(stdout).toMatch(/^NOTHING NEW \(runtime, tier smoke\): 2 checks fail as known\.yaml knows$/m);
    const report = JSON.parse(read(cwd, 'report.json')) as ReportDocument;
    expect(report).toMatchObject({
      ok: true,
      exit_code: 0,
      counts: { FAIL: 2 },
      baseline: { file: 'known.yaml', mended: [], expired: [] },
    });
    const failed = report.results.filter(({ status }) => status === 'FAIL');
    expect(failed.flatMap(({ findings }) => findings.map(({ known }) => known))).toEqual(
      failed.flatMap(({ findings }) => findings.map(() => ({ reason: 'the old serialiser', owner: 'team blue' }))),
    );
  });

  it('is exit 1 when something else fails, and that comes first', async () => {
    const cwd = await adopted();
    const { code, stdout } = await checked(cwd, [...OLD, 'health-time-not-a-date'], '--baseline', 'known.yaml');
    expect(code).toBe(1);
    expect(stdout.match(/^FAIL .*$/gm)?.[0]).toContain('The time of health is an RFC 3339 date-time');
    expect(stdout).toMatch(/^NOT CONFORMANT \(runtime, tier smoke\)$/m);
  });

  it('is exit 1 when a known check fails in another way', async () => {
    const cwd = await adopted();
    writeFileSync(join(cwd, 'known.yaml'), read(cwd).replace('null_value /checks', 'null_value /elsewhere'));
    expect(await checked(cwd, OLD, '--baseline', 'known.yaml')).toMatchObject({ code: 1 });
    writeFileSync(join(cwd, 'known.yaml'), read(cwd).replace(/ {4}findings:\n {6}- null_value.*\n/, ''));
    expect(await checked(cwd, OLD, '--baseline', 'known.yaml')).toMatchObject({ code: 0 });
  });

  it('says what is mended, which --strict-baseline wants taken out', async () => {
    const cwd = await adopted();
    const lenient = await checked(cwd, OLD.slice(0, 1), '--baseline', 'known.yaml');
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain('mended: runtime.version.api (ARP-CM-008); take it out with arp-conformance baseline update');
    const strict = await checked(cwd, OLD.slice(0, 1), '--baseline', 'known.yaml', '--strict-baseline');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toMatch(/^THE BASELINE IS OUT OF DATE/m);

    const update = await runInside(['baseline', 'update', 'report.json', 'known.yaml'], { cwd });
    expect(update).toMatchObject({ code: 0, stdout: 'mended, taken out: runtime.version.api (ARP-CM-008)\nknown.yaml: 1 known\n' });
    expect(await checked(cwd, OLD.slice(0, 1), '--baseline', 'known.yaml', '--strict-baseline')).toMatchObject({ code: 0 });
    await checked(cwd, []);
    expect((await runInside(['baseline', 'update', 'report.json', 'known.yaml'], { cwd })).stdout).toContain('known.yaml: 0 known');
    expect(await checked(cwd, [], '--baseline', 'known.yaml', '--strict-baseline')).toMatchObject({ code: 0 });
  });

  it('is put up with until a day, and no longer', async () => {
    const cwd = await adopted('--expires', '2999-12-31');
    expect(await checked(cwd, OLD, '--baseline', 'known.yaml')).toMatchObject({ code: 0 });
    writeFileSync(join(cwd, 'known.yaml'), read(cwd).replace('2999-12-31', '2020-01-31'));
    const { code, stdout } = await checked(cwd, OLD, '--baseline', 'known.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^expired on 2020-01-31: runtime\.\S+ \(ARP-CM-0\d\d\); team blue was to see to it \(the old serialiser\)$/m);
  });

  it('keeps its comments, and what the report does not judge, when its baseline is brought up to date', async () => {
    const cwd = await adopted();
    const more = '  # ticket 17\n  - { check: daemon.health, requirement: ARP-CM-001, reason: later, owner: team red }\n';
    writeFileSync(join(cwd, 'known.yaml'), read(cwd) + more);
    await checked(cwd, [...OLD, 'health-time-not-a-date']);
    const wordless = await runInside(['baseline', 'update', 'report.json', 'known.yaml'], { cwd });
    expect(wordless).toMatchObject({ code: 2, stderr: expect.stringContaining('New entries need a reason') });
    const update = await runInside(['baseline', 'update', 'report.json', 'known.yaml', ...WORDS], { cwd });
    expect(update.stdout).toBe('new: runtime.health.time (ARP-CM-005)\nknown.yaml: 4 known\n');
    expect(read(cwd)).toContain('# What is known to be wrong');
    expect(read(cwd)).toContain('# ticket 17');
  });

  it('is shown with what became of it', async () => {
    const cwd = await adopted('--expires', '2999-12-31');
    const typo = '  - { check: runtime.helth, requirement: ARP-CM-001, reason: later, owner: team red, expires: 2020-01-31 }\n';
    writeFileSync(join(cwd, 'known.yaml'), read(cwd) + typo.replace(', expires: 2020-01-31', ''));
    await checked(cwd, OLD.slice(0, 1));
    const { code, stdout } = await runInside(['baseline', 'show', 'known.yaml', 'report.json'], { cwd });
    expect(code).toBe(0);
    await expect(stdout.replace(/\d+ days/g, 'N days')).toMatchFileSnapshot('golden/baseline-show.txt');
    const states = JSON.parse((await runInside(['baseline', 'show', 'known.yaml', '--json'], { cwd })).stdout) as { state: string }[];
    expect(states.map(({ state }) => state)).toEqual(['holds', 'holds', 'no such check']);
  });
});

describe('a baseline that cannot be used', () => {
  const entry = '{ check: runtime.health, requirement: ARP-CM-001, reason: later, owner: me';
  it.each<[string, string, string]>([
    ['no list', 'a: 1\n', 'known.yaml:1:1: A baseline holds a list under "known". Let arp-conformance baseline write make one.'],
    ['another key', 'known: []\nknow: []\n', 'known.yaml:2:1: Unknown key "know". Did you mean "known"?'],
    ['no entry', 'known: [x]\n', 'known.yaml:1:9: An entry of a baseline has a check, a requirement, a reason and an owner.'],
    ['no owner', 'known:\n  - { check: a, requirement: b, reason: c }\n', 'known.yaml:2:5: This entry has no owner. Say who sees to it.'],
    ['an empty reason', 'known:\n  - { check: a, requirement: b, reason: "", owner: c }\n', 'known.yaml:2:41: "reason" takes a text.'],
    ['an unknown key', `known:\n  - ${entry}, expire: 1 }\n`, 'known.yaml:2:81: Unknown key "expire". Did you mean "expires"?'],
    [
      'a day that is none',
      `known:\n  - ${entry}, expires: 2026-02-30 }\n`,
      'known.yaml:2:90: "expires" takes a day such as 2026-12-31, not "2026-02-30".',
    ],
    ['the same twice', `known:\n  - ${entry} }\n  - ${entry} }\n`, 'known.yaml:3:5: runtime.health stands twice with ARP-CM-001.'],
    ['tabs', 'known:\n\t- a\n', 'known.yaml:2:1: This is not valid YAML: Tabs are not allowed as indentation.'],
  ])('is told of: %s', async (_what, text, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'known.yaml'), text);
    const { code, stderr } = await runInside(['check', 'runtime', '--url', 'http://127.0.0.1:1', '--baseline', 'known.yaml'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `arp-conformance: ${message}\n` });
  });

  it('is not written over', async () => {
    const cwd = await adopted();
    const { code, stderr } = await runInside(['baseline', 'write', 'report.json', 'known.yaml', ...WORDS], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'arp-conformance: known.yaml: This file is there already; baseline update changes it.\n',
    });
  });
});
