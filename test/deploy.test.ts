import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const GATE = {
  service: 'runtime',
  url: 'http://127.0.0.1:8080',
  tier: 'smoke',
  ci: 'github',
  start: './start "my" service',
  package: './tools/arp conformance.tgz',
} as const;
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
    expect(validateWorkflow(jobText(GATE)).errors).toEqual([]);
    expect(validateWorkflow('on: push\njobs: { a: { steps: [] } }\n').errors).not.toEqual([]);
  });

  it('writes a job for GitLab that keeps the JUnit file it writes', () => {
    const { conformance } = parse(jobText({ ...GATE, ci: 'gitlab' })) as {
      conformance: { script: string[]; artifacts: { reports: { junit: string } } };
    };
    expect(conformance.script[0]).toBe('./start "my" service &');
    expect(conformance.script[1]).toMatch(/^npx --yes '\.\/tools\/arp conformance\.tgz' check runtime /);
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
      expect(readFileSync(join(cwd, '.github/workflows/arp-conformance.yml'), 'utf8')).toContain('npx --yes arp-conformance@');
      // The configuration is one that a run takes, also of suites that are deeper than its tier.
      expect((await runCli(['check', 'runtime'], { cwd })).code).toBe(0);
      await runCli(['suite', 'new', 'acme', '--service', 'runtime'], { cwd });
      const own = await runCli(['check', 'runtime', '--suite', 'acme', '--allow-mutations', '--reporter', 'tap'], { cwd });
      expect(own).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1\.\.\d$/m) });
      const beside = await runCli(['check', 'runtime', '--suite', 'acme', '--allow-mutations', '--tier', 'smoke'], { cwd });
      expect(beside).toMatchObject({ code: 2, stderr: expect.stringContaining('say --tier core') });
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

/**
 * What GitLab takes in a job, from its reference of keywords: https://docs.gitlab.com/ci/yaml/. Its schema is in no package that runs
 * without a server of GitLab.
 */
const JOB_KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  stage: isText,
  image: (value) => isText(value) || isText((value as { name?: unknown } | null)?.name),
  extends: (value) => isText(value) || isTexts(value),
  variables: (value) => Object.entries(value ?? {}).every(([name, one]) => /^\w+$/.test(name) && ['string', 'number'].includes(typeof one)),
  before_script: isTexts,
  script: (value) => isText(value) || isTexts(value),
  parallel: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 200,
  when: (value) => ['on_success', 'on_failure', 'never', 'always', 'manual', 'delayed'].includes(String(value)),
  artifacts: (value) =>
    Object.entries((value ?? {}) as object).every(
      ([name, one]) =>
        (name === 'when' && ['on_success', 'on_failure', 'always'].includes(String(one))) ||
        (name === 'paths' && isTexts(one)) ||
        (name === 'reports' && Object.entries(one as object).every(([kind, file]) => kind === 'junit' && (isText(file) || isTexts(file)))),
    ),
};
const GLOBAL_KEYS = ['stages', 'include', 'default', 'workflow', 'variables'];

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

/** Keys and values of a pipeline that GitLab does not take. */
function oddKeys(pipeline: string): string[] {
  const { stages, ...rest } = parse(pipeline) as Record<string, Record<string, unknown>> & { stages?: unknown };
  const jobs = Object.entries(rest).filter(([name]) => !GLOBAL_KEYS.includes(name));
  const odd = jobs.flatMap(([name, job]) =>
    Object.entries(job).flatMap(([key, value]) => (JOB_KEYS[key]?.(value) ? [] : [`${name}.${key}`])),
  );
  const idle = jobs.filter(([, job]) => job.script === undefined && job.extends === undefined).map(([name]) => `${name} has no script`);
  const lost = jobs.filter(([, { stage }]) => stage !== undefined && !(stages as string[] | undefined)?.includes(String(stage)));
  return [
    ...(stages === undefined || isTexts(stages) ? [] : ['stages']),
    ...odd,
    ...idle,
    ...lost.map(([name]) => `${name}.stage is none`),
  ];
}

describe('What is for GitLab', () => {
  it.each<[string, string]>([
    ['the template', read('deploy/gitlab-ci.yml')],
    ['the recipe for parallel jobs', read('deploy/gitlab-parallel.yml')],
    ['the job that init writes', jobText({ ...GATE, ci: 'gitlab' })],
    [
      'the use of the template that it shows',
      read('deploy/gitlab-ci.yml')
        .match(/^# {3}conformance:\n(#.*\n)+/m)?.[0]
        .replace(/^# {0,3}/gm, '') ?? '',
    ],
  ])('has no key and no value that its reference does not have: %s', (_what, text) => {
    expect(Object.keys(parse(text) as object)).not.toEqual([]);
    expect(oddKeys(text)).toEqual([]);
  });

  it('would be noticed', () => {
    const wrong = 'stages: [a]\nx: { stage: b, scripts: [y], parallel: 0, artifacts: { reports: { xunit: z }, when: sometimes } }\n';
    expect(oddKeys(wrong)).toEqual(['x.scripts', 'x.parallel', 'x.artifacts', 'x has no script', 'x.stage is none']);
  });
});

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
}

/** What pre-commit takes in a manifest: https://pre-commit.com/#creating-new-hooks */
const HOOK_KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isText,
  name: isText,
  description: isText,
  entry: isText,
  language: (value) => value === 'script',
  files: (value) => isText(value) && new RegExp(String(value)) instanceof RegExp,
  pass_filenames: (value) => typeof value === 'boolean',
};

describe('The hooks for pre-commit', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml')) as Hook[];

  it('are written as pre-commit wants them', () => {
    const odd = hooks.flatMap((hook) => Object.entries(hook).filter(([key, value]) => !HOOK_KEYS[key]?.(value)));
    expect(odd).toEqual([]);
    for (const hook of hooks) expect(Object.keys(hook)).toEqual(expect.arrayContaining(['id', 'name', 'entry', 'language']));
    expect(hooks.map(({ id }) => id)).toEqual(['arp-suite-lint', 'arp-vectors-check']);
    for (const { id } of hooks) expect(read('docs/ci.md')).toContain(`- id: ${id}`);
  });

  it('run on what suite new writes, pass it, and fail on what is wrong with it', async () => {
    const cwd = mkdtempSync(join(folder, 'hooks-'));
    const { stdout } = await runCli(['suite', 'new', 'acme-runtime', '--service', 'runtime'], { cwd });
    const written = stdout.trim().split('\n');
    const wrongs = ['acme-runtime/suite.yaml', written.find((file) => file.includes('/valid/') && file.endsWith('.json')) ?? expect.fail()];
    for (const [index, { entry, files }] of hooks.entries()) {
      const [script = '', ...args] = entry.split(' ');
      const run = () => spawnSync(join(ROOT, script), args, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } });
      expect(run()).toMatchObject({ status: 0, stderr: '' });
      const wrong = wrongs[index] ?? '';
      expect(new RegExp(files).test(wrong), wrong).toBe(true);
      expect(new RegExp(files).test('src/index.ts')).toBe(false);
      const right = readFileSync(join(cwd, wrong), 'utf8');
      writeFileSync(join(cwd, wrong), wrong.endsWith('.json') ? '{}' : right.replace(/^tier: .*$/m, 'tier: cor'));
      expect(run().status).toBe(2);
      writeFileSync(join(cwd, wrong), right);
    }
  });
});
