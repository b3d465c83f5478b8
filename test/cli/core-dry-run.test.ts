import { describe, expect, it } from 'vitest';
import type { ReferenceService } from '../../src/reference/index.js';
import type { Outcome } from './command.js';
import { type Front, startFront } from './core-front.js';
import { runInside } from './inside.js';
import { reportOf } from './report.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;
const TOKEN = 'tok-4a8a08f09d37b73795649038408b5f33';

interface PlannedRequest {
  readonly effect: string;
  readonly method: string;
  readonly path: string;
  readonly checks: readonly string[];
}

/** What a plan says in words. */
function planOf({ stdout }: Outcome): { requests: PlannedRequest[]; everywhere: string[]; announced: number } {
  const announced = Number(/: (\d+) requests?,/.exec(stdout)?.[1]);
  const [sent = '', everywhere = ''] = stdout.split('  judged on every answer\n');
  const idsIn = (text: string): string[] => [...text.matchAll(/^ {11}(\S+)/gm)].map(([, id = '']) => id);
  const requests = sent
    .split(/^(?= {2}(?:read|refused|write) )/m)
    .slice(1)
    .map((block) => {
      const [, effect = '', method = '', path = ''] = /^ {2}(\w+) +([A-Z]+) (\S+)/.exec(block) ?? [];
      return { effect, method, path, checks: idsIn(block) };
    });
  return { requests, everywhere: idsIn(everywhere), announced };
}

const dryRun = (service: ReferenceService, front: Front, ...args: string[]): Promise<Outcome> =>
  runInside(['check', service, '--url', front.url, '--tier', 'core', '--dry-run', ...args]);

