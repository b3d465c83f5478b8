import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ReferenceService, type RunningReference, startReference } from '../../src/reference/index.js';
import { type Outcome, temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { type ReportedResult, reportOf } from './report.js';
import { startService } from './service.js';

/** A reference service for one test. */
async function reference(service: ReferenceService = 'runtime', faults: readonly string[] = []): Promise<RunningReference> {
  const running = await startReference({ service, faults });
  onTestFinished(() => running.close());
  return running;
}

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const head = 'services: [runtime]\ntier: core\n';
const up = '  - { id: acme.up, title: The service is up, requirement: ARP-CM-001, effect: read, probe: { operation: health } }\n';
const run = `  - id: acme.run
    title: A run is accepted
    requirement: ARP-RT-004
    effect: write
    probe: { operation: create_run, body: { json: { input: { goal: "For \${tenant}" } } } }
`;
const outcomes = (outcome: Outcome): Record<string, string> =>
  Object.fromEntries(reportOf(outcome).results.map(({ check_id, status }) => [check_id, status]));
const result = (outcome: Outcome, id: string): ReportedResult | undefined =>
  reportOf(outcome).results.find(({ check_id }) => check_id === id);

describe.each<[ReferenceService]>([['runtime'], ['tool-registry'], ['daemon']])('A new suite for a %s', (service) => {
  it('is in order as it is written, runs, and is never written over', async () => {
    const cwd = temporaryFolder();
    const { url } = await reference(service);
    const made = await runInside(['suite', 'new', 'acme-suite', '--service', service], { cwd });
    expect(made.code, made.stderr).toBe(0);
    expect(made.stdout).toContain('acme-suite/suite.yaml');
    for (const file of made.stdout.trim().split('\n')) expect(existsSync(join(cwd, file)), file).toBe(true);
    expect(readFileSync(join(cwd, 'acme-suite/suite.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/suite\.schema\.json\n/);

    expect(await runInside(['suite', 'lint', 'acme-suite'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await runInside(['vectors', 'check', 'acme-suite'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const checked = await runInside(['check', service, '--url', url, '--suite', 'acme-suite', '--allow-mutations', '--format', 'json'], {
      cwd,
    });
    expect(checked.code, checked.stdout).toBe(0);
    expect(Object.keys(outcomes(checked))).toHaveLength(4);
    expect(new Set(Object.values(outcomes(checked)))).toEqual(new Set(['PASS']));
    expect(reportOf(checked)).toMatchObject({ selection: { suites: ['acme-suite/suite.yaml'], scope: 'checks' } });

    writeFileSync(join(cwd, 'acme-suite/README.md'), 'ours');
    const again = await runInside(['suite', 'new', 'acme-suite', '--service', service], { cwd });
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(readFileSync(join(cwd, 'acme-suite/README.md'), 'utf8')).toBe('ours');
  });
});

describe('A suite', () => {
  it('that is wrong is told whole, and nothing is sent', async () => {
    const service = await startService();
    const cwd = write(temporaryFolder(), {
      'a/suite.yaml': `${head}checks:\n${up.replace('health', 'helth').replace('title', 'titel')}${up}${up}`,
    });
    const outcome = await runInside(['check', 'runtime', '--url', service.url, '--suite', 'a'], { cwd });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('a/suite.yaml:4:20: Unknown key "titel". Did you mean "title"?\n    4 |   - { id: acme.up, titel:');
    expect(outcome.stderr).toContain('a/suite.yaml:6:11: The id "acme.up" stands twice.');
    expect(service.requests).toEqual([]);
  });

  it('is run alone without a tier, and beside the built-in checks with one', async () => {
    const { url } = await reference();
    const cwd = write(temporaryFolder(), { 'acme.suite.yaml': `${head}checks:\n${up}` });
    const check = (...more: string[]) =>
      runInside(['check', 'runtime', '--url', url, '--suite', '.', '--format', 'json', ...more], { cwd });
    expect(outcomes(await check())).toEqual({ 'runtime.acme.up': 'PASS' });
    expect(reportOf(await check()).requirements.map(({ id }) => id)).toEqual(['ARP-CM-001']);
    const beside = outcomes(await check('--tier', 'core', '--read-only'));
    expect(beside).toMatchObject({ 'runtime.acme.up': 'PASS', 'runtime.health': 'PASS' });
    const shallow = await check('--tier', 'smoke');
    expect(shallow).toMatchObject({ code: 2 });
    expect(shallow.stderr).toContain('acme.suite.yaml: This suite is of tier core, which a run of tier smoke leaves out: say --tier core.');
  });

  it('that does more than read takes a word of its user', async () => {
    const service = await startService();
    const cwd = write(temporaryFolder(), { 'suite.yaml': `${head}variables: { tenant: {} }\nchecks:\n${run}` });
    const outcome = await runInside(['check', 'runtime', '--url', service.url, '--suite', 'suite.yaml'], { cwd });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('runtime.acme.run sends POST');
    expect(service.requests).toEqual([]);
    const dry = await runInside(['check', 'runtime', '--url', service.url, '--suite', 'suite.yaml', '--dry-run'], { cwd });
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('runtime.acme.run');
  });

  it('changes a tier that it extends, and the report says so', async () => {
    const { url } = await reference('runtime', ['health-time-not-a-date']);
    const text = `services: [runtime]
tier: smoke
extends: smoke
changes:
  - { check: health.time, off: Our clock comes in May. }
  - { check: version.names, level: advisory, why: Nobody reads it. }
`;
    const cwd = write(temporaryFolder(), { 'suite.yaml': text });
    const outcome = await runInside(['check', 'runtime', '--url', url, '--suite', '.', '--format', 'json'], { cwd });
    expect(outcome.code).toBe(0);
    expect(result(outcome, 'runtime.health.time')).toMatchObject({
      status: 'SKIP',
      reason: 'switched_off',
      message: 'switched off: Our clock comes in May.',
    });
    expect(reportOf(outcome).requirements.find(({ id }) => id === 'ARP-CM-005')).toMatchObject({
      outcome: 'UNTESTED',
      reason: 'switched off: Our clock comes in May.',
    });
    const terminal = await runInside(['check', 'runtime', '--url', url, '--suite', '.'], { cwd });
    expect(terminal.stdout).toContain('CONFORMANT (runtime, tier smoke with suite.yaml, 1 switched off, 1 weighed otherwise)');
    expect((await runInside(['check', 'runtime', '--url', url, '--suite', '.', '--strict'], { cwd })).code).toBe(1);
  });

  it('weighs otherwise what a check finds', async () => {
    const { url } = await reference('runtime', ['health-time-not-a-date']);
    const cwd = write(temporaryFolder(), {
      'suite.yaml': 'services: [runtime]\ntier: smoke\nextends: smoke\nchanges: [{ check: health.time, level: should, why: Not yet. }]\n',
    });
    const outcome = await runInside(['check', 'runtime', '--url', url, '--suite', '.', '--format', 'json'], { cwd });
    expect(outcome.code).toBe(0);
    expect(result(outcome, 'runtime.health.time')).toMatchObject({ status: 'WARN', findings: [{ level: 'should' }] });
  });

  it('is looked into, and judged again, as the built-in ones are', async () => {
    const { url } = await reference();
    const cwd = write(temporaryFolder(), { 'suite.yaml': `${head}checks:\n${up}` });
    const shown = await runInside(['explain', 'runtime.acme.up', '--suite', '.'], { cwd });
    expect(shown.stdout).toContain('arp-conformance check runtime --url URL --tier core --read-only --suite . --only runtime.acme.up');
    expect((await runInside(['list', '--suite', '.', '--ids'], { cwd })).stdout).toContain('runtime.acme.up\n');
    await runInside(['check', 'runtime', '--url', url, '--suite', '.', '--record', '--reporter', 'json=r.json'], { cwd });
    const again = await runInside(['report', 'judge', 'r.json'], { cwd });
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('CONFORMANT (runtime, suite.yaml)') });
  });

  it('comes from a package of the working directory or above, as data', async () => {
    const { url } = await reference();
    const cwd = write(temporaryFolder(), {
      'node_modules/@acme/arp-suite/package.json': JSON.stringify({
        name: '@acme/arp-suite',
        main: 'evil.js',
        'arp-conformance': 'suites/up.yaml',
      }),
      'node_modules/@acme/arp-suite/evil.js': 'throw new Error("was run");',
      'node_modules/@acme/arp-suite/suites/up.yaml': `${head}checks:\n${up}`,
      'node_modules/plain-suite/package.json': '{}',
      'node_modules/plain-suite/suite.yaml': `${head}checks:\n${up}`,
      'node_modules/out/package.json': JSON.stringify({ 'arp-conformance': '../plain-suite/suite.yaml' }),
      'deep/er/x': '',
    });
    const check = (name: string, folder = cwd) =>
      runInside(['check', 'runtime', '--url', url, '--suite', `npm:${name}`, '--format', 'json'], { cwd: folder });
    expect(outcomes(await check('@acme/arp-suite'))).toEqual({ 'runtime.acme.up': 'PASS' });
    expect(outcomes(await check('plain-suite', join(cwd, 'deep/er')))).toEqual({ 'runtime.acme.up': 'PASS' });
    for (const [name, told] of [
      ['nothing', 'is not installed'],
      ['../x', 'names no package'],
      ['out', 'leads out of the package'],
    ] as const)
      expect(await check(name)).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });
});

describe('The variables of a suite', () => {
  const body = `{ input: { goal: "For \${tenant}", data: { key: "\${key}" } }, limits: { max_steps: "\${steps}" } }`;
  const text = `${head}variables: { tenant: { default: blue }, steps: { default: 2 }, key: { secret: true } }
checks:
  - id: acme.run
    title: A run is accepted
    requirement: ARP-RT-004
    effect: write
    probe: { operation: create_run, body: { json: ${body} } }
`;

  async function sent(
    more: readonly string[],
    env: Readonly<Record<string, string>> = {},
    files = {},
  ): Promise<{ outcome: Outcome; body: string }> {
    const { url } = await reference();
    const cwd = write(temporaryFolder(), { 'suite.yaml': text, ...files });
    const outcome = await runInside(['check', 'runtime', '--url', url, '--suite', '.', '--allow-mutations', '--format', 'json', ...more], {
      cwd,
      env,
    });
    return { outcome, body: outcome.code === 2 ? '' : String(result(outcome, 'runtime.acme.run')?.exchange?.request_body ?? '') };
  }

  it('come from flags, the environment, a file and their defaults, in this order', async () => {
    const vars = { 'vars.yaml': 'tenant: green\nsteps: 7\nkey: from-a-file\n' };
    expect(JSON.parse((await sent([], { ARP_VAR_KEY: 'k' })).body)).toMatchObject({
      input: { goal: 'For blue' },
      limits: { max_steps: 2 },
    });
    expect((await sent(['--var-file', 'vars.yaml'], {}, vars)).body).toContain('For green');
    expect((await sent(['--var-file', 'vars.yaml'], { ARP_VAR_TENANT: 'red' }, vars)).body).toContain('For red');
    const last = await sent(['--var-file', 'vars.yaml', '--var', 'tenant=gold', '--var', 'steps=9'], { ARP_VAR_TENANT: 'red' }, vars);
    expect(JSON.parse(last.body)).toMatchObject({ input: { goal: 'For gold' }, limits: { max_steps: 9 } });
  });

  it('that are secret are masked everywhere, and have no place on the command line', async () => {
    const { outcome, body } = await sent([], { ARP_VAR_KEY: 'a-key-of-great-worth' });
    expect(body).toContain('***');
    expect(outcome.stdout + outcome.stderr).not.toContain('a-key-of-great-worth');
    const flag = await sent(['--var', 'key=a-key-of-great-worth']);
    expect(flag.outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('Set ARP_VAR_KEY') });
    expect(flag.outcome.stderr).not.toContain('a-key-of-great-worth');
    const config = await runInside(['check', 'runtime', '--url', 'http://127.0.0.1:1', '--print-config'], {
      env: { ARP_VAR_KEY: 'a-key-of-great-worth' },
    });
    expect(config.stdout).toContain('key=***');
    expect(config.stdout).not.toContain('great-worth');
  });

  it('without a value skip the checks that need them', async () => {
    const { outcome } = await sent([]);
    expect(result(outcome, 'runtime.acme.run')).toMatchObject({ status: 'SKIP', reason: 'no_input', message: 'it takes --var key=VALUE' });
  });

  it.each([
    ['a name that no suite has', ['--var', 'tenent=x'], 'no suite of this run has a variable "tenent". Did you mean "tenant"?'],
    ['what is no assignment', ['--var', 'tenant'], '--var takes a variable as "name=value"'],
    ['what is not JSON where JSON is asked for', ['--var', 'steps=many'], '--var steps takes JSON'],
    ['a file that is not there', ['--var-file', 'nowhere.yaml'], 'cannot be read'],
  ])('take no %s', async (_what, flags, told) => {
    expect((await sent(flags, { ARP_VAR_KEY: 'k' })).outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });
});
