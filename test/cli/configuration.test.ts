import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { startService } from './service.js';

const NAME = 'arp-conformance.config.yaml';

/** Rows of --print-config: name -> [value, where it comes from]. */
async function printed(
  args: string[],
  settings: { cwd?: string; env?: Record<string, string> } = {},
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { code, stdout, stderr } = await runInside(['check', 'runtime', ...args, '--print-config'], settings);
  expect(code, stderr).toBe(0);
  return new Map(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
      .map(([name = '', ...rest]) => [name, rest]),
  );
}

function folderWith(text: string, name = NAME): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

describe('A setting', () => {
  it('comes from its flag before the environment, the file and the default', async () => {
    const cwd = folderWith('timeout: 3\njobs: 3\ntier: smoke\n');
    const rows = await printed(['--timeout', '1'], { cwd, env: { ARP_TIMEOUT: '2', ARP_JOBS: '2' } });
    expect(rows.get('timeout')).toEqual(['1', '--timeout']);
    expect(rows.get('jobs')).toEqual(['2', 'ARP_JOBS']);
    expect(rows.get('tier')).toEqual(['smoke', `${join(cwd, NAME)}:3:1`]);
    expect(rows.get('retries')).toEqual(['0', 'default']);
  });

  it('that is a list is replaced as a whole, not joined', async () => {
    const cwd = folderWith('include: ["*.health*"]\n');
    expect((await printed([], { cwd })).get('include')?.[0]).toBe('*.health*');
    expect((await printed(['--include', 'a', '--include', 'b'], { cwd })).get('include')).toEqual(['a | b', '--include']);
  });

  it('that is empty in the environment counts as not given', async () => {
    expect((await printed([], { env: { ARP_TIMEOUT: '' } })).get('timeout')).toEqual(['10', 'default']);
  });

  it('that is secret is masked', async () => {
    const rows = await printed(['-H', 'Authorization: Bearer flag-secret', '-H', 'X-Team: ours'], {
      env: { ARP_TOKEN: 'environment-secret' },
    });
    const text = JSON.stringify([...rows]);
    expect(text).not.toMatch(/flag-secret|environment-secret/);
    expect(text).toContain('X-Team: ours');
    expect(rows.get('ARP_TOKEN')).toEqual(['***', 'ARP_TOKEN']);
  });

  it('is shown without sending anything, and without a URL', async () => {
    const { url, requests } = await startService();
    expect((await printed(['--url', url])).get('url')).toEqual([url, '--url']);
    expect(requests).toEqual([]);
    await printed([]);
  });
});

describe('The configuration file', () => {
  it('is found upwards from the working directory', async () => {
    const { url } = await startService();
    const folder = folderWith(`url: ${url}\nquiet: true\n`);
    const cwd = join(folder, 'a/b/c');
    mkdirSync(cwd, { recursive: true });
    const { code, stdout, stderr } = await runInside(['check', 'runtime'], { cwd });
    expect(code, stderr).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('CONFORMANT');
  });

  it('that is nearest wins, alone', async () => {
    const folder = folderWith('jobs: 2\ntimeout: 2\n');
    const cwd = join(folder, 'inner');
    mkdirSync(cwd);
    writeFileSync(join(cwd, NAME), 'jobs: 3\n');
    const rows = await printed([], { cwd });
    expect([rows.get('jobs')?.[0], rows.get('timeout')?.[0]]).toEqual(['3', '10']);
  });

  it('that --config names is read in place of the one that would be found', async () => {
    const cwd = folderWith('jobs: 2\n');
    writeFileSync(join(cwd, 'other.yaml'), 'jobs: 4\n');
    expect((await printed(['--config', 'other.yaml'], { cwd })).get('jobs')).toEqual(['4', `${join(cwd, 'other.yaml')}:1:1`]);
  });

  it('may be empty, or hold nothing but comments', async () => {
    for (const text of ['', '# nothing yet\n', '---\n'])
      expect((await printed([], { cwd: folderWith(text) })).get('jobs')).toEqual(['8', 'default']);
  });

  it('may be JSON, and start with a byte order mark', async () => {
    expect((await printed([], { cwd: folderWith('\ufeff{"jobs": 5}') })).get('jobs')?.[0]).toBe('5');
  });

  it('takes every form of a switch that YAML has', async () => {
    for (const [text, value] of [
      ['true', 'true'],
      ['"yes"', 'true'],
      ['off', 'false'],
      ['false', 'false'],
    ]) {
      expect((await printed([], { cwd: folderWith(`strict: ${text}\n`) })).get('strict')?.[0]).toBe(value);
    }
  });

  it('sends the headers that it names', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url], { cwd: folderWith('header: ["X-Team: ours", "X-Build: 1"]\n') });
    expect(requests[0]?.headers).toMatchObject({ 'x-team': 'ours', 'x-build': '1' });
  });

  it('finds the files that it names beside itself, wherever the command is started', async () => {
    const folder = folderWith('headers-file: h.txt\n');
    writeFileSync(join(folder, 'h.txt'), 'X-Team: ours\n');
    const cwd = join(folder, 'inner');
    mkdirSync(cwd);
    const { url, requests } = await startService();
    const { code, stderr } = await runInside(['check', 'runtime', '--url', url], { cwd });
    expect(code, stderr).toBe(0);
    expect(requests[0]?.headers['x-team']).toBe('ours');
  });
});

describe('--dry-run', () => {
  it('shows what would be sent, with which effect and for which requirements, and sends nothing', async () => {
    const { url, requests } = await startService();
    const { code, stdout } = await runInside(['check', 'runtime', '--url', url, '--dry-run'], { env: { ARP_TOKEN: 'the-token' } });
    expect(code).toBe(0);
    expect(stdout).toContain(`runtime at ${url}, tier smoke: 5 requests, 15 checks, 13 requirements`);
    expect(stdout).toMatch(/read +GET \/v1\/health\n +runtime\.health +ARP-CM-001/);
    expect(stdout).toMatch(/read +GET \/v1\/version +\(without credentials\)\n +runtime\.version\.open +ARP-AU-002/);
    expect(requests).toEqual([]);
  });

  it('writes no report file and asks no name server', async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runInside(
      ['check', 'runtime', '--url', 'http://nothing.invalid', '--reporter', 'json=a/b.json', '--dry-run'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('GET /v1/health');
  });

  it('finds what is wrong with the input all the same', async () => {
    const { code } = await runInside(['check', 'runtime', '--url', 'http://127.0.0.1:1', '--include', 'nothing', '--dry-run']);
    expect(code).toBe(2);
  });
});
