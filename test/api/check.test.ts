import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument, ServiceOptions } from '../../src/index.js';
import type { ReferenceService, RunningReference } from '../../src/reference/index.js';
import { runCli } from '../cli/command.js';
import { bundled } from '../report/bundled.js';

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js');

const { check, checkAll, startReference, UsageError } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts');
const SERVICES: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
const TOKEN = 'a-token-for-tests';
let running: readonly RunningReference[];
const urlOf = (service: ReferenceService): string => running.find((reference) => reference.service === service)?.url ?? '';

beforeAll(async () => {
  running = await Promise.all(SERVICES.map((service) => startReference({ service })));
});
afterAll(() => Promise.all(running.map((reference) => reference.close())));

/** A report without what differs from run to run. */
function timeless(document: unknown): unknown {
  const passing = new Set([
    'run_id',
    'started_at_epoch_ms',
    'finished_at_epoch_ms',
    'duration_ms',
    'time',
    'wall_ms',
    'critical_path_ms',
    'exchanges_ms',
  ]);
  return JSON.parse(
    JSON.stringify(document, (key, value) => {
      if (passing.has(key)) return null;
      if (key === 'response_headers' || key === 'request_headers')
        return (value as [string, string][]).filter(([name]) => !/^(date|arp-conformance-run)$/i.test(name));
      return value;
    }),
  );
}

/** Waits for what was turned down, and gives its message. */
async function refusal(result: Promise<unknown>): Promise<string> {
  const error = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message;
}

describe('check', () => {
  it.each([[[]], [['health-null-checks', 'version-without-v1']]])(
    'gives the document that the command line writes, with the faults %j',
    async (faults) => {
      const reference = await startReference({ service: 'runtime', faults });
      const document = await check({ service: 'runtime', url: reference.url });
      const { stdout, code } = await runCli(['check', 'runtime', '--url', reference.url, '--reporter', 'json']);
      await reference.close();
      expect(timeless(document)).toEqual(timeless(JSON.parse(stdout)));
      expect(document.exit_code).toBe(code);
      expect(document.ok).toBe(faults.length === 0);
    },
  );

  it.each(SERVICES)('runs core on a %s, and leaves nothing behind that can be removed', async (service) => {
    const seen: string[] = [];
    const reference = await startReference({ service, token: TOKEN, onRequest: ({ method }) => seen.push(method) });
    const document = await check({ service, url: reference.url, tier: 'core', allowMutations: true, token: TOKEN });
    await reference.close();
    expect(document).toMatchObject({ ok: true, tier: 'core', exit_code: 0, counts: { FAIL: 0, WARN: 0, ERROR: 0 }, cleanup: { left: [] } });
    expect(document.requirements.filter(({ outcome }) => outcome === 'FAIL' || outcome === 'WARN')).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(1);
    expect(JSON.stringify(document)).not.toContain(TOKEN);
  });

  it.each(SERVICES)('sends a %s nothing but GET when it is read-only', async (service) => {
    const seen: string[] = [];
    const reference = await startReference({ service, onRequest: ({ method }) => seen.push(method) });
    const document = await check({ service, url: reference.url, tier: 'core', readOnly: true });
    await reference.close();
    expect(document.exit_code).toBe(0);
    expect(new Set(seen)).toEqual(new Set(['GET']));
  });

  it('sends token and headers, and shows neither', async () => {
    const seen: (string | string[] | undefined)[][] = [];
    const reference = await startReference({
      service: 'daemon',
      token: TOKEN,
      onRequest: ({ headers }) => seen.push([headers.authorization, headers['x-api-key']]),
    });
    const document = await check({ service: 'daemon', url: reference.url, token: TOKEN, headers: { 'X-Api-Key': 'geheim-123' } });
    await reference.close();
    expect(document.ok).toBe(true);
    expect(seen).toContainEqual([`Bearer ${TOKEN}`, 'geheim-123']);
    expect(seen).toContainEqual([undefined, 'geheim-123']);
    expect(JSON.stringify(document)).not.toMatch(/a-token-for-tests|geheim-123/);
  });

  it('takes nothing from the environment of the process', async () => {
    process.env.ARP_TIER = 'nonsense';
    try {
      expect((await check({ service: 'runtime', url: urlOf('runtime') })).tier).toBe('smoke');
    } finally {
      delete process.env.ARP_TIER;
    }
  });

  it('says in its document, and not by throwing, that nothing listens', async () => {
    const { url, close } = await startReference({ service: 'runtime' });
    await close();
    const document = await check({ service: 'runtime', url });
    expect(document).toMatchObject({ ok: false, exit_code: 3, counts: { PASS: 0, FAIL: 0 } });
    expect(document.results[0]?.message).toMatch(/the connection was refused/);
  });

  it('runs what is included, and answers for that alone', async () => {
    const document = await check({ service: 'runtime', url: urlOf('runtime'), include: ['*.health', 'runtime.version'] });
    expect(document.results.map(({ check_id }) => check_id)).toEqual(['runtime.health', 'runtime.version']);
    expect(document.requirements.map(({ id }) => id)).toEqual(['ARP-CM-001', 'ARP-CM-002']);
  });

  it('stops on an AbortSignal, at once and with a report', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const start = performance.now();
    const document = await check({ service: 'runtime', url, timeout: 30, signal: AbortSignal.timeout(100) });
    silent.closeAllConnections();
    silent.close();
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(document).toMatchObject({ interrupted: 'SIGINT', exit_code: 130, ok: false, counts: { PASS: 0, FAIL: 0 } });
  });

  it('sends nothing when its signal has aborted before', async () => {
    const seen: string[] = [];
    const reference = await startReference({ service: 'runtime', onRequest: ({ url }) => seen.push(url) });
    const document = await check({ service: 'runtime', url: reference.url, signal: AbortSignal.abort() });
    await reference.close();
    expect(document.exit_code).toBe(130);
    expect(seen).toEqual([]);
  });

  it.each<[string, Partial<Record<keyof ServiceOptions | string, unknown>>, RegExp]>([
    ['an option that is not there', { timeOut: 3 }, /check has no option "timeOut"\. Did you mean "timeout"\?/],
    ['another one', { maxbody: 3 }, /check has no option "maxbody"\. Did you mean "max-?[bB]ody"\?/],
    ['a tier that is not there', { tier: 'smok' }, /not "smok"\. Did you mean "smoke"\?/],
    ['a time that is none', { timeout: -1 }, /timeout takes a number of seconds/],
    ['a size that is none', { maxBody: 'much' }, /max-body takes a size/],
    ['jobs that are none', { jobs: 1.5 }, /jobs takes a whole number/],
    ['a pattern that fits nothing', { include: ['*.helth'] }, /fits "\*\.helth"/],
    ['filters that leave nothing', { include: ['*.health'], exclude: ['*'] }, /leave no check/],
    ['a URL without a scheme', { url: '127.0.0.1:1' }, /has no scheme/],
    ['no URL', { url: undefined }, /url|address/i],
    ['a header that would split the request', { headers: { 'X-A': 'a\r\nX-B: b' } }, /line break/],
    ['a token with a blank', { token: 'a b' }, /white space/],
    ['core without leave to write', { tier: 'core' }, /--?allow-?[mM]utations/],
    ['a folder that is no spec', { specPath: '/nowhere' }, /no such folder/],
    ['a file that is not there', { cacert: '/nowhere.pem' }, /cannot be read/],
  ])('throws a UsageError for %s', async (_what, more, message) => {
    const given = { service: 'runtime', url: urlOf('runtime'), ...more } as unknown as ServiceOptions;
    expect(await refusal(check(given))).toMatch(message);
  });

  it('throws a UsageError for a service that is not there', async () => {
    expect(await refusal(check({ service: 'runtim', url: urlOf('runtime') }))).toMatch(/runtim/);
  });

  it.each<[string, object, RegExp]>([
    ['a service that is not there, with a guess', { service: 'runtim' }, /Did you mean "runtime"\?/],
    ['a typo, with a guess in camel case', { maxbody: 3 }, /Did you mean "maxBody"\?/],
    ['an option of the command line alone', { dryRun: true }, /dryRun/],
  ])('throws a UsageError for %s', async (_what, more, message) => {
    const given = { service: 'runtime', url: urlOf('runtime'), ...more } as unknown as ServiceOptions;
    expect(await refusal(check(given))).toMatch(message);
  });

  it('takes a single pattern for a list of one', async () => {
    const include = '*.health' as unknown as readonly string[];
    const { results } = await check({ service: 'runtime', url: urlOf('runtime'), include });
    expect(results.map(({ check_id }) => check_id)).toEqual(['runtime.health']);
  });
});

