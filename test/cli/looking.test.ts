import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const SPEC = join(import.meta.dirname, '../../spec/v1');

/** Commands that look offline, each with what it prints. */
const TRANSCRIPTS: Readonly<Record<string, string>> = {
  'list-smoke': 'list --service runtime --tier smoke',
  'list-json': 'list --service daemon --tier smoke --requirement ARP-CM-010 --json',
  'list-auth': 'list --tier smoke --tag auth',
  'list-nothing': 'list --tier smoke --effect write',
  'list-typo': 'list --tag negativ',
  'explain-contract-check': 'explain runtime.health.time',
  'explain-probe-check': 'explain runtime.run.ends',
  'explain-observing-check': 'explain run.status.own-id',
  'explain-requirement': 'explain cm-005',
  'explain-offline-requirement': 'explain ARP-SP-001',
  'explain-kind': 'explain null-value',
  'explain-typo': 'explain runtime.helth.time',
  'explain-nothing': 'explain xyzzy',
  'coverage-smoke': 'coverage --tier smoke',
  'coverage-json': 'coverage --tier smoke --service runtime --json',
  'validate-nothing': 'validate',
  'validate-typo': 'validate run_statu x.json',
  'validate-two': 'validate run_status x.json',
  'validate-no-file': 'validate health nothing.json',
};

describe('looking', () => {
  it.each(Object.entries(TRANSCRIPTS))('%s', async (name, line) => {
    const { code, stdout, stderr } = await runInside(line.split(' '));
    // Which other checks are about the same requirement changes with every check that comes.
    const steady = stdout.replace(/^beside .*\n(?: {10}.*\n)*/m, '');
    await expect(`$ arp-conformance ${line}\n${steady}${stderr}exit ${code}\n`).toMatchFileSnapshot(`golden/looking/${name}.txt`);
  });

  it('takes another copy of the standard', async () => {
    for (const line of ['list --tier smoke', 'coverage --tier smoke --service daemon', 'explain health.time', 'validate --schemas']) {
      const [own, other] = await Promise.all([runInside(line.split(' ')), runInside([...line.split(' '), '--spec-path', SPEC])]);
      expect(other.stdout.split('\n').sort()).toEqual(own.stdout.split('\n').sort());
      expect(other.code).toBe(0);
    }
  });

  it('explains everything that it says it can', async () => {
    const { stdout } = await runInside(['explain', '--ids']);
    const ids = stdout.trimEnd().split('\n');
    expect(ids.length).toBeGreaterThan(500);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['runtime.health', 'ARP-CM-001', 'schema']));
  });
});

describe('validate', () => {
  /** Files in a folder of their own, and what the command says of them. */
  async function validated(args: readonly string[], files: Readonly<Record<string, string | Uint8Array>>, stdin?: string) {
    const cwd = temporaryFolder();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    return stdin === undefined ? runInside(['validate', ...args], { cwd }) : runCli(['validate', ...args], { cwd, stdin });
  }
  const GOOD = '{"status":"ok","time":"2026-01-15T09:30:00Z"}';
  const BAD = '{\n  "status": "fine",\n  "time": "now",\n  "checks": null\n}\n';

  it('says nothing more than that a payload fits', async () => {
    expect(await validated(['common/health', 'a.json'], { 'a.json': GOOD })).toMatchObject({
      code: 0,
      stdout: '1 payload: fits common/health\n',
      stderr: '',
    });
  });

  it('names line and column of every flaw', async () => {
    const { code, stdout } = await validated(['health', 'a.json', 'b.json'], { 'a.json': BAD, 'b.json': GOOD });
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'a.json:2:13: /status: expected "ok", "degraded" or "down", got "fine"',
        'a.json:3:11: /time: expected an RFC 3339 date-time, got "now"',
        'a.json:4:13: /checks: expected an array, or nothing at all, got null',
        '2 payloads, 3 flaws: does not fit common/health',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a log by its name', 'a.ndjson', []],
    ['a log by what it holds', 'a.log', []],
    ['a log because it is said', 'a.json', ['--ndjson']],
  ])('reads %s, line by line', async (_what, file, flags) => {
    const log = `${GOOD}\n\n{"status":"ok"}\nnot json\r\n${GOOD}\n`;
    const { code, stdout } = await validated(['health', file, ...flags], { [file]: log });
    expect(code).toBe(1);
    expect(stdout).toMatch(/:3:1: \/time: expected this property to be there, got nothing\n/);
    expect(stdout).toMatch(/:4:1: expected JSON, got at byte 0: /);
    expect(stdout).toMatch(/\n4 payloads, 2 flaws: /);
  });

  it('reads standard input', async () => {
    expect(await validated(['Health', '-'], {}, GOOD)).toMatchObject({ code: 0 });
    const { code, stdout } = await validated(['Health', '-'], {}, '{"status":"ok",}');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<stdin>:1:16: expected JSON, got at byte 15: "}"/);
  });

  it('does not take nothing for something', async () => {
    expect(await validated(['health', 'a.ndjson'], { 'a.ndjson': '\n\n' })).toMatchObject({ code: 1 });
    expect(await validated(['health', 'a.json'], { 'a.json': '' })).toMatchObject({ code: 1 });
  });

  it('makes hostile text harmless', async () => {
    const { stdout } = await validated(['health', 'a.json'], { 'a.json': '{"status":"ok","time":"\u001b[2J","\u202ex":1}' });
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(stdout).toContain('\\u001b[2J');
  });

  it('can be quiet, and can speak JSON', async () => {
    expect(await validated(['health', 'a.json', '--quiet'], { 'a.json': BAD })).toMatchObject({ code: 1, stdout: '', stderr: '' });
    const { stdout } = await validated(['health', 'a.json', '--json'], { 'a.json': BAD });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'common/health',
      ok: false,
      files: [{ file: 'a.json', payloads: 1, flaws: [{ line: 2, column: 13, kind: 'schema', at: '/status' }, {}, { kind: 'null_value' }] }],
    });
  });
});
