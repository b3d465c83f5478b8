import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, runCli, temporaryFolder } from './command.js';
import { createdInstances, eachOf, type Front, holdingsOf, settle, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { checksThat, type JsonReport, reportOf } from './report.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;
const TOKEN = 'tok-3858f62230ac3c915f300c664312c63f';

interface CleanupReport extends JsonReport {
  readonly cleanup: { readonly removed: number; readonly left: readonly { method: string; url: string; why: string }[] };
}

const check = (service: string, front: Front, ...args: string[]): Promise<Outcome> =>
  runInside(['check', service, '--url', front.url, '--format', 'json', ...args]);
const core = (front: Front, ...args: string[]): Promise<Outcome> => check('daemon', front, '--tier', 'core', '--allow-mutations', ...args);
const cleanupOf = (outcome: Outcome): CleanupReport['cleanup'] => (reportOf(outcome) as CleanupReport).cleanup;
const methods = (requests: readonly WireRequest[]): string[] => [...new Set(requests.map(({ method }) => method))].sort();
const changes = (requests: readonly WireRequest[]): WireRequest[] =>
  requests.filter(({ method }) => method === 'DELETE' || method === 'PUT' || method === 'PATCH');
/** The last segment of the path of a request. */
const target = ({ path }: Pick<WireRequest, 'path'>): string => decodeURIComponent(path.split('/').at(-1) ?? '');

/** Ids of the runs that were started. */
const runsOf = ({ requests }: Front): string[] =>
  requests
    .filter(({ method, path, status }) => method === 'POST' && path === '/v1/runs' && status === 200)
    .map(({ answer }) => (JSON.parse(answer ?? '') as { run_id: string }).run_id);

describe('--read-only', () => {
  for (const service of SERVICES) {
    for (const tier of ['smoke', 'core']) {
      it(`sends nothing but GET to the ${service}, tier ${tier}`, async () => {
        const front = await startFront({ service });
        const outcome = await check(service, front, '--tier', tier, '--read-only');
        expect(outcome.code, outcome.stdout).toBe(0);
        expect(front.requests.length).toBeGreaterThan(1);
        expect(methods(front.requests)).toEqual(['GET']);
      });
    }

    it(`sends nothing but GET to a protected ${service} either, and as the tier "surface"`, async () => {
      const front = await startFront({ service, token: TOKEN });
      const env = { ARP_TOKEN: TOKEN };
      const [core, surface] = await Promise.all([
        runInside(['check', service, '--url', front.url, '--tier', 'core', '--read-only', '--format', 'json'], { env }),
        runCli(['check', service, '--url', front.url, '--tier', 'surface', '--format', 'json'], { env }),
      ]);
      expect([core.code, surface.code], core.stdout).toEqual([0, 0]);
      expect(methods(front.requests)).toEqual(['GET']);
      expect(checksThat('PASS', reportOf(surface))).toEqual(checksThat('PASS', reportOf(core)));
    });
  }

  it('does so too where a filter names checks that write, or that need one that does', async () => {
    const front = await startFront({ service: 'daemon' });
    const patterns = ['daemon.run.*', 'daemon.instance*', 'daemon.profile*', 'daemon.auth.*', '*refuses*'];
    const outcomes = await Promise.all(
      patterns.map((pattern) => check('daemon', front, '--tier', 'core', '--read-only', '--include', pattern)),
    );
    expect(methods(front.requests)).toEqual(['GET']);
    // A filter that leaves only what may not be sent is a mistake that has to be said.
    for (const { code } of outcomes) expect([0, 2, 3]).toContain(code);
    expect(outcomes.at(-1)?.code).toBe(2);
  });

  it('does so whatever the service answers', async () => {
    await eachOf(
      ['submit-201', 'run-unknown-200', 'daemon-run-unknown-200', 'profiles-twice', 'instances-bare-array'],
      2,
      async (fault) => {
        const known = fault.startsWith('run-') ? 'runtime' : 'daemon';
        const front = await startFront({ service: known, faults: [fault] });
        await check(known, front, '--tier', 'core', '--read-only');
        expect(methods(front.requests), fault).toEqual(['GET']);
      },
    );
  });

  it('tells what it left out: each requirement that a write would have tested is UNTESTED, with the flag that tests it', async () => {
    const front = await startFront({ service: 'daemon' });
    const report = reportOf(await check('daemon', front, '--tier', 'core', '--read-only'));
    const reasons = Object.fromEntries(report.requirements.map(({ id, outcome, reason }) => [id, `${outcome}: ${reason}`]));
    for (const id of ['ARP-DM-023', 'ARP-DM-042', 'ARP-DM-060', 'ARP-DM-064', 'ARP-CM-027'])
      expect(reasons[id], id).toMatch(/^UNTESTED: .*--allow-mutations/);
  });
});

describe('Without --read-only and --allow-mutations', () => {
  it('the core tier is a usage error that says what either would do, and nothing is sent', async () => {
    for (const service of SERVICES) {
      const front = await startFront({ service });
      const { code, stdout, stderr } = await check(service, front, '--tier', 'core');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/--allow-mutations .*--read-only/);
      expect(front.requests).toEqual([]);
    }
  });

  it('the smoke tier sends nothing but GET, also where more is allowed', async () => {
    for (const service of SERVICES) {
      const front = await startFront({ service });
      const outcomes = await Promise.all([check(service, front), check(service, front, '--allow-mutations')]);
      expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
      expect(methods(front.requests)).toEqual(['GET']);
    }
  });

  it('both together are a usage error', async () => {
    const front = await startFront({ service: 'daemon' });
    const { code, stderr } = await core(front, '--read-only');
    expect(code).toBe(2);
    expect(stderr).toContain('contradict');
    expect(front.requests).toEqual([]);
  });
});