describe('checkAll', () => {
  it('checks several services side by side, in the order of the command line', async () => {
    const urls = Object.fromEntries(running.map(({ service, url }) => [service, url]).reverse());
    const document = await checkAll({ urls });
    const { stdout } = await runCli([
      'check',
      'all',
      ...running.flatMap(({ service, url }) => [`--${service}-url`, url]),
      '--reporter',
      'json',
    ]);
    expect(timeless(document)).toEqual(timeless(JSON.parse(stdout)));
    expect(document.reports.map(({ service, exit_code }) => [service, exit_code])).toEqual(SERVICES.map((service) => [service, 0]));
  });

  it('gives a list also for one', async () => {
    const document = await checkAll({ urls: { daemon: urlOf('daemon') } });
    expect(document.reports).toHaveLength(1);
    expect((document.reports[0] as ReportDocument).service).toBe('daemon');
  });

  it('has the exit code of the worst', async () => {
    const faulty = await startReference({ service: 'runtime', faults: ['version-without-v1'] });
    const document = await checkAll({ urls: { runtime: faulty.url, daemon: urlOf('daemon') } });
    await faulty.close();
    expect(document).toMatchObject({ ok: false, exit_code: 1 });
    expect(document.reports.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('throws a UsageError for no service', async () => {
    expect(await refusal(checkAll({ urls: {} }))).toMatch(/Where are the services/);
  });

  it('throws a UsageError for a service that is not there', async () => {
    expect(await refusal(checkAll({ urls: { runtime: urlOf('runtime'), deamon: urlOf('daemon') } }))).toMatch(/Did you mean "daemon"\?/);
  });
});