describe('--dry-run of the core tier', () => {
  for (const service of SERVICES) {
    it(`shows each request with its effect and what it is judged for, and sends nothing: ${service}`, async () => {
      const front = await startFront({ service });
      const outcome = await dryRun(service, front, '--allow-mutations');
      expect([outcome.code, outcome.stderr]).toEqual([0, '']);
      expect(front.requests).toEqual([]);
      const { requests, announced, everywhere } = planOf(outcome);
      expect(requests.length).toBe(announced);
      expect(new Set(requests.map(({ effect }) => effect))).toEqual(new Set(['read', 'write', 'refused']));
      for (const { effect, method } of requests) {
        if (effect === 'read') expect(method).toBe('GET');
        else expect(method).not.toBe('GET');
      }
      // What must be turned down comes last.
      const effects = requests.map(({ effect }) => effect);
      expect(effects.slice(effects.indexOf('refused')).every((effect) => effect === 'refused')).toBe(true);
      expect(everywhere.length).toBeGreaterThan(5);
    });

    it(`is what then happens: no request goes to a place, or in a way, that the plan did not name: ${service}`, async () => {
      const front = await startFront({ service, token: TOKEN });
      const env = { ARP_TOKEN: TOKEN };
      const args = ['check', service, '--url', front.url, '--tier', 'core', '--allow-mutations'];
      const { requests, everywhere } = planOf(await runInside([...args, '--dry-run'], { env }));
      const report = reportOf(await runInside([...args, '--format', 'json'], { env }));
      const fits = (path: string, template: string): boolean =>
        new RegExp(`^${template.replace(/\{\w+\}/g, '[^/:]+')}$`).test(path.split('?')[0] ?? '');
      for (const { method, path } of front.requests)
        expect(
          requests.some((planned) => planned.method === method && fits(path, planned.path)),
          `${method} ${path}`,
        ).toBe(true);
      const planned = new Set([...requests.flatMap(({ checks }) => checks), ...everywhere]);
      expect(new Set(report.results.map(({ check_id }) => check_id))).toEqual(planned);
    });

    it(`shows reads alone under --read-only: ${service}`, async () => {
      const front = await startFront({ service });
      const { requests } = planOf(await dryRun(service, front, '--read-only'));
      expect(requests.length).toBeGreaterThan(3);
      expect(new Set(requests.map(({ effect, method }) => `${effect} ${method}`))).toEqual(new Set(['read GET']));
      expect(front.requests).toEqual([]);
    });
  }

  it('is the same each time', async () => {
    const front = await startFront({ service: 'daemon' });
    const [first, second] = await Promise.all([dryRun('daemon', front, '--allow-mutations'), dryRun('daemon', front, '--allow-mutations')]);
    expect(second.stdout).toBe(first.stdout);
  });

  it('is as strict about flags as a run', async () => {
    const front = await startFront({ service: 'daemon' });
    const outcomes = await Promise.all([
      dryRun('daemon', front),
      dryRun('daemon', front, '--allow-mutations', '--include', 'daemon.nothing.*'),
      dryRun('daemon', front, '--allow-mutations', '--exclude', '*'),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2]);
    for (const { stdout, stderr } of outcomes) {
      expect(stdout).toBe('');
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(front.requests).toEqual([]);
  });
});

describe('--include and --exclude in the core tier', () => {
  it('pull in what the checks need, and judge only what was asked for', async () => {
    const front = await startFront({ service: 'daemon' });
    const { requests, everywhere } = planOf(await dryRun('daemon', front, '--allow-mutations', '--include', 'daemon.run.*'));
    const checks = [...requests.flatMap((request) => request.checks), ...everywhere];
    expect(checks.every((id) => id.startsWith('daemon.run.'))).toBe(true);
    const helpers = requests.filter((request) => request.checks.length === 0).map(({ method, path }) => `${method} ${path}`);
    expect(helpers).toContain('POST /v1/instances');
    expect(helpers).toContain('GET /v1/admin/runtime-profiles');
    expect(helpers).not.toContain('PUT /v1/admin/runtime-profiles/{runtime_profile}');
  });

  it('a run of them works, and is cleaned up', async () => {
    const front = await startFront({ service: 'daemon' });
    const args = ['--url', front.url, '--tier', 'core', '--allow-mutations', '--include', 'daemon.run.*', '--format', 'json'];
    const outcome = await runInside(['check', 'daemon', ...args]);
    expect(outcome.code, outcome.stdout).toBe(0);
    const report = reportOf(outcome);
    expect(report.results.every(({ check_id }) => check_id.startsWith('daemon.run.'))).toBe(true);
    expect(report.results.filter(({ status }) => status === 'PASS').length).toBeGreaterThan(30);
    expect(await front.ask('GET', '/v1/instances')).toMatchObject({ instances: [] });
  });

  it('leave out what is excluded, with the requests that only it needs', async () => {
    const front = await startFront({ service: 'daemon' });
    const [every, some] = [
      planOf(await dryRun('daemon', front, '--allow-mutations')),
      planOf(await dryRun('daemon', front, '--allow-mutations', '--exclude', '*refuses*', '--exclude', '*.auth.*')),
    ];
    expect(some.requests.flatMap(({ checks }) => checks).filter((id) => /refuses|\.auth\./.test(id))).toEqual([]);
    expect(some.requests.length).toBeLessThan(every.requests.length);
    expect(some.requests.filter(({ effect }) => effect === 'refused').length).toBeLessThan(5);
  });

  it('one check that judges another one pulls in the request of that', async () => {
    const front = await startFront({ service: 'runtime' });
    const { requests } = planOf(await dryRun('runtime', front, '--allow-mutations', '--include', 'runtime.run.result.ok'));
    expect(new Set(requests.map(({ effect, method, path }) => `${effect} ${method} ${path}`))).toEqual(
      new Set(['write POST /v1/runs', 'read GET /v1/runs/{run_id}', 'read GET /v1/runs/{run_id}/result']),
    );
    expect(new Set(requests.flatMap(({ checks }) => checks))).toEqual(new Set(['runtime.run.result.ok']));
  });
});
