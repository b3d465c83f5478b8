import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceOptions } from '../../src/reference/index.js';
import { type Outcome, temporaryFolder } from './command.js';
import { type Front, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf, requirementsThat } from './report.js';

/** What a user gives for the checks, and what then goes over the wire. */

interface Run {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
}

async function check(options: ReferenceOptions, args: readonly string[], files: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const front = await startFront(options);
  const cwd = temporaryFolder();
  for (const [file, value] of Object.entries(files)) writeFileSync(join(cwd, file), JSON.stringify(value));
  const all = ['check', options.service, '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', ...args];
  const outcome = await runInside(all, { cwd });
  return { outcome, report: reportOf(outcome), front };
}

const sent = ({ requests }: Front, method: string, path: RegExp): WireRequest[] =>
  requests.filter((request) => request.method === method && path.test(request.path));
const bodies = (requests: readonly WireRequest[]): Record<string, unknown>[] =>
  requests.flatMap(({ body }) => {
    try {
      const value: unknown = JSON.parse(body);
      return value !== null && typeof value === 'object' && !Array.isArray(value) ? [value as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
const outcomeOf = ({ requirements }: JsonReport, id: string): string | undefined => requirements.find((one) => one.id === id)?.outcome;

describe('--tool-id, --tool-name and --tool-args', () => {
  const invocations = (front: Front): Record<string, unknown>[] => bodies(sent(front, 'POST', /^\/v1\/tool-invocations$/));
  /** Names a tool of the registry: not those that must be unknown. */
  const named = (front: Front): unknown[] => [
    ...new Set(
      invocations(front).flatMap(({ tool_id, tool_name }) => [tool_id, tool_name].filter((name) => !/arpc-/.test(String(name ?? 'arpc-')))),
    ),
  ];

  it('without them up to three tools are invoked', async () => {
    const { front } = await check({ service: 'tool-registry' }, []);
    expect(new Set(invocations(front).map(({ tool_id }) => tool_id)).size).toBeGreaterThan(3);
  });

  it('one id is all that is invoked, also by what must be refused', async () => {
    const { outcome, front, report } = await check({ service: 'tool-registry' }, ['--tool-id', 'math.add']);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(named(front).sort()).toEqual(['add', 'math.add']);
    expect(outcomeOf(report, 'ARP-TR-022')).toBe('PASS');
    expect(outcomeOf(report, 'ARP-TR-023')).toBe('PASS');
    expect(outcomeOf(report, 'ARP-NV-INV-02')).toBe('PASS');
  });

  it('one name does as well', async () => {
    const { outcome, front } = await check({ service: 'tool-registry' }, ['--tool-name', 'upper']);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(named(front).sort()).toEqual(['text/upper case', 'upper']);
  });

  it('arguments are those that are given, on the command line or in a file', async () => {
    for (const args of ['{"a":2,"b":40}', '@args.json']) {
      const { outcome, front } = await check({ service: 'tool-registry' }, ['--tool-id', 'math.add', '--tool-args', args], {
        'args.json': { a: 2, b: 40 },
      });
      expect(outcome.code, outcome.stdout).toBe(0);
      const positive = sent(front, 'POST', /invocations$/).filter(({ answer }) => /"ok":true/.test(answer ?? ''));
      expect(positive.length).toBeGreaterThan(2);
      for (const { args: used } of bodies(positive)) expect(used).toEqual({ a: 2, b: 40 });
    }
  });

  it('a tool that is not listed leaves what needs it untested, and says so', async () => {
    const { outcome, report, front } = await check({ service: 'tool-registry' }, ['--tool-id', 'no-such-tool']);
    expect(outcome.code).toBe(0);
    const requirement = report.requirements.find(({ id }) => id === 'ARP-TR-022');
    expect(requirement).toMatchObject({ outcome: 'UNTESTED', reason: 'the service lists no tool with tool_id "no-such-tool"' });
    expect(named(front)).toEqual([]);
  });
});

describe('--runtime-profile', () => {
  it('names the profile that instances are started from', async () => {
    const { outcome, front } = await check({ service: 'daemon', variations: ['many-profiles'] }, ['--runtime-profile', 'profile-7']);
    expect(outcome.code, outcome.stdout).toBe(0);
    const started = sent(front, 'POST', /^\/v1\/instances$/).filter(({ status }) => status === 200);
    expect(started.length).toBeGreaterThan(0);
    for (const { runtime_profile } of bodies(started)) expect(runtime_profile).toBe('profile-7');
  });
});

describe('--profile-body', () => {
  const puts = (front: Front): WireRequest[] => sent(front, 'PUT', /runtime-profiles/);
  const ours = { extensions: { 'arp.reference.exec': { command: 'run' } }, defaults: { env: { A: '1' } } };

  it('where a service asks more of a profile than the standard does, that is one warning without it', async () => {
    const { outcome, report } = await check({ service: 'daemon', variations: ['profile-precondition'] }, ['--auth', 'disabled']);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(requirementsThat('FAIL', report)).toEqual([]);
    expect(requirementsThat('WARN', report)).toEqual(['ARP-DM-046']);
    expect(report.counts.WARN).toBe(1);
    for (const id of ['ARP-DM-042', 'ARP-DM-043', 'ARP-DM-044', 'ARP-DM-045', 'ARP-DM-047', 'ARP-DM-048', 'ARP-NV-PRO-02'])
      expect(outcomeOf(report, id), id).toBe('UNTESTED');
  });

  it('is the base of every profile that is put, of those that must be refused as well', async () => {
    const { outcome, report, front } = await check(
      { service: 'daemon', variations: ['profile-precondition'] },
      ['--auth', 'disabled', '--profile-body', 'p.json'],
      { 'p.json': ours },
    );
    expect(outcome.code, outcome.stdout).toBe(0);
    expect([...requirementsThat('FAIL', report), ...requirementsThat('WARN', report)]).toEqual([]);
    for (const id of ['ARP-DM-042', 'ARP-DM-045', 'ARP-DM-048', 'ARP-CM-041', 'ARP-NV-PRO-02'])
      expect(outcomeOf(report, id), id).toBe('PASS');
    const carried = bodies(puts(front));
    expect(carried.length).toBeGreaterThan(6);
    for (const body of carried) expect(body).toMatchObject({ extensions: ours.extensions });
    // What a check adds stands beside what the user gave.
    expect(carried).toContainEqual(expect.objectContaining({ extensions: { ...ours.extensions, 'x.test.probe': true } }));
  });
});

describe('--goal', () => {
  it('is the goal of the runs that are created', async () => {
    const { outcome, front } = await check({ service: 'runtime' }, ['--goal', 'Add 2 and 40.']);
    expect(outcome.code, outcome.stdout).toBe(0);
    const created = bodies(sent(front, 'POST', /^\/v1\/runs$/).filter(({ status }) => status === 200));
    expect(created.length).toBeGreaterThan(1);
    for (const { input } of created) expect(input).toMatchObject({ goal: 'Add 2 and 40.' });
  });
});

describe('inputs', () => {
  it('can stand in the environment and, as what they are, in the configuration file, beside which their files are looked for', async () => {
    const front = await startFront({ service: 'tool-registry' });
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'arp-conformance.config.yaml'), 'tool-args: { a: 1, b: 2 }\ntier: core\nallow-mutations: true\n');
    const outcome = await runInside(['check', 'tool-registry', '--url', front.url], { cwd, env: { ARP_TOOL_ID: 'math.add' } });
    expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
    const done = bodies(sent(front, 'POST', /invocations$/).filter(({ answer }) => /"ok":true/.test(answer ?? '')));
    expect(done.length).toBeGreaterThan(2);
    for (const { args } of done) expect(args).toEqual({ a: 1, b: 2 });
    writeFileSync(join(cwd, 'arp-conformance.config.yaml'), "tool-args: '@a.json'\nprofile-body: p.json\n");
    const { stdout } = await runInside([
      'check',
      'daemon',
      '--url',
      front.url,
      '--print-config',
      '--config',
      join(cwd, 'arp-conformance.config.yaml'),
    ]);
    expect(stdout).toContain(join(cwd, 'p.json'));
    expect(stdout).toContain(`@${join(cwd, 'a.json')}`);
  });
});

describe('A runtime of ours that a daemon may register', () => {
  const args = ['--auth', 'disabled', '--include', 'daemon.instance.deregister*', '--include', 'daemon.instance.register*'];

  it('is to be left alone when it is deregistered', async () => {
    const left = await check({ service: 'daemon' }, args);
    const stopped = await check({ service: 'daemon', faults: ['instance-delete-stops-runtime'] }, args);
    expect([left.outcome.code, outcomeOf(left.report, 'ARP-DM-037')]).toEqual([0, 'PASS']);
    expect(stopped.outcome.code).toBe(1);
    expect(requirementsThat('FAIL', stopped.report)).toEqual(['ARP-DM-037']);
    const [finding] = stopped.report.results.flatMap(({ findings }) => findings);
    expect(finding).toMatchObject({ kind: 'reached', actual: 'POST /v1/runs/all:cancel' });
  });

  it('that the user names in its place cannot be looked into, and that is said', async () => {
    const elsewhere = await startFront({ service: 'runtime' });
    const { outcome, report } = await check({ service: 'daemon' }, [...args, '--register-url', elsewhere.url]);
    expect([outcome.code, outcomeOf(report, 'ARP-DM-037')]).toEqual([0, 'PASS']);
    const result = report.results.find(({ check_id }) => check_id === 'daemon.instance.deregister.leaves-runtime');
    expect(result).toMatchObject({ status: 'SKIP', reason: 'no_stand_in' });
  });
});
