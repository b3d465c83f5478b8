import { describe, expect, it } from 'vitest';
import { startFront } from './core-front.js';
import { runInside } from './inside.js';
import { checksThat, type JsonReport, reportOf } from './report.js';
import { closedPort, fresh, healthBody, json, startService } from './service.js';

const several = ({ stdout }: { stdout: string }): { ok: boolean; reports: JsonReport[] } => JSON.parse(stdout);
const addresses = (urls: readonly string[]): string[] =>
  ['runtime', 'tool-registry', 'daemon'].flatMap((name, index) => (urls[index] === undefined ? [] : [`--${name}-url`, urls[index]]));
const wrong = fresh(() => json(healthBody({ status: 'fine' })));
const late = json(healthBody({ time: '2001-01-01T00:00:00Z' }));

describe('check all', () => {
  it('checks three services and tells of each, in the order of the command line', async () => {
    const services = await Promise.all([startService(), startService(), startService()]);
    const outcome = await runInside(['check', 'all', ...addresses(services.map(({ url }) => url)), '--format', 'json']);
    const { ok, reports } = several(outcome);
    expect([outcome.code, ok]).toEqual([0, true]);
    expect(reports.map(({ service }) => service)).toEqual(['runtime', 'tool-registry', 'daemon']);
    for (const { requests } of services) expect(requests.length).toBe(3);
  });

  it('takes the addresses from the environment, and some of the three are enough', async () => {
    const [runtime, daemon] = [await startService(), await startService()];
    const outcome = await runInside(['check', 'all', '--format', 'json'], {
      env: { ARP_RUNTIME_URL: runtime.url, ARP_DAEMON_URL: daemon.url },
    });
    expect(outcome.code).toBe(0);
    expect(several(outcome).reports.map(({ service }) => service)).toEqual(['runtime', 'daemon']);
  });

  it('ends with 3 when one of them is down and the others are well, and says which', async () => {
    const urls = [(await startService()).url, `http://127.0.0.1:${await closedPort()}`, (await startService()).url];
    const { code, stdout } = await runInside(['check', 'all', ...addresses(urls)]);
    expect(code).toBe(3);
    expect(stdout).toContain('The tool-registry gave no answer: the connection was refused');
    expect(stdout).toContain('CONFORMANT (runtime, tier smoke)');
    expect(stdout).toContain('NO VERDICT (tool-registry, tier smoke)');
    expect(stdout).toContain('CONFORMANT (daemon, tier smoke)');
  });

  it('ends with 1 when one of them is wrong and another is down', async () => {
    const urls = [`http://127.0.0.1:${await closedPort()}`, (await startService({ health: wrong })).url];
    const outcome = await runInside(['check', 'all', ...addresses(urls), '--format', 'json']);
    expect(outcome.code).toBe(1);
    expect(several(outcome).ok).toBe(false);
    expect(several(outcome).reports.map(({ exit_code }) => exit_code)).toEqual([3, 1]);
  });

  it('gives each request of one command the same run id', async () => {
    const services = await Promise.all([startService(), startService()]);
    await runInside(['check', 'all', ...addresses(services.map(({ url }) => url))]);
    expect(new Set(services.flatMap(({ requests }) => requests.map(({ headers }) => headers['arp-conformance-run']))).size).toBe(1);
  });
});

describe('--jobs of check all', () => {
  it.each([1, 2])('bounds the requests to one origin, whichever services live there: %d', async (jobs) => {
    const front = await startFront({ service: 'runtime' }, { delay: 10 });
    const outcome = await runInside(['check', 'all', ...addresses([front.url, front.url, front.url]), '--jobs', String(jobs)]);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(front.requests.length).toBe(9);
    expect(front.most()).toBe(jobs);
  });

  it('bounds each of several origins by itself', async () => {
    const services = await Promise.all([1, 2, 3].map(() => startFront({ service: 'runtime' }, { delay: 10 })));
    await runInside(['check', 'all', ...addresses(services.map(({ url }) => url)), '--jobs', '1']);
    expect(services.map((front) => front.most())).toEqual([1, 1, 1]);
    const [first, second] = services.map(({ requests }) => requests.map(({ at }) => at));
    expect(Math.min(...(second ?? []))).toBeLessThan(Math.max(...(first ?? [])));
  });
});

