import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceOptions } from '../../src/reference/index.js';
import { type Outcome, temporaryFolder } from './command.js';
import { type Front, startFront } from './core-front.js';
import { runInside } from './inside.js';
import { type JsonReport, reportOf, requirementsThat } from './report.js';

const TOKEN = 'tok-0cc175b9c0f1b6a831c399e269772661';
const LOW = 'tok-8277e0910d750195b448797616e091ad';
const EXPIRED = 'tok-e1671797c52e15f763380b45e841ec32';

interface Run {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly front: Front;
}

async function check(options: ReferenceOptions, token: string | undefined, args: readonly string[] = []): Promise<Run> {
  const front = await startFront(options);
  const all = ['check', options.service, '--url', front.url, '--tier', 'full', '--allow-mutations', '--format', 'json'];
  const only = ['--include', '*.auth.*', '--include', '*.garbage'];
  const outcome = await runInside([...all, ...only, ...args], { env: token === undefined ? {} : { ARP_TOKEN: token } });
  return { outcome, report: reportOf(outcome), front };
}

const of = ({ requirements }: JsonReport, id: string) => requirements.find((one) => one.id === id);

describe('What only the user can give to try a service with', () => {
  it('does not apply where it was not given, and each says what it takes', async () => {
    const { outcome, report } = await check({ service: 'daemon', token: TOKEN }, TOKEN);
    expect(outcome.code, outcome.stdout).toBe(0);
    for (const [id, reason] of [
      ['ARP-AU-011', 'it takes --token-expired'],
      ['ARP-AU-012', 'it takes --token-audience'],
      ['ARP-AU-014', 'it takes --token-scope'],
    ] as const)
      expect(of(report, id)).toMatchObject({ outcome: 'SKIP', reason });
  });

  it('is a valid token for some of it', async () => {
    const { outcome, report } = await check({ service: 'runtime', token: TOKEN }, undefined);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(of(report, 'ARP-AU-010')).toMatchObject({ outcome: 'SKIP', reason: 'it takes a bearer token (ARP_TOKEN)' });
    expect(of(report, 'ARP-AU-003')?.outcome).toBe('PASS');
  });

  it('is tried where it was given, and stands in no output', async () => {
    const folder = temporaryFolder();
    const [scope, expired] = [join(folder, 'scope'), join(folder, 'expired')];
    writeFileSync(scope, LOW);
    writeFileSync(expired, EXPIRED);
    const args = ['--token-scope', scope, '--token-expired', expired];
    const { outcome, report, front } = await check({ service: 'daemon', token: TOKEN, lowPrivilegeToken: LOW }, TOKEN, args);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(
      ['ARP-AU-010', 'ARP-AU-011', 'ARP-AU-014', 'ARP-AU-015', 'ARP-AU-017', 'ARP-AU-020'].map((id) => of(report, id)?.outcome),
    ).toEqual(Array(6).fill('PASS'));
    const sent = new Set(front.requests.map(({ headers }) => headers.authorization));
    for (const value of [`Bearer ${LOW}`, `Bearer ${EXPIRED}`, `bearer ${TOKEN}`]) expect(sent).toContain(value);
    const nearly = [...sent].find((value) => value?.startsWith('Bearer tok-0cc1') && value !== `Bearer ${TOKEN}`)?.slice(7) ?? '';
    expect(nearly).toHaveLength(TOKEN.length);
    for (const secret of [TOKEN, LOW, EXPIRED, nearly]) expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  });

  it('shows a service that lets too much in', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'expired'), TOKEN);
    const { outcome, report } = await check({ service: 'runtime', token: TOKEN }, TOKEN, ['--token-expired', join(folder, 'expired')]);
    expect(outcome.code).toBe(1);
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-AU-011']);
  });
});

describe('A service that lets everybody in', () => {
  it('is one warning at the full tier as well, and nothing else is asked of its credentials', async () => {
    for (const service of ['runtime', 'daemon'] as const) {
      const { outcome, report } = await check({ service }, undefined);
      expect(outcome.code, outcome.stdout).toBe(0);
      expect([requirementsThat('FAIL', report), requirementsThat('WARN', report)]).toEqual([[], ['ARP-AU-004']]);
      expect(requirementsThat('UNTESTED', report)).toEqual([]);
      expect(of(report, 'ARP-AU-016')).toMatchObject({ outcome: 'SKIP', reason: 'the service asks nobody for credentials' });
    }
  });
});

describe('--auth says how a service asks', () => {
  it('optional: who brings nothing is let in', async () => {
    const [optional, closed] = await Promise.all([
      check({ service: 'runtime', token: TOKEN, faults: ['auth-open'] }, TOKEN, ['--auth', 'optional']),
      check({ service: 'runtime', token: TOKEN }, TOKEN, ['--auth', 'optional']),
    ]);
    expect([of(optional.report, 'ARP-AU-018')?.outcome, of(closed.report, 'ARP-AU-018')?.outcome]).toEqual(['PASS', 'WARN']);
  });

  it('disabled: nobody looks at what is brought', async () => {
    const [disabled, reading] = await Promise.all([
      check({ service: 'daemon' }, undefined, ['--auth', 'disabled']),
      check({ service: 'daemon', faults: ['auth-disabled-reads-header'] }, undefined, ['--auth', 'disabled']),
    ]);
    expect([of(disabled.report, 'ARP-AU-018')?.outcome, of(reading.report, 'ARP-AU-018')?.outcome]).toEqual(['PASS', 'WARN']);
    // Nothing else is asked of credentials then.
    expect(requirementsThat('FAIL', disabled.report)).toEqual([]);
    expect(of(disabled.report, 'ARP-AU-011')).toBeUndefined();
  });
});

describe('What cannot be seen from outside', () => {
  it('does not apply, for a reason that the report and coverage give', async () => {
    const front = await startFront({ service: 'tool-registry', token: TOKEN });
    const args = ['check', 'tool-registry', '--url', front.url, '--tier', 'full', '--allow-mutations', '--format', 'json'];
    const report = reportOf(await runInside(args, { env: { ARP_TOKEN: TOKEN } }));
    const reason = 'what an invocation does cannot be seen from outside';
    expect(of(report, 'ARP-AU-017')).toMatchObject({ outcome: 'SKIP', reason });
    expect(of(report, 'ARP-AU-018')).toMatchObject({ outcome: 'SKIP', reason: 'it takes --auth' });
    const { stdout } = await runInside(['coverage', '--tier', 'full']);
    expect(stdout).toMatch(new RegExp(`^ARP-AU-017 .*not on the tool-registry: ${reason}$`, 'm'));
  });
});

describe('Whether a request without credentials is let in', () => {
  it('is asked about things that are there, so that a 404 says more', async () => {
    const { front } = await check({ service: 'runtime', token: TOKEN }, TOKEN);
    const bare = front.requests.filter(
      ({ headers, method, path }) => headers.authorization === undefined && method === 'GET' && /runs\//.test(path),
    );
    const known = new Set(
      front.requests
        .filter(({ method, status }) => method === 'POST' && status === 200)
        .map(({ answer }) => (JSON.parse(answer ?? '') as { run_id?: string }).run_id),
    );
    expect(bare.some(({ path }) => known.has(path.split('/')[3]))).toBe(true);
    expect(bare.some(({ path }) => /nothing/.test(path))).toBe(true);
    for (const { status } of bare) expect(status).toBe(401);
  });
});
