import { describe, expect, it } from 'vitest';
import type { ReferenceOptions, ReferenceService } from '../../src/reference/index.js';
import type { Outcome } from './command.js';
import { eachOf, type Front, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf, requirementsThat } from './report.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;
const TOKEN = 'tok-0cc175b9c0f1b6a831c399e269772661';
const WRONG = 'tok-92eb5ffee6ae2fec3ad71c777531578f';
/** Of the core tier, all that is about credentials. */
const ACCESS = ['004', '005', '006', '007', '008', '009', '013', '019'].map((number) => `ARP-AU-${number}`);

interface Run {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
}

async function check(
  service: ReferenceService,
  options: Partial<ReferenceOptions>,
  token: string | undefined,
  args: readonly string[] = [],
): Promise<Run> {
  const front = await startFront({ service, ...options });
  const all = ['check', service, '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', ...args];
  const outcome = await runInside(all, { env: token === undefined ? {} : { ARP_TOKEN: token } });
  return { outcome, report: reportOf(outcome), front };
}

const outcomes = ({ requirements }: JsonReport): Record<string, string> =>
  Object.fromEntries(requirements.filter(({ id }) => ACCESS.includes(id)).map(({ id, outcome }) => [id, outcome]));
const all = (outcome: string, but: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...Object.fromEntries(ACCESS.map((id) => [id, outcome])),
  ...but,
});
const isOpenToAll = ({ path }: WireRequest): boolean => path === '/v1/health' || path === '/v1/version';
const withoutPath = (requests: readonly WireRequest[]): (string | undefined)[] => requests.map(({ headers }) => headers.authorization);

describe('A protected service and its token', () => {
  for (const service of SERVICES) {
    it(`conforms, and every requirement on credentials is tested: ${service}`, async () => {
      const { outcome, report } = await check(service, { token: TOKEN }, TOKEN);
      expect(outcome.code, outcome.stdout).toBe(0);
      expect(outcomes(report)).toEqual(all('PASS'));
      expect([requirementsThat('FAIL', report), requirementsThat('WARN', report)]).toEqual([[], []]);
      expect(outcome.stdout + outcome.stderr).not.toContain(TOKEN);
    });

    it(`gets the token only on probes that are sent with it: ${service}`, async () => {
      const { front } = await check(service, { token: TOKEN }, TOKEN);
      const sent = [...new Set(withoutPath(front.requests))];
      expect(sent).toContain(`Bearer ${TOKEN}`);
      expect(sent).toContain(undefined);
      const others = sent.filter((value) => value !== undefined && value !== `Bearer ${TOKEN}`);
      // Another scheme, no token, two tokens, a random and an unsigned one.
      expect(others.length).toBeGreaterThanOrEqual(5);
      for (const value of others) expect(value).not.toContain(TOKEN);
      for (const { headers, path, body } of front.requests.filter(({ headers }) => headers.authorization !== `Bearer ${TOKEN}`))
        expect(JSON.stringify([headers, path, body])).not.toContain(TOKEN);
      // Nothing but a refusal comes of them.
      for (const request of front.requests.filter(
        (request) => !isOpenToAll(request) && request.headers.authorization !== `Bearer ${TOKEN}`,
      ))
        expect(request.status, `${request.method} ${request.path} ${request.headers.authorization}`).toBe(401);
    });

    it(`is asked once without credentials for each protected operation: ${service}`, async () => {
      const { front, report } = await check(service, { token: TOKEN }, TOKEN);
      const checks = report.results.filter(({ check_id }) => check_id.startsWith(`${service}.auth.none[`));
      const bare = front.requests.filter((request) => request.headers.authorization === undefined && !isOpenToAll(request));
      expect(checks.every(({ status }) => status === 'PASS')).toBe(true);
      expect(new Set(bare.map(({ method, path }) => `${method} ${path.replace(/arpc-[^/:?]+/g, '*')}`)).size).toBe(checks.length);
    });
  }

  it('is also known by a header, and no cookie goes where no credentials may', async () => {
    const front = await startFront({ service: 'runtime', token: TOKEN });
    const args = ['-H', `Authorization: Bearer ${TOKEN}`, '-H', 'Cookie: session=8fa14cdd754f91cc6554c9e71929cce7'];
    const outcome = await runInside([
      'check',
      'runtime',
      '--url',
      front.url,
      '--tier',
      'core',
      '--allow-mutations',
      '--format',
      'json',
      ...args,
    ]);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(outcomes(reportOf(outcome))).toEqual(all('PASS'));
    for (const { headers } of front.requests) expect(headers.cookie !== undefined).toBe(headers.authorization === `Bearer ${TOKEN}`);
  });

  it('is tested as far as GET goes under --read-only', async () => {
    const front = await startFront({ service: 'daemon', token: TOKEN });
    const outcome = await runInside(['check', 'daemon', '--url', front.url, '--tier', 'core', '--read-only', '--format', 'json'], {
      env: { ARP_TOKEN: TOKEN },
    });
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(requirementsThat('FAIL', reportOf(outcome))).toEqual([]);
    expect(outcomes(reportOf(outcome))['ARP-AU-008']).toBe('PASS');
  });
});

