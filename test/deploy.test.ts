import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jobText } from '../src/commands/init-files.js';
import { startReference } from '../src/reference/index.js';
import { runCli } from './cli/command.js';

/** What a team takes over into its own CI. */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TOOL = { name: 'arp-conformance', version: '0.1.0' };
const GATE = { service: 'runtime', url: 'http://127.0.0.1:8080', tier: 'smoke', ci: 'github', start: './start "my" service' } as const;
const folder = mkdtempSync(join(tmpdir(), 'arp-conformance-deploy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('The action', () => {
  it('fits the schema of GitHub', () => {
    expect(validateAction(read('action.yml')).errors).toEqual([]);
    expect(validateAction('name: x\nruns: { using: composite }\n').errors).not.toEqual([]);
  });

  it('gives every input to its script, and the script knows no other', () => {
    const { inputs, runs } = parse(read('action.yml')) as { inputs: object; runs: { steps: { env?: Record<string, string> }[] } };
    const given = runs.steps.flatMap(({ env = {} }) => Object.values(env)).flatMap((text) => /inputs\.([\w-]+)/.exec(text)?.[1] ?? []);
    expect(given.sort()).toEqual(Object.keys(inputs).sort());
    const env = runs.steps.flatMap(({ env: names = {} }) => Object.keys(names));
    const used = [...read('deploy/github-action.sh').matchAll(/\b(INPUT_[A-Z]+|CHECKER)\b/g)].map(([name]) => name);
    expect([...new Set(used)].filter((name) => !env.includes(name))).toEqual([]);
  });

  it('checks a service, tells its exit code and leaves reports, and takes no input for shell', async () => {
    const service = await startReference({ service: 'runtime', faults: ['health-time-not-a-date'] });
    try {
      const output = join(folder, 'output');
      const env = {
        ...{ PATH: process.env.PATH ?? '', HOME: folder, GITHUB_OUTPUT: output, CHECKER: join(ROOT, 'bin/arp-conformance.js') },
        ...{ INPUT_SERVICE: 'runtime', INPUT_URL: service.url, INPUT_TIER: 'smoke', INPUT_MUTATIONS: 'false', INPUT_WAIT: '5' },
        ...{
          INPUT_STRICT: 'false',
          INPUT_BASELINE: '',
          INPUT_ARGS: '--exclude *.clock;$(touch pwned)',
          INPUT_REPORTS: join(folder, 'reports'),
        },
      };
      const child = spawn('bash', [join(ROOT, 'deploy/github-action.sh')], { cwd: folder, env, stdio: 'ignore' });
      const code = await new Promise((resolve) => child.once('close', resolve));
      // The glob of this argument fits nothing, which is a usage error; what counts is that nothing ran.
      expect({ code, pwned: spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.includes('pwned') }).toEqual({ code: 2, pwned: false });
      const again = spawn('bash', [join(ROOT, 'deploy/github-action.sh')], {
        cwd: folder,
        env: { ...env, INPUT_ARGS: '' },
        stdio: 'ignore',
      });
      expect(await new Promise((resolve) => again.once('close', resolve))).toBe(1);
      expect(readFileSync(output, 'utf8')).toContain('exit-code=1');
      expect(readFileSync(join(folder, 'reports/report.html'), 'utf8')).toContain('NOT CONFORMANT');
    } finally {
      await service.close();
    }
  });
});

describe('init', () => {
  it('writes a workflow that fits the schema of GitHub, whatever starts the service', () => {
    expect(validateWorkflow(jobText(GATE, TOOL)).errors).toEqual([]);
    expect(validateWorkflow('on: push\njobs: { a: { steps: [] } }\n').errors).not.toEqual([]);
  });

  it('writes a job for GitLab that keeps the JUnit file it writes', () => {
    const { conformance } = parse(jobText({ ...GATE, ci: 'gitlab' }, TOOL)) as {
      conformance: { script: string[]; artifacts: { reports: { junit: string } } };
    };
    expect(conformance.script[0]).toBe('./start "my" service &');
    expect(conformance.script[1]).toContain(`junit=${conformance.artifacts.reports.junit}`);
  });

  it('writes the files, checks once, and writes over nothing', async () => {
    const service = await startReference({ service: 'runtime' });
    try {
      const cwd = mkdtempSync(join(folder, 'init-'));
      const args = ['init', 'runtime', '--url', service.url, '--ci', 'github'];
      const first = await runCli(args, { cwd });
      expect({ code: first.code, stdout: first.stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('CONFORMANT (runtime, tier smoke)'),
      });
      expect(first.stderr).toMatch(/wrote arp-conformance\.config\.yaml\nwrote \.github\/workflows\/arp-conformance\.yml/);
      // The configuration is one that a run takes.
      expect((await runCli(['check', 'runtime'], { cwd })).code).toBe(0);
      const second = await runCli(args, { cwd });
      expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already; nothing was written. Say --force') });
    } finally {
      await service.close();
    }
  });

  it.each([
    [['init'], 'init needs to know the service'],
    [['init', 'runtim'], 'There is no service "runtim"; init takes'],
    [
      ['init', 'runtime', '--url', 'http://127.0.0.1:1', '--ci', 'jenkins'],
      'There is no CI system "jenkins"; init takes github, gitlab, none.',
    ],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await runCli(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('The recipes for parallel jobs', () => {
  it('fit the schemas of GitHub and Kubernetes', () => {
    expect(validateWorkflow(read('deploy/github-matrix.yml')).errors).toEqual([]);
    const job = parse(read('deploy/kubernetes/indexed-job.yaml'));
    expect(() => new Job(job).validate()).not.toThrow();
    expect(() => new Job({ ...job, spec: { ...job.spec, completions: 'five' } }).validate()).toThrow();
  });

  it('use flags that there are, and name as many parts as there are jobs', async () => {
    const known = (await runCli(['check', '--help'])).stdout;
    for (const file of ['deploy/github-matrix.yml', 'deploy/gitlab-parallel.yml', 'deploy/kubernetes/indexed-job.yaml']) {
      const text = read(file).replace(/^#.*$/gm, '');
      const flags = [...text.matchAll(/check runtime[\s\S]*?(?=\n\s*(?:- |artifacts|env:))/g)].flatMap(
        ([line]) => line.match(/--[a-z-]+/g) ?? [],
      );
      expect(flags.length, file).toBeGreaterThan(4);
      expect(
        flags.filter((flag) => !known.includes(flag)),
        file,
      ).toEqual([]);
    }
    expect(parse(read('deploy/github-matrix.yml')).jobs.check.strategy.matrix.part).toEqual([1, 2, 3, 4, 5]);
    expect(parse(read('deploy/kubernetes/indexed-job.yaml')).spec.completions).toBe(5);
  });
});

describe('The template for GitLab', () => {
  it('keeps every report that it writes, and reads the rest from the environment', () => {
    const template = parse(read('deploy/gitlab-ci.yml')) as Record<
      string,
      { script: string[]; artifacts: { paths: string[]; reports: { junit: string } } }
    >;
    const job = template['.arp-conformance'] ?? expect.fail();
    const written = [...job.script.join(' ').matchAll(/--reporter \w+=(\S+)/g)].map(([, file]) => file);
    expect(written.every((file) => job.artifacts.paths.some((path) => file?.startsWith(path)))).toBe(true);
    expect(written).toContain(job.artifacts.reports.junit);
  });
});
