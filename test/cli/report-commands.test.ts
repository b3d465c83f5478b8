import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/index.js';
import type { ReferenceService } from '../../src/reference/index.js';
import { bundled } from '../report/bundled.js';
import { runCli, temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const { startReference } = await bundled<typeof import('../../src/reference/index.js')>('src/reference/index.ts');
const TOKEN = 'a-token-for-tests';
const SAMPLE = join(import.meta.dirname, '../../reports/samples/report-all.json');
const SPEC = join(import.meta.dirname, '../../spec/v1');

/** A folder with the report of one run of core, in `report.json`. */
async function recorded(service: ReferenceService, faults: readonly string[], ...flags: readonly string[]): Promise<string> {
  const cwd = temporaryFolder();
  const { url, close } = await startReference({ service, faults, token: TOKEN });
  const args = ['check', service, '--url', url, '--tier', 'core', '--allow-mutations', '--poll-timeout', '2', ...flags];
  await runInside([...args, '--reporter', 'json=report.json', '--reporter', 'terminal=report.txt'], { cwd, env: { ARP_TOKEN: TOKEN } });
  await close();
  return cwd;
}

const read = (cwd: string, file: string): string => readFileSync(join(cwd, file), 'utf8');
const documentIn = (cwd: string, file: string): ReportDocument => JSON.parse(read(cwd, file)) as ReportDocument;

describe('report show', () => {
  it('draws a real run again as it was drawn', async () => {
    const cwd = await recorded('daemon', ['instance-delete-without-effect', 'health-null-checks']);
    const shown = await runInside(['report', 'show', 'report.json', '--reporter', 'terminal=again.txt', '--reporter', 'json=again.json'], {
      cwd,
    });
    expect(shown).toMatchObject({ code: 0, stdout: '' });
    expect(read(cwd, 'again.txt')).toBe(read(cwd, 'report.txt'));
    expect(read(cwd, 'again.json')).toBe(read(cwd, 'report.json'));
  });

  it('reads standard input', async () => {
    const { code, stdout } = await runCli(['report', 'show', '-', '--reporter', 'junit'], { stdin: readFileSync(SAMPLE, 'utf8') });
    expect(code).toBe(0);
    expect(stdout).toContain('<testsuite name="arp-conformance:daemon:smoke"');
  });

  it.each<[string, string, RegExp]>([
    ['what is no JSON', 'nothing', /^arp-conformance: x\.json: This is no JSON report: /],
    [
      'another document',
      '{"a":1}',
      /^arp-conformance: x\.json:1:1: This is no JSON report of this version: must have required property 'schema_version'/,
    ],
    ['no report at all', '{\n "reports": []\n}', /^arp-conformance: x\.json:\d:\d+: This is no JSON report of this version: /],
  ])('turns down %s', async (_what, text, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'x.json'), text);
    const { code, stderr } = await runInside(['report', 'show', 'x.json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('lets nothing in a file act on a terminal', async () => {
    const cwd = temporaryFolder();
    const hostile = JSON.stringify('x\u001b[2J\u202e').slice(1, -1);
    const text = readFileSync(SAMPLE, 'utf8').replace(/"(service|run_id|name|sentence|mend|source|title|by)": "/g, `"$1": "${hostile}`);
    writeFileSync(join(cwd, 'hostile.json'), text.replace(/"repeat": "curl/g, `"repeat": "curl ${hostile}`));
    for (const reporter of ['terminal', 'junit', 'markdown']) {
      const { code, stdout } = await runInside(['report', 'show', 'hostile.json', '--reporter', reporter, '--verbose'], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain('\\u001b');
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });

  it('names the place of what is wrong, and passes over what it does not know', async () => {
    const cwd = temporaryFolder();
    const text = readFileSync(SAMPLE, 'utf8');
    writeFileSync(join(cwd, 'wrong.json'), text.replace('"effect": "read"', '"effect": "bad"'));
    writeFileSync(join(cwd, 'newer.json'), text.replaceAll('"check_id"', '"later": true, "check_id"'));
    const wrong = await runInside(['report', 'show', 'wrong.json'], { cwd });
    const line = text.slice(0, text.indexOf('"effect": "read"')).split('\n').length;
    expect(wrong.stderr).toMatch(new RegExp(`^arp-conformance: wrong\\.json:${line}:\\d+: .*/reports/0/results/\\d+/effect must be equal`));
    expect(await runInside(['report', 'show', 'newer.json', '-q'], { cwd })).toMatchObject({ code: 0 });
    const missing = await runInside(['report', 'show', 'no.json'], { cwd });
    expect(missing).toMatchObject({ code: 2, stderr: 'arp-conformance: no.json: There is no such file.\n' });
  });
});

describe('report judge', () => {
  it.each<[ReferenceService, readonly string[]]>([
    ['runtime', ['run-goes-back', 'health-null-checks']],
    ['tool-registry', ['tools-same-id']],
    ['daemon', []],
  ])('comes to the same verdicts: %s with the faults %j', async (service, faults) => {
    const cwd = await recorded(service, faults, '--record');
    const { code } = await runInside(['report', 'judge', 'report.json', '--reporter', 'json=again.json'], { cwd });
    const [first, again] = [documentIn(cwd, 'report.json'), documentIn(cwd, 'again.json')];
    expect(again).toEqual(first);
    expect(code).toBe(first.exit_code);
    expect(read(cwd, 'report.json')).not.toContain(TOKEN);
  });

  it('judges by another copy of the standard', async () => {
    const cwd = await recorded('runtime', [], '--record');
    cpSync(SPEC, join(cwd, 'spec'), { recursive: true });
    const health = join(cwd, 'spec/schemas/common/health.schema.json');
    const schema = JSON.parse(readFileSync(health, 'utf8')) as { required: string[] };
    writeFileSync(health, JSON.stringify({ ...schema, required: [...schema.required, 'extensions'] }));
    const { code, stdout } = await runInside(['report', 'judge', 'report.json', '--spec-path', 'spec'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('/extensions: expected this property to be there, got nothing');
  });

  it('reads suites of the user again from where they stood, or from elsewhere', async () => {
    const cwd = temporaryFolder();
    const { url, close } = await startReference({ service: 'runtime' });
    await runInside(['suite', 'new', 'acme', '--service', 'runtime'], { cwd });
    const suite = ['--suite', 'acme', '--allow-mutations', '--record', '--reporter', 'json=report.json'];
    const { code } = await runInside(['check', 'runtime', '--url', url, ...suite], { cwd });
    await close();
    const judged = await runInside(['report', 'judge', 'report.json', '--reporter', 'json=again.json'], { cwd });
    expect([code, judged.code]).toEqual([0, 0]);
    expect(documentIn(cwd, 'again.json')).toEqual(documentIn(cwd, 'report.json'));
    renameSync(join(cwd, 'acme'), join(cwd, 'moved'));
    const gone = await runInside(['report', 'judge', 'report.json'], { cwd });
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('acme') });
    const moved = await runInside(['report', 'judge', 'report.json', '--suite', 'moved', '-q'], { cwd });
    expect(moved).toMatchObject({ code: 0, stderr: '' });
  });

  it('needs a recording', async () => {
    const cwd = temporaryFolder();
    cpSync(SAMPLE, join(cwd, 'report.json'));
    const { code, stderr } = await runInside(['report', 'judge', 'report.json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'arp-conformance: report.json: This report holds no recording; write it with check --record --reporter json=FILE.\n',
    );
  });
});

describe('report diff', () => {
  /** A folder with the smoke reports of an older and a newer state of one service. */
  async function twoStates(older: readonly string[], newer: readonly string[]): Promise<string> {
    const cwd = temporaryFolder();
    for (const [file, faults] of Object.entries({ old: older, new: newer })) {
      const { url, close } = await startReference({ service: 'runtime', faults });
      await runInside(['check', 'runtime', '--url', url, '--reporter', `json=${file}.json`], { cwd });
      await close();
    }
    return cwd;
  }

  it('tells what fails now, what was mended, and how many fail', async () => {
    const cwd = await twoStates(['health-null-checks'], ['health-time-not-a-date']);
    const { code, stdout } = await runInside(['report', 'diff', 'old.json', 'new.json'], { cwd });
    expect(stdout).toBe(
      [
        'newly failing (1)',
        '  PASS → FAIL  runtime.health.time  The time of health is an RFC 3339 date-time',
        '    /time: expected an RFC 3339 date-time, got "just now"',
        '',
        'mended (1)',
        '  FAIL  runtime.contract[ARP-CM-014]  An optional field without a value is left out, never sent as null',
        '',
        'changed (1)',
        '  PASS → SKIP  runtime.health.clock  The clock of the service is right',
        '    blocked by runtime.health.time',
        '',
        '1 newly failing, 1 mended, 1 changed; 1 failing now',
        '',
      ].join('\n'),
    );
    expect(code).toBe(1);
  });

  it.each<[string, readonly string[], readonly string[], number]>([
    ['new', ['health-null-checks'], ['health-null-checks'], 0],
    ['new', [], ['health-time-not-a-date'], 1],
    ['any', ['health-null-checks'], ['health-null-checks'], 1],
    ['any', ['health-null-checks'], [], 0],
    ['none', [], ['health-time-not-a-date'], 0],
  ])('--fail-on %s: from %j to %j is exit %i', async (when, older, newer, expected) => {
    const cwd = await twoStates(older, newer);
    expect(await runInside(['report', 'diff', 'old.json', 'new.json', '--fail-on', when], { cwd })).toMatchObject({ code: expected });
  });

  it('speaks JSON', async () => {
    const cwd = await twoStates(['health-time-not-a-date'], []);
    const { stdout } = await runInside(['report', 'diff', 'old.json', 'new.json', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      failing: 0,
      changes: [
        {
          ...{ kind: 'mended', service: 'runtime', check_id: 'runtime.health.time', before: 'FAIL', after: 'PASS', message: 'OK' },
          name: 'The time of health is an RFC 3339 date-time',
        },
        expect.objectContaining({ kind: 'changed', check_id: 'runtime.health.clock', before: 'SKIP', after: 'PASS' }),
      ],
    });
  });
});

describe('report merge', () => {
  it('makes of parts of a run what the whole run says', async () => {
    const cwd = temporaryFolder();
    const { url, close } = await startReference({
      service: 'runtime',
      faults: ['run-create-null-times', 'health-time-not-a-date'],
      token: TOKEN,
    });
    const own = 'runtime.run.*';
    const parts = { whole: [], first: ['--include', own], second: ['--exclude', own] };
    for (const [file, filter] of Object.entries(parts)) {
      const args = ['check', 'runtime', '--url', url, '--tier', 'core', '--allow-mutations', '--reporter', `json=${file}.json`, ...filter];
      await runInside(args, { cwd, env: { ARP_TOKEN: TOKEN } });
    }
    await close();
    const { code } = await runInside(['report', 'merge', 'second.json', 'first.json', '--reporter', 'json=merged.json'], { cwd });
    const [whole, merged] = [documentIn(cwd, 'whole.json'), documentIn(cwd, 'merged.json')];
    const verdicts = ({ results }: ReportDocument) =>
      results.map(({ check_id, status, reason }) => `${check_id} ${status} ${reason ?? ''}`);
    const outcomes = ({ requirements }: ReportDocument) => requirements.map(({ id, outcome }) => `${id} ${outcome}`);
    expect(verdicts(merged)).toEqual(verdicts(whole));
    expect(outcomes(merged)).toEqual(outcomes(whole));
    expect(merged.counts).toEqual(whole.counts);
    expect(code).toBe(whole.exit_code);
  });

  it('keeps what was recorded, so that the whole can be judged again', async () => {
    const cwd = temporaryFolder();
    const { url, close } = await startReference({ service: 'runtime', faults: ['run-create-null-times', 'events-seq-falls'] });
    const args = ['check', 'runtime', '--url', url, '--tier', 'full', '--allow-mutations', '--poll-timeout', '5', '--record'];
    for (const part of ['1', '2']) await runInside([...args, '--shard', `${part}/2`, '--reporter', `json=${part}.json`], { cwd });
    await close();
    const alone = await runInside(['report', 'judge', '2.json', '--reporter', 'json=alone.json'], { cwd });
    expect(documentIn(cwd, 'alone.json')).toEqual(documentIn(cwd, '2.json'));
    const { code } = await runInside(['report', 'merge', '1.json', '2.json', '--reporter', 'json=merged.json'], { cwd });
    const judged = await runInside(['report', 'judge', 'merged.json', '--reporter', 'json=again.json'], { cwd });
    expect([code, judged.code, alone.code]).toEqual([1, 1, documentIn(cwd, '2.json').exit_code]);
    const merged = documentIn(cwd, 'merged.json');
    expect(merged.parts?.map(({ run_id }) => run_id)).toEqual(['1.json', '2.json'].map((file) => documentIn(cwd, file).run_id));
    expect(merged.notes.length).toBeGreaterThan(0);
    expect(documentIn(cwd, 'again.json')).toEqual(merged);
    const drawn = await runInside(['report', 'show', 'merged.json', '--reporter', 'json=drawn.json'], { cwd });
    expect(drawn.code).toBe(0);
    expect(documentIn(cwd, 'drawn.json')).toEqual(merged);
  });

  it('lists other services and other places beside each other', async () => {
    const { code, stdout } = await runInside(['report', 'merge', SAMPLE, '--reporter', 'json']);
    const sample = JSON.parse(readFileSync(SAMPLE, 'utf8')) as { reports: unknown[]; exit_code: number };
    expect(JSON.parse(stdout)).toEqual(sample);
    expect(code).toBe(sample.exit_code);
  });
});

describe('report badge', () => {
  it('is a picture, or data for shields.io', async () => {
    const cwd = temporaryFolder();
    const svg = await runInside(['report', 'badge', SAMPLE, '--label', 'a<b', '--out', 'badges/arp.svg'], { cwd });
    expect(svg).toMatchObject({ code: 0, stdout: '' });
    expect(read(cwd, 'badges/arp.svg')).toContain('aria-label="a&lt;b: ');
    const shields = await runInside(['report', 'badge', SAMPLE, '--format', 'shields']);
    expect(JSON.parse(shields.stdout)).toEqual({
      ...{ schemaVersion: 1, label: 'ARP 0.2.6 runtime, tool-registry, daemon smoke', message: '4 failing', color: 'red' },
    });
  });
});