describe('--auth auto without credentials', () => {
  for (const service of SERVICES) {
    it(`warns once of an open ${service}, and what else is asked of credentials does not apply`, async () => {
      const { outcome, report } = await check(service, {}, undefined);
      expect(outcome.code, outcome.stdout).toBe(0);
      expect(report.counts).toMatchObject({ FAIL: 0, WARN: 1, ERROR: 0 });
      expect(outcomes(report)).toEqual(all('SKIP', { 'ARP-AU-004': 'WARN' }));
      const warning = report.results.find(({ status }) => status === 'WARN');
      expect(warning?.findings.map(({ requirement }) => requirement)).toEqual(['ARP-AU-004']);
      // A warning blocks nobody.
      expect(report.results.filter(({ blocked_by = [] }) => blocked_by.includes(warning?.check_id ?? ''))).toEqual([]);
    });

    it(`finds a protected ${service} protected, and what lies behind untested and not failed`, async () => {
      const { outcome, report, front } = await check(service, { token: TOKEN }, undefined);
      // Health, version and the refusals conform; nothing says that the rest does not.
      expect(outcome.code, outcome.stdout).toBe(0);
      expect(requirementsThat('FAIL', report)).toEqual([]);
      expect(report.counts).toMatchObject({ FAIL: 0, WARN: 0, ERROR: 0 });
      expect(outcomes(report)).toMatchObject({ 'ARP-AU-004': 'PASS', 'ARP-AU-005': 'PASS', 'ARP-AU-006': 'PASS', 'ARP-AU-008': 'PASS' });
      const behind = { runtime: 'ARP-RT-004', 'tool-registry': 'ARP-TR-004', daemon: 'ARP-DM-020' }[service];
      const found = report.requirements.find(({ id }) => id === behind);
      expect(found?.outcome).toBe('UNTESTED');
      expect(found?.reason).toMatch(/401|credentials|turned away/);
      for (const { outcome: word, reason, id } of report.requirements) if (word === 'UNTESTED') expect(reason, id).not.toBe(null);
      for (const request of front.requests) if (!isOpenToAll(request)) expect(request.status).toBe(401);
    });
  }

  it('ends with 1 under --strict: open, and untested', async () => {
    const runs = await Promise.all([
      check('runtime', {}, undefined, ['--strict']),
      check('runtime', { token: TOKEN }, undefined, ['--strict']),
    ]);
    expect(runs.map(({ outcome }) => outcome.code)).toEqual([1, 1]);
  });

  it('tells of an open service as of a warning, in every report', async () => {
    const front = await startFront({ service: 'runtime' });
    const args = ['check', 'runtime', '--url', front.url, '--tier', 'core', '--allow-mutations'];
    const [terminal, junit] = await Promise.all([runInside(args), runInside([...args, '--format', 'junit'])]);
    expect(terminal.stdout).toMatch(/^WARN {2}/m);
    expect(terminal.stdout).not.toMatch(/^FAIL/m);
    expect(terminal.stdout).toContain('CONFORMANT (runtime, tier core)');
    expect(junit.stdout).toContain('failures="0"');
  });

  it('takes a service for protected as soon as one route turns somebody away, and then an open route is a failure', async () => {
    const { outcome, report } = await check('runtime', { token: TOKEN, faults: ['auth-results-open'] }, undefined);
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-004']);
  });
});

