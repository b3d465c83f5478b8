import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, temporaryFolder } from './command.js';
import { checksThat, reportOf, requirementsThat } from './report.js';
import { closedPort, healthBody, json, listen, serverTls, silence, startService, versionBody } from './service.js';

const preload = (name: string): Record<string, string> => ({
  NODE_OPTIONS: `--import ${new URL(`./preload/${name}`, import.meta.url).href}`,
});
/** What start-up may take on a busy machine, besides the deadline. */
const START_UP = 20_000;

describe('Exit code 0', () => {
  for (const service of ['runtime', 'tool-registry', 'daemon']) {
    it(`is that of a ${service} that conforms`, async () => {
      const { url, requests } = await startService();
      const { code, stdout, stderr } = await runCli(['check', service, '--url', url]);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toContain(`CONFORMANT (${service}, tier smoke)`);
      expect(requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
        'GET /v1/health',
        'GET /v1/version',
        'GET /v1/version',
      ]);
    });
  }

  it('is that of a service with nothing but warnings', async () => {
    const { url } = await startService({ health: json(healthBody({ time: '2001-01-01T00:00:00Z' })) });
    const { code, stdout } = await runCli(['check', 'runtime', '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/WARN .*clock/);
  });
});

describe('Exit code 1', () => {
  it('is that of a service with a failure, and the report tells what to do', async () => {
    const { url } = await startService({ health: json({ status: 'fine', time: new Date().toISOString() }) });
    const { code, stdout } = await runCli(['check', 'runtime', '--url', url]);
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL');
    expect(stdout).toContain('ARP-CM-006 must');
    expect(stdout).toContain(`GET ${url}/v1/health`);
    expect(stdout).toContain('NOT CONFORMANT (runtime, tier smoke)');
  });
});

describe('Exit code 3: nothing could be judged', () => {
  const noVerdict = async (
    url: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ message: string; ms: number; stdout: string }> => {
    const [drawn, machine] = await Promise.all([
      runCli(['check', 'runtime', '--url', url, '--timeout', '0.5', ...args], { env }),
      runCli(['check', 'runtime', '--url', url, '--timeout', '0.5', '--format', 'json', ...args], { env }),
    ]);
    const report = reportOf(machine);
    expect([drawn.code, machine.code, report.exit_code, report.ok]).toEqual([3, 3, 3, false]);
    expect(requirementsThat('PASS', report)).toEqual([]);
    expect(requirementsThat('FAIL', report)).toEqual([]);
    expect(drawn.stdout).toContain('NO VERDICT');
    const [error] = report.results.filter(({ status }) => status === 'ERROR');
    return { message: error?.message ?? '', ms: Math.max(drawn.ms, machine.ms), stdout: drawn.stdout };
  };

  it('nothing listens', async () => {
    const { message, ms, stdout } = await noVerdict(`http://127.0.0.1:${await closedPort()}`);
    expect(message).toMatch(/^the connection was refused .*Is the service running there\? --wait 30 gives it time to come up\.$/);
    expect(stdout).toContain('The runtime gave no answer: the connection was refused');
    expect(ms).toBeLessThan(START_UP);
  });

  it('the host name is unknown', async () => {
    const { message, ms } = await noVerdict('http://nothing.invalid', ['--timeout', '5']);
    expect(message).toMatch(/^the host name is not known .*nothing\.invalid.*Is the host name in --url right\?$/);
    expect(ms).toBeLessThan(5000 + START_UP);
  });

  it('the name server does not answer: the process ends all the same', async () => {
    const { message, ms } = await noVerdict('http://nothing.invalid', [], preload('silent-resolver.mjs'));
    expect(message).toContain('no whole answer within 0.5 s');
    expect(ms).toBeLessThan(500 + START_UP);
  });

  it('the certificate is not trusted', async () => {
    const { url } = await startService({ tls: serverTls() });
    const { message, ms } = await noVerdict(url);
    expect(message).toMatch(/^no trusted TLS connection came about .*Trust its certificate with --cacert FILE/);
    expect(ms).toBeLessThan(START_UP);
  });

  it('the port speaks no TLS', async () => {
    const { url } = await startService();
    const { message } = await noVerdict(url.replace('http:', 'https:'));
    expect(message).toContain('no trusted TLS connection came about');
    expect(message).toContain('Is https:// right at all?');
  });

  it('the port speaks nothing but TLS', async () => {
    const { url } = await startService({ tls: serverTls() });
    const { message } = await noVerdict(url.replace('https:', 'http:'));
    expect(message).toMatch(/closed|reset|not HTTP/);
  });

  it('something accepts connections and never answers', async () => {
    const { port } = await listen(createServer());
    const { message, ms } = await noVerdict(`http://127.0.0.1:${port}`);
    expect(message).toBe(
      'no whole answer within 0.5 s. Something accepts connections there and does not answer; --timeout gives it longer.',
    );
    expect(ms).toBeLessThan(500 + START_UP);
  });

  it('something accepts TLS connections and never shakes hands', async () => {
    const { port } = await listen(createServer());
    const { ms } = await noVerdict(`https://127.0.0.1:${port}`);
    expect(ms).toBeLessThan(500 + START_UP);
  });
});

describe('Exit code 4: a bug of ours', () => {
  const env = preload('broken-clock.mjs');

  it('still writes a JSON report, which says so and says nothing about the service', async () => {
    const { url } = await startService();
    const outcome = await runCli(['check', 'runtime', '--url', url, '--format', 'json'], { env });
    const report = reportOf(outcome);
    expect([outcome.code, report.exit_code, report.ok]).toEqual([4, 4, false]);
    expect(report.bug).toContain('broken from outside');
    expect(new Set(report.results.map(({ status }) => status))).toEqual(new Set(['ERROR']));
    expect(requirementsThat('PASS', report)).toEqual([]);
  });

  it('says so on the terminal and in JUnit too', async () => {
    const { url } = await startService();
    const file = join(temporaryFolder(), 'out.xml');
    const { code, stdout } = await runCli(['check', 'runtime', '--url', url, '--reporter', 'terminal', '--reporter', `junit=${file}`], {
      env,
    });
    expect(code).toBe(4);
    expect(stdout).toContain('arp-conformance itself failed');
    expect(stdout).toContain('NO VERDICT');
    expect(readFileSync(file, 'utf8')).toContain('broken from outside');
  });

  it('in one report does not cost the others', async () => {
    const { url } = await startService({ health: json({ status: 'fine' }) });
    const folder = temporaryFolder();
    const reporters = ['--reporter', `junit=${folder}/out.xml`, '--reporter', `json=${folder}/out.json`, '--reporter', 'terminal'];
    const { code, stdout, stderr } = await runCli(['check', 'runtime', '--url', url, ...reporters], { env: preload('broken-xml.mjs') });
    expect(code).toBe(4);
    expect(stderr).toContain('broken from outside');
    expect(JSON.parse(readFileSync(`${folder}/out.json`, 'utf8'))).toMatchObject({ service: 'runtime' });
    expect(stdout).toContain('NOT CONFORMANT');
  });

  it('outweighs the failures of another service', async () => {
    const [broken, wrong] = [await startService(), await startService({ version: json({}), health: json({ status: 'ok' }) })];
    const { code } = await runCli(['check', 'all', '--runtime-url', broken.url, '--daemon-url', wrong.url], { env });
    expect(code).toBe(4);
  });
});

describe('An interrupted run', () => {
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    it(`ends soon after ${signal} with code ${code}, and its report says so`, async () => {
      const service = await startService({ health: silence });
      const seen = service.nextRequest();
      const { child, ended } = startCli(['check', 'runtime', '--url', service.url, '--timeout', '60', '--format', 'json', '--jobs', '1']);
      await seen;
      const start = performance.now();
      child.kill(signal);
      const outcome = await ended;
      expect(performance.now() - start).toBeLessThan(START_UP);
      const report = reportOf(outcome);
      expect([outcome.code, report.exit_code, report.ok, report.interrupted]).toEqual([code, code, false, signal]);
      expect(checksThat('FAIL', report)).toEqual([]);
      expect(report.results.every(({ status, message }) => status === 'SKIP' && message === 'the run was interrupted')).toBe(true);
      expect(service.requests.length).toBe(1);
    });
  }

  it('keeps what was judged before, and does not blame the service for what was cut short', async () => {
    let answered: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      answered = resolve;
    });
    let count = 0;
    const service = await startService({
      health: silence,
      version: (request, response) => {
        json(versionBody())(request, response);
        response.on('close', () => {
          count += 1;
          if (count === 2) answered();
        });
      },
    });
    const { child, ended } = startCli(['check', 'runtime', '--url', service.url, '--timeout', '60', '--format', 'json']);
    await both;
    child.kill('SIGINT');
    const report = reportOf(await ended);
    expect(report.exit_code).toBe(130);
    expect(checksThat('FAIL', report)).toEqual([]);
  });

  it('writes its report to a file, and draws it', async () => {
    const service = await startService({ health: silence, version: silence });
    const file = join(temporaryFolder(), 'deep/er/report.json');
    const seen = service.nextRequest();
    const { child, ended } = startCli([
      'check',
      'runtime',
      '--url',
      service.url,
      '--timeout',
      '60',
      '--reporter',
      'terminal',
      '--reporter',
      `json=${file}`,
    ]);
    await seen;
    child.kill('SIGTERM');
    const { stdout, code } = await ended;
    expect(code).toBe(143);
    expect(stdout).toContain('INTERRUPTED');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ interrupted: 'SIGTERM' });
  });

  it('can be interrupted while it waits', async () => {
    const service = await startService({ health: json({ error: { code: 'starting', message: 'Not yet.' } }, 503) });
    const seen = service.nextRequest();
    const { child, ended } = startCli(['check', 'runtime', '--url', service.url, '--wait', '60', '--format', 'json']);
    await seen;
    child.kill('SIGINT');
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(reportOf(outcome).interrupted).toBe('SIGINT');
  });
});