describe('--allow-mutations', () => {
  const ways: Readonly<Record<string, { variations?: string[]; args?: string[]; token?: string }>> = {
    'a plain daemon': {},
    'one request at a time': { args: ['--jobs', '1'] },
    'many requests at a time': { args: ['--jobs', '64'] },
    'a protected daemon': { token: TOKEN },
    'a daemon without profiles': { variations: ['no-profiles'] },
    'a daemon whose runs are over at once': { variations: ['synchronous'] },
    'a daemon that answers 204 to the delete of what is not there': { variations: ['delete-unknown-204'] },
    'a daemon that takes no profile of ours': { variations: ['profile-precondition'] },
    'a filter': { args: ['--include', 'daemon.run.*'] },
    '--fail-fast': { args: ['--fail-fast'] },
  };
  for (const [name, { variations = [], args = [], token }] of Object.entries(ways)) {
    it(`leaves instances and profiles as they were: ${name}`, async () => {
      const front = await startFront({ service: 'daemon', variations, ...(token === undefined ? {} : { token }) });
      const other = variations.length > 0 ? undefined : await settle(front);
      const before = await holdingsOf(front);
      const outcome = await runInside(
        ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', ...args],
        { env: token === undefined ? {} : { ARP_TOKEN: token } },
      );
      expect([0, 1], outcome.stderr).toContain(outcome.code);
      expect(await holdingsOf(front)).toEqual(before);
      expect(cleanupOf(outcome).left).toEqual([]);
      for (const request of changes(front.requests)) if (other !== undefined) expect(Object.values(other)).not.toContain(target(request));
    });
  }

  it('touches nothing but what the run created: no other path is ever put or deleted', async () => {
    const front = await startFront({ service: 'daemon' });
    const other = await settle(front);
    const outcome = await core(front);
    expect(outcome.code, outcome.stdout).toBe(0);
    const created = createdInstances(front);
    expect(created.length).toBeGreaterThan(0);
    const run = front.requests[0]?.headers['arp-conformance-run'] as string;
    for (const request of changes(front.requests)) {
      const name = target(request);
      expect(created.includes(name) || name.startsWith(run), `${request.method} ${request.path}`).toBe(true);
      expect(Object.values(other)).not.toContain(name);
    }
    // Every instance that was created is deleted once, the newest first.
    const deleted = front.requests.filter(({ method, path }) => method === 'DELETE' && path.startsWith('/v1/instances/')).map(target);
    expect(deleted.filter((id) => created.includes(id)).sort()).toEqual([...created].sort());
  });

  it('removes what it created by the credentials that created it', async () => {
    const front = await startFront({ service: 'daemon', token: TOKEN });
    await runInside(['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json'], {
      env: { ARP_TOKEN: TOKEN },
    });
    const removals = front.requests.filter(({ method, status }) => method === 'DELETE' && status === 204);
    expect(removals.length).toBeGreaterThan(0);
    for (const { headers } of removals) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('does not touch what is there when the service names it as new', async () => {
    let theirs = '';
    const front = await startFront(
      { service: 'daemon' },
      {
        tamper: ({ method, path }, answer) => {
          if (method !== 'POST' || path !== '/v1/instances' || answer.status !== 200) return;
          const body = JSON.parse(answer.body.toString('utf8')) as { instances: { instance_id: string }[] };
          for (const instance of body.instances) instance.instance_id = theirs;
          answer.body = Buffer.from(JSON.stringify(body));
        },
      },
    );
    theirs = (await settle(front)).instance;
    const outcome = await core(front);
    expect(outcome.code).toBe(1);
    expect((await holdingsOf(front)).instances).toContain(theirs);
    expect(changes(front.requests).map(target)).not.toContain(theirs);
  });

  it('never deletes a path that an id makes of dots', async () => {
    const front = await startFront(
      { service: 'daemon' },
      {
        tamper: ({ method, path }, answer) => {
          if (method !== 'POST' || path !== '/v1/instances' || answer.status !== 200) return;
          const body = JSON.parse(answer.body.toString('utf8')) as { instances: { instance_id: string }[] };
          body.instances.forEach((instance, index) => {
            instance.instance_id = ['..', '.', '../admin/runtime-profiles/default', '?', '#'][index] ?? '%2e%2e';
          });
          answer.body = Buffer.from(JSON.stringify(body));
        },
      },
    );
    await core(front, '--poll-timeout', '0.5');
    for (const { path, method } of front.requests.filter((request) => request.method !== 'GET'))
      expect(path, method).not.toMatch(/\/\.{1,2}(\/|$)|[?#]/);
    expect((await holdingsOf(front)).profiles.length).toBe(1);
  });
});

describe('--no-cleanup', () => {
  it('leaves what the run created, and names each with a request that removes it', async () => {
    const front = await startFront({ service: 'daemon' });
    await settle(front);
    const before = await holdingsOf(front);
    const file = join(temporaryFolder(), 'report.json');
    const { code, stdout } = await runCli(
      ['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations', '--no-cleanup', '--reporter', 'terminal'].concat([
        '--reporter',
        `json=${file}`,
      ]),
    );
    expect(code).toBe(0);
    const { left } = (JSON.parse(readFileSync(file, 'utf8')) as CleanupReport).cleanup;
    const after = await holdingsOf(front);
    const own = after.instances.filter((id) => !before.instances.includes(id));
    expect(own.length).toBeGreaterThan(0);
    expect(
      left
        .filter(({ url }) => url.includes('/v1/instances/'))
        .map(({ url }) => target({ path: url }))
        .sort(),
    ).toEqual([...own].sort());

    const block = stdout.slice(stdout.indexOf('LEFT'));
    for (const { method, url } of left) {
      expect(block).toContain(`${method} ${url}`);
      expect((await fetch(url, { method })).status).toBe(204);
    }
    expect(await holdingsOf(front)).toEqual(before);
  });

  it('has nothing to say of a run that created nothing', async () => {
    const front = await startFront({ service: 'daemon' });
    const { stdout } = await runCli(['check', 'daemon', '--url', front.url, '--tier', 'core', '--read-only', '--no-cleanup']);
    expect(stdout).not.toContain('LEFT');
  });
});

describe('Runs, which v1 cannot delete', () => {
  it('are canceled where they have not ended', async () => {
    const front = await startFront({ service: 'runtime', faults: ['run-never-ends'] });
    const outcome = await check('runtime', front, '--tier', 'core', '--allow-mutations', '--poll-timeout', '0.2');
    expect(outcome.code).toBe(1);
    const started = runsOf(front);
    expect(started.length).toBeGreaterThan(0);
    const states = await Promise.all(started.map((id) => front.ask('GET', `/v1/runs/${id}`) as Promise<{ state: string }>));
    expect(states.map(({ state }) => state)).toEqual(started.map(() => 'canceled'));
  });

  it('are not canceled once they have ended', async () => {
    const front = await startFront({ service: 'runtime', variations: ['synchronous'] });
    expect((await check('runtime', front, '--tier', 'core', '--allow-mutations')).code).toBe(0);
    const canceled = front.requests.filter(({ path }) => path.endsWith(':cancel')).map((request) => target(request).replace(':cancel', ''));
    expect(canceled.filter((id) => runsOf(front).includes(id))).toEqual([]);
  });

  it('are listed in the report as what stays', async () => {
    const front = await startFront({ service: 'runtime' });
    const outcome = await check('runtime', front, '--tier', 'core', '--allow-mutations');
    const started = runsOf(front);
    const { cleanup } = reportOf(outcome) as CleanupReport;
    for (const id of started) expect(JSON.stringify(cleanup)).toContain(id);
  });
});
