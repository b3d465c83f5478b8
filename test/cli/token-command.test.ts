import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceService } from '../../src/reference/index.js';
import { type Outcome, runCli, temporaryFolder } from './command.js';
import { type Front, type FrontSettings, startFront, type WireRequest } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf, requirementsThat } from './report.js';

const FIRST = 'tok-first-6f1ed002ab5595859014ebf0951522d9';
const SECOND = 'tok-second-8ad8757baa8564dc136c1e07507f4a98';
const UNAUTHORIZED = { error: { code: 'unauthorized', message: 'The token has expired' } };

interface Expiring {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
  /** How often the command was run. */
  readonly asked: number;
}

interface Setting {
  readonly service?: ReferenceService;
  /** From this request with the first token on, the service refuses it. */
  readonly expiresAt?: (request: WireRequest, nth: number) => boolean;
  readonly challenge?: string;
  /** What the command writes from its second run on; `fail` fails. */
  readonly later?: string;
  readonly args?: readonly string[];
}

/** A service that takes a first token for a while and a second one from then on, checked with a command that tells them in turn. */
async function checkExpiring({
  service = 'runtime',
  expiresAt = () => false,
  challenge = 'Bearer error="invalid_token"',
  later = SECOND,
  args = [],
}: Setting): Promise<Expiring> {
  let [count, expired] = [0, false];
  const settings: FrontSettings = {
    instead: (request) => {
      const bearer = request.headers.authorization;
      if (bearer === `Bearer ${SECOND}` && expired) {
        // The service itself knows one token.
        return undefined;
      }
      if (bearer !== `Bearer ${FIRST}` || request.path.startsWith('/v1/health') || request.path.startsWith('/v1/version')) return undefined;
      count += 1;
      expired ||= expiresAt(request, count);
      if (!expired) return undefined;
      const headers = { 'content-type': 'application/json', 'www-authenticate': challenge };
      return { status: 401, headers, body: Buffer.from(JSON.stringify(UNAUTHORIZED)) };
    },
    translate: (headers) => ({
      ...headers,
      ...([`Bearer ${FIRST}`, `Bearer ${SECOND}`].includes(String(headers.authorization)) ? { authorization: 'Bearer inside' } : {}),
    }),
  };
  const front = await startFront({ service, token: 'inside' }, settings);
  const cwd = temporaryFolder();
  const next = later === 'fail' ? 'exit 1' : `echo ${later}`;
  writeFileSync(join(cwd, 'tell.sh'), `echo x >> asked\nif [ "$(wc -l < asked)" -gt 1 ]; then ${next}; else echo ${FIRST}; fi\n`);
  const all = ['check', service, '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json', '--jobs', '1', ...args];
  const outcome = await runInside([...all, '--token-command', 'sh tell.sh'], { cwd });
  const asked = existsSync(join(cwd, 'asked')) ? readFileSync(join(cwd, 'asked'), 'utf8').trim().split('\n').length : 0;
  return { outcome, report: reportOf(outcome), front, asked };
}

const writes = ({ method }: WireRequest): boolean => method !== 'GET';
const withToken = (front: Front, token: string): WireRequest[] =>
  front.requests.filter(({ headers }) => headers.authorization === `Bearer ${token}`);