describe('--include and --exclude', () => {
  it('select checks by id, and only what they need is sent', async () => {
    const { url, requests } = await startService();
    const report = reportOf(
      await runInside(['check', 'runtime', '--url', url, '--include', '*.health*', '--exclude', '*.clock', '--format', 'json']),
    );
    expect(checksThat('PASS', report)).toEqual(['health', 'health.open', 'health.body', 'health.time', 'health.status']);
    expect(report.requirements.map(({ id }) => id)).toEqual(['ARP-CM-001', 'ARP-CM-004', 'ARP-CM-005', 'ARP-CM-006', 'ARP-AU-001']);
    expect(requests.map(({ path }) => path)).toEqual(['/v1/health']);
  });

  it('do not hide a fault that the selected exchanges show', async () => {
    const { url } = await startService({ health: wrong });
    const outcome = await runInside(['check', 'runtime', '--url', url, '--include', 'runtime.health', '--format', 'json']);
    expect(outcome.code).toBe(1);
  });

  it('of one service are enough for check all', async () => {
    const services = await Promise.all([startService(), startService()]);
    const outcome = await runInside(['check', 'all', ...addresses(services.map(({ url }) => url)), '--include', 'runtime.*']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(services[1]?.requests).toEqual([]);
  });
});

describe('--strict', () => {
  it('leaves an advisory warning at 0', async () => {
    const { url } = await startService({ health: late });
    expect((await runInside(['check', 'runtime', '--url', url, '--strict'])).code).toBe(0);
  });

  it('makes 1 of a requirement that could not be tested', async () => {
    const { url } = await startService({ health: json({ error: { code: 'slow_down', message: 'Later.' } }, 429) });
    expect((await runInside(['check', 'runtime', '--url', url])).code).toBe(0);
    const { code, stdout } = await runInside(['check', 'runtime', '--url', url, '--strict']);
    expect(code).toBe(1);
    expect(stdout).toContain('NOT CONFORMANT under --strict');
  });
});

describe('--fail-fast and --jobs', () => {
  it('--jobs 1 sends one request at a time', async () => {
    const { url, requests } = await startService();
    await runInside(['check', 'runtime', '--url', url, '--jobs', '1'], { env: { ARP_TOKEN: 'token-of-a-test' } });
    expect(requests.map(({ together }) => together)).toEqual([1, 1, 1, 1, 1]);
  });

  it('--fail-fast sends nothing after the first failure, and says what was left out', async () => {
    const { url, requests } = await startService({ health: wrong });
    const outcome = await runInside(['check', 'runtime', '--url', url, '--jobs', '1', '--fail-fast', '--format', 'json']);
    const report = reportOf(outcome);
    expect(outcome.code).toBe(1);
    expect(requests.map(({ path }) => path)).toEqual(['/v1/health']);
    expect(report.results.find(({ check_id }) => check_id === 'runtime.version')).toMatchObject({
      status: 'SKIP',
      message: 'stopped at the first failure (--fail-fast)',
    });
  });

  it('--fail-fast does not stop at a warning', async () => {
    const { url, requests } = await startService({ health: late });
    expect((await runInside(['check', 'runtime', '--url', url, '--jobs', '1', '--fail-fast'])).code).toBe(0);
    expect(requests.length).toBe(3);
  });

  it('gives the same report whatever the number of jobs', async () => {
    const { url } = await startService({ health: late, version: json({ service_name: 'x', nonsense: null }) });
    const reports = await Promise.all(
      ['1', '2', '8'].map((jobs) => runInside(['check', 'runtime', '--url', url, '--jobs', jobs, '--format', 'json'])),
    );
    const plain = reports.map(({ stdout }) =>
      stdout.replace(/"(run_id|\w*epoch_ms|\w*_ms)": .*|arpc-[a-z0-9-]+|"date",\s+"[^"]*"|"[^"]* GMT"/g, ''),
    );
    expect(plain[1]).toBe(plain[0]);
    expect(plain[2]).toBe(plain[0]);
  });

  it('--retries tries a read again when the network fails, and the report says so', async () => {
    let count = 0;
    const service = await startService({
      health: (request, response) => {
        count += 1;
        if (count < 3) return request.socket.resetAndDestroy();
        json(healthBody())(request, response);
      },
    });
    const outcome = await runInside(['check', 'runtime', '--url', service.url, '--retries', '2', '--format', 'json']);
    expect(outcome.code).toBe(0);
    expect(reportOf(outcome).results[0]?.exchange?.resent).toBe(true);
  });
});