describe('A token that is not valid', () => {
  for (const service of SERVICES) {
    it(`is ARP-AU-013 and nothing else: ${service}`, async () => {
      const { outcome, report } = await check(service, { token: TOKEN }, WRONG);
      expect(outcome.code).toBe(1);
      expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-013']);
      expect(outcomes(report)).toMatchObject({ 'ARP-AU-004': 'PASS', 'ARP-AU-008': 'PASS' });
      expect(outcome.stdout + outcome.stderr).not.toContain(WRONG);
    });
  }

  it('is told once at the terminal, with what it stands in the way of', async () => {
    const front = await startFront({ service: 'daemon', token: TOKEN });
    const { stdout } = await runInside(['check', 'daemon', '--url', front.url, '--tier', 'core', '--allow-mutations'], {
      env: { ARP_TOKEN: WRONG },
    });
    expect(stdout.match(/^FAIL/gm)).toHaveLength(1);
    expect(stdout).not.toContain(WRONG);
  });

  it('that is refused by one operation alone is told of that one', async () => {
    const { outcome, report } = await check('runtime', { token: TOKEN, faults: ['auth-refuses-valid'] }, TOKEN);
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-013']);
  });
});

describe('An open service although a token was given', () => {
  for (const service of SERVICES) {
    it(`fails: ${service}`, async () => {
      const { outcome, report } = await check(service, {}, TOKEN);
      expect(outcome.code).toBe(1);
      expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-004', 'ARP-AU-008', 'ARP-AU-009']);
      // No challenge came, so there is nothing to say of one.
      expect(outcomes(report)['ARP-AU-007']).not.toBe('FAIL');
    });
  }

  it('is not changed by what is asked of it without credentials, or with bad ones', async () => {
    await eachOf(SERVICES, 2, async (service) => {
      const { front } = await check(service, {}, TOKEN);
      const others = front.requests.filter(({ method, headers }) => method !== 'GET' && headers.authorization !== `Bearer ${TOKEN}`);
      expect(others.length, service).toBeGreaterThan(0);
      for (const { method, path, status } of others) expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    });
  });

  it('fails too where only requests without any credentials are let in', async () => {
    const { outcome, report } = await check('runtime', { token: TOKEN, faults: ['auth-open'] }, TOKEN);
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-004']);
  });
});

describe('--auth', () => {
  it('required without credentials is a usage error, and nothing is sent', async () => {
    const front = await startFront({ service: 'runtime', token: TOKEN });
    const { code, stderr } = await runInside([
      'check',
      'runtime',
      '--url',
      front.url,
      '--auth',
      'required',
      '--read-only',
      '--tier',
      'core',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--auth required needs credentials/);
    expect(front.requests).toEqual([]);
  });

  it('required judges as auto does with credentials', async () => {
    const [conforming, open] = await Promise.all([
      check('runtime', { token: TOKEN }, TOKEN, ['--auth', 'required']),
      check('runtime', {}, TOKEN, ['--auth', 'required']),
    ]);
    expect([conforming.outcome.code, open.outcome.code]).toEqual([0, 1]);
    expect(outcomes(conforming.report)).toEqual(all('PASS'));
    expect(requirementsThat('FAIL', open.report)).toContain('ARP-AU-004');
  });

  it('optional lets a service let in who brings nothing, but not who brings what is wrong', async () => {
    const [open, optional] = await Promise.all([
      check('runtime', {}, undefined, ['--auth', 'optional']),
      check('runtime', { token: TOKEN, faults: ['auth-open'] }, TOKEN, ['--auth', 'optional']),
    ]);
    // One that looks at no credentials at all is no service of that mode.
    expect(open.outcome.code).toBe(1);
    expect(requirementsThat('FAIL', open.report)).toEqual(['ARP-AU-008', 'ARP-AU-009']);
    expect(optional.outcome.code, optional.outcome.stdout).toBe(0);
    expect(requirementsThat('FAIL', optional.report)).toEqual([]);
    expect(outcomes(optional.report)).toMatchObject({ 'ARP-AU-008': 'PASS', 'ARP-AU-009': 'PASS', 'ARP-AU-013': 'PASS' });
  });

  it('disabled asks nothing of credentials, and sends no probe for them', async () => {
    await eachOf(SERVICES, 2, async (service) => {
      const { outcome, report, front } = await check(service, {}, undefined, ['--auth', 'disabled']);
      expect(outcome.code, outcome.stdout).toBe(0);
      expect(outcomes(report)).toEqual(all('SKIP'));
      expect(report.counts.WARN).toBe(0);
      expect(new Set(withoutPath(front.requests))).toEqual(new Set([undefined]));
      expect(report.results.filter(({ check_id }) => check_id.includes('.auth.'))).toEqual([]);
    });
  });

  it('disabled is content under --strict', async () => {
    const { outcome } = await check('runtime', {}, undefined, ['--auth', 'disabled', '--strict']);
    expect(outcome.code, outcome.stdout).toBe(0);
  });
});