describe('--token-command', () => {
  it('tells the token, which is asked for once and shown nowhere', async () => {
    const { outcome, report, front, asked } = await checkExpiring({});
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(asked).toBe(1);
    expect(withToken(front, FIRST).length).toBeGreaterThan(10);
    expect(outcome.stdout + outcome.stderr).not.toContain(FIRST);
    expect(report.requirements.find(({ id }) => id === 'ARP-AU-013')?.outcome).toBe('PASS');
  });

  it('is not run by --dry-run', async () => {
    const cwd = temporaryFolder();
    const { code } = await runInside(['check', 'runtime', '--url', 'http://127.0.0.1:1', '--dry-run', '--token-command', 'touch ran'], {
      cwd,
    });
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  it('may be interrupted: nothing is sent, and the report says so', async () => {
    const front = await startFront({ service: 'runtime', token: FIRST });
    const args = ['check', 'runtime', '--url', front.url, '--token-command', 'kill -TERM $PPID; sleep 60', '--format', 'json'];
    const outcome = await runCli(args);
    expect([outcome.code, reportOf(outcome).interrupted, front.requests.length]).toEqual([143, 'SIGTERM', 0]);
  });

  it('is asked once for several services', async () => {
    const [runtime, daemon] = await Promise.all([
      startFront({ service: 'runtime', token: FIRST }),
      startFront({ service: 'daemon', token: FIRST }),
    ]);
    const cwd = temporaryFolder();
    const args = ['--runtime-url', runtime.url, '--daemon-url', daemon.url, '--tier', 'core', '--read-only', '--auth', 'required'];
    const { code, stdout } = await runInside(['check', 'all', ...args, '--token-command', `echo x >> asked; echo ${FIRST}`], { cwd });
    expect(code, stdout).toBe(0);
    expect(readFileSync(join(cwd, 'asked'), 'utf8')).toBe('x\n');
  });
});

describe('A token that expires in mid-run', () => {
  for (const service of ['runtime', 'tool-registry', 'daemon'] as const) {
    it(`is fetched again once, and nobody is blamed: ${service}`, async () => {
      const { outcome, report, front, asked } = await checkExpiring({ service, expiresAt: (_, nth) => nth > 6 });
      expect(outcome.code, outcome.stdout).toBe(0);
      expect([...requirementsThat('FAIL', report), ...requirementsThat('WARN', report), ...requirementsThat('UNTESTED', report)]).toEqual(
        [],
      );
      expect(asked).toBe(2);
      expect(withToken(front, SECOND).length).toBeGreaterThan(0);
      expect(outcome.stdout + outcome.stderr).not.toMatch(new RegExp(`${FIRST}|${SECOND}`));
    });
  }

  it('is fetched again once though several requests are turned away together', async () => {
    const { outcome, asked, report } = await checkExpiring({ expiresAt: (_, nth) => nth > 4, args: ['--jobs', '16'] });
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(asked).toBe(2);
    expect(requirementsThat('FAIL', report)).toEqual([]);
  });

  it('has its read sent again whatever the challenge says, and the report tells', async () => {
    const expiresAt = ({ path }: WireRequest): boolean => path.endsWith('-run/result');
    const { outcome, report, front } = await checkExpiring({ expiresAt, challenge: 'Bearer realm="x"', args: ['--jobs', '1'] });
    expect(outcome.code, outcome.stdout).toBe(0);
    const renewed = front.requests.filter(({ status, headers }) => status === 401 && headers.authorization === `Bearer ${FIRST}`);
    expect(renewed.every(({ method }) => method === 'GET')).toBe(true);
    expect(report.results.some(({ exchange }) => (exchange as { token?: string } | null)?.token === 'renewed')).toBe(true);
  });

  it('has a write sent again only where the service says that the token is what it refused', async () => {
    const expiresAt = (request: WireRequest): boolean => writes(request) && /extensions/.test(request.body);
    const [sure, unsure] = await Promise.all([checkExpiring({ expiresAt }), checkExpiring({ expiresAt, challenge: 'Bearer realm="x"' })]);
    const tries = ({ front }: Expiring): number =>
      front.requests.filter((request) => writes(request) && /x\.test\.probe/.test(request.body)).length;
    expect([sure.outcome.code, unsure.outcome.code]).toEqual([0, 0]);
    expect([tries(sure), tries(unsure)]).toEqual([2, 1]);
    const outcomes = [sure, unsure].map(({ report }) => report.requirements.find(({ id }) => id === 'ARP-CM-041'));
    expect(outcomes).toMatchObject([
      { outcome: 'PASS' },
      { outcome: 'UNTESTED', reason: expect.stringContaining('the token was turned away') },
    ]);
    expect(requirementsThat('FAIL', unsure.report)).toEqual([]);
  });

  it('is the fault of the service where the command tells the same token again', async () => {
    const { outcome, report, asked } = await checkExpiring({ expiresAt: (_, nth) => nth > 6, later: FIRST });
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-013']);
    expect(asked).toBe(2);
  });

  it('leaves what lies behind it untested where the command fails, and is not asked for again', async () => {
    const { outcome, report, asked } = await checkExpiring({ expiresAt: (_, nth) => nth > 6, later: 'fail' });
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(requirementsThat('FAIL', report)).toEqual([]);
    expect(requirementsThat('UNTESTED', report).length).toBeGreaterThan(3);
    expect(asked).toBe(2);
  });

  it('that was never let in is no expired one', async () => {
    const { outcome, report, asked } = await checkExpiring({ expiresAt: () => true });
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-013']);
    expect(asked).toBe(1);
  });
});