describe('--wait', () => {
  it('gives a service time to come up', async () => {
    const port = await closedPort();
    const timer = new Promise((resolve) => setTimeout(resolve, 300));
    const run = runCli(['check', 'runtime', '--url', `http://127.0.0.1:${port}`, '--wait', '10']);
    await timer;
    await startService({ port });
    const { code, stdout, ms } = await run;
    expect(code, stdout).toBe(0);
    expect(ms).toBeLessThan(300 + START_UP);
  });

  it('waits until health answers well, and does not count what came before', async () => {
    let count = 0;
    const service = await startService({
      health: (request, response) => {
        count += 1;
        (count < 4 ? json({ error: { code: 'starting', message: 'Not yet.' } }, 503) : json(healthBody()))(request, response);
      },
    });
    const { code, stdout } = await runCli(['check', 'runtime', '--url', service.url, '--wait', '10']);
    expect(code, stdout).toBe(0);
  });

  it('gives up at its end, with exit code 3', async () => {
    const { code, ms, stdout } = await runCli(['check', 'runtime', '--url', `http://127.0.0.1:${await closedPort()}`, '--wait', '0.4']);
    expect(code).toBe(3);
    expect(stdout).toContain('the connection was refused');
    expect(ms).toBeGreaterThan(400);
    expect(ms).toBeLessThan(400 + START_UP);
  });

  it('judges what it then finds: a service that stays ill fails', async () => {
    const { url } = await startService({ health: json({ error: { code: 'ill', message: 'No.' } }, 503) });
    expect((await runCli(['check', 'runtime', '--url', url, '--wait', '0.3'])).code).toBe(1);
  });
});
