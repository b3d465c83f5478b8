import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReference } from '../../src/reference/index.js';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';

const OURS = fileURLToPath(new URL('../../vectors/v1', import.meta.url));

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('vectors check', () => {
  it('finds ours as they should be, for every schema', async () => {
    const { code, stdout, stderr } = await runInside(['vectors', 'check', OURS]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Number(/of (\d+) schemas/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(27);
  });

  it('tells all that is wrong at once, each at its place', async () => {
    const cwd = folderOf({
      'v/valid/common/health/bad.json': '{\n  "status": "fine",\n  "time": "2026-01-01T00:00:00Z"\n}\n',
      'v/invalid/common/health/good.json': '{ "status": "ok", "time": "2026-01-01T00:00:00Z" }\n',
      'v/invalid/common/health/elsewhere.json': '{ "status": "ok", "time": "now" }\n',
      'v/invalid/common/health/elsewhere.meta.yaml': 'why: no status\nat: /status\n',
      'v/invalid/common/health/twice.json': '{ "status": "fine", "time": "now" }\n',
      'v/invalid/common/health/twice.meta.yaml': 'why: the time is no time\nat: /time\n',
      'v/valid/common/helth/x.json': '{}\n',
      'v/valid/common/health/broken.json': '{ "status"\n',
      'v/valid/common/health/lone.meta.yaml': 'why: nothing\n',
      'v/valid/runtime/runs/run_event/log.ndjson':
        '{"seq":0,"run_id":"a","time":"2026-01-01T00:00:00Z","type":"step","data":{}}\n\n{"seq":-1,"run_id":"a","time":"2026-01-01T00:00:00Z","type":"step","data":{}}\nnonsense\n',
      'v/invalid/common/health/unknown.json': '{ "status": "fine", "time": "2026-01-01T00:00:00Z" }\n',
      'v/invalid/common/health/unknown.meta.yaml': 'requirement: ARP-CM-0006\nat: /status\n',
    });
    const outcome = await runInside(['vectors', 'check', 'v'], { cwd });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    const places = [...outcome.stderr.matchAll(/^v\/(\S+?): (.*)$/gm)].map(
      ([, place = '', text = '']) => `${place} ${text.split(/[,:]/)[0]}`,
    );
    expect(places).toEqual([
      'invalid/common/health/elsewhere.meta.yaml:2:5 What is wrong is to stand at "/status"',
      'invalid/common/health/good.json:1:1 This is to be invalid',
      'invalid/common/health/twice.json:1:13 This is wrong at "/status"',
      'invalid/common/health/unknown.meta.yaml:1:14 Unknown requirement "ARP-CM-0006". Did you mean "ARP-CM-006"?',
      'valid/common/health/bad.json:2:13 This is to be valid',
      'valid/common/health/broken.json:2:1 This is not valid JSON',
      'valid/common/health/lone.meta.yaml There is no vector of this name beside it.',
      'valid/common/helth/x.json:1:1 There is no schema "common/helth". Did you mean "common/health"?',
      'valid/runtime/runs/run_event/log.ndjson:4:1 This line is not JSON.',
    ]);
  });

  it('names the line of a log that does not fit', async () => {
    const event = (seq: number): string => `{"seq":${seq},"run_id":"a","time":"2026-01-01T00:00:00Z","type":"step","data":{}}`;
    const cwd = folderOf({ 'valid/runtime/runs/run_event/log.ndjson': `${event(0)}\n\n${event(-1)}\n` });
    const { code, stderr } = await runInside(['vectors', 'check'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('valid/runtime/runs/run_event/log.ndjson:3:1: This is to be valid, and is not: /seq breaks "minimum"');
  });

  it('says where there is nothing to look at', async () => {
    for (const [path, told] of [
      ['nowhere', 'no such file or folder'],
      ['.', 'No vector is here'],
    ] as const)
      expect(await runInside(['vectors', 'check', path])).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });
});

describe('vectors record', () => {
  async function report(faults: readonly string[] = []): Promise<string> {
    const service = await startReference({ service: 'runtime', faults });
    onTestFinished(() => service.close());
    const cwd = temporaryFolder();
    await runInside(['check', 'runtime', '--url', service.url, '--tier', 'core', '--allow-mutations', '--reporter', 'json=report.json'], {
      cwd,
    });
    return cwd;
  }

  it('keeps an answer and a request where they belong', async () => {
    const cwd = await report();
    const answer = await runInside(
      ['vectors', 'record', 'report.json', '--check', 'runtime.run.status', '--name', 'first', '--why', 'seen in May'],
      { cwd },
    );
    expect(answer, answer.stderr).toMatchObject({
      code: 0,
      stdout: 'vectors/valid/runtime/runs/run_status/first.json\nvectors/valid/runtime/runs/run_status/first.meta.yaml\n',
    });
    expect(readFileSync(join(cwd, 'vectors/valid/runtime/runs/run_status/first.meta.yaml'), 'utf8')).toBe(
      'requirement: ARP-RT-009\nwhy: seen in May\n',
    );
    const request = await runInside(['vectors', 'record', 'report.json', '--check', 'runtime.run.create', '--request'], { cwd });
    expect(request, request.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(cwd, 'vectors/valid/runtime/runs/run_request/runtime-run-create.json'), 'utf8'))).toMatchObject({
      input: {},
    });
    expect(await runInside(['vectors', 'check', 'vectors'], { cwd })).toMatchObject({ code: 0 });
    expect(await runInside(['vectors', 'record', 'report.json', '--check', 'runtime.run.create', '--request'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing is written over'),
    });
  });

  it('keeps what is wrong as invalid, at its place', async () => {
    const cwd = await report(['health-time-not-a-date']);
    const { code, stdout } = await runInside(['vectors', 'record', 'report.json', '--check', 'runtime.health.time', '--name', 'clock'], {
      cwd,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'vectors/invalid/common/health/clock.json\nvectors/invalid/common/health/clock.meta.yaml\n',
    });
    expect(await runInside(['vectors', 'check'], { cwd })).toMatchObject({ code: 0 });
  });

  it('says what it cannot keep', async () => {
    const cwd = await report();
    for (const [args, told] of [
      [['report.json', '--check', 'runtime.nothing'], 'No report of --reporter json with a check runtime.nothing'],
      [['report.json'], 'Name it with --check ID'],
      [['report.json', '--check', 'runtime.health', '--request'], 'no schema for the request of health'],
      [['nowhere.json', '--check', 'runtime.health'], 'There is no such file'],
    ] as const)
      expect(await runInside(['vectors', 'record', ...args], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });
});
