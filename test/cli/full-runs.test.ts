import { describe, expect, it } from 'vitest';
import type { ReferenceOptions, ReferenceService } from '../../src/reference/index.js';
import { type Front, type FrontSettings, startFront } from './core-front.js';
import { runInside } from './inside.js';
import { findingsOf, type JsonReport, reportOf, requirementsThat } from './report.js';

/** The full tier of what may be there or not, and of what only some services can show. */

async function checkFull(
  service: ReferenceService,
  options: Partial<ReferenceOptions> = {},
  flags: readonly string[] = [],
  settings: FrontSettings = {},
): Promise<{ readonly report: JsonReport; readonly front: Front }> {
  const front = await startFront({ service, ...options }, settings);
  const all = ['check', service, '--url', front.url, '--tier', 'full', '--allow-mutations', '--auth', 'disabled', '--format', 'json'];
  return { report: reportOf(await runInside([...all, ...flags])), front };
}

const resultOf = (id: string, { results }: JsonReport) => results.find(({ check_id }) => check_id === id);
const outcomeOf = (id: string, { requirements }: JsonReport) => requirements.find((row) => row.id === id)?.outcome;

describe('a runtime that cannot cancel', () => {
  it.each(['no-optional-endpoints', 'cancel-refused'])('says so, and is not blamed: %s', async (variation) => {
    const { report } = await checkFull('runtime', { variations: [variation] });
    expect(report.exit_code).toBe(0);
    expect(outcomeOf('ARP-RT-040', report)).toBe('PASS');
    for (const id of ['ARP-RT-041', 'ARP-RT-042', 'ARP-RT-043', 'ARP-RT-044', 'ARP-RT-045'])
      expect([id, outcomeOf(id, report)]).toEqual([id, 'SKIP']);
    const status = variation === 'cancel-refused' ? 409 : 405;
    expect(resultOf('runtime.run.cancel', report)).toMatchObject({
      status: 'SKIP',
      reason: 'not_offered',
      message: `the service does not offer it, and says so (${status})`,
    });
    // What comes after it is about nothing either, however many steps away.
    expect(resultOf('runtime.run.cancel.again.status', report)).toMatchObject({ status: 'SKIP', reason: 'not_offered' });
  });

  it('is blamed when it says so without an envelope', async () => {
    const { report } = await checkFull('runtime', { faults: ['cancel-absent-plain'] });
    expect(requirementsThat('FAIL', report)).toEqual(['ARP-RT-040']);
    expect(resultOf('runtime.run.cancel', report)).toMatchObject({ status: 'SKIP', blocked_by: ['runtime.run.cancel.offered'] });
  });
});

describe('a runtime whose runs are over at once', () => {
  it('shows nothing that is under way, and is told why', async () => {
    const { report } = await checkFull('runtime', { variations: ['synchronous'] });
    expect(report.exit_code).toBe(0);
    expect(resultOf('runtime.run.cancel.result', report)).toMatchObject({
      status: 'SKIP',
      reason: 'never_so',
      message: 'nothing to judge: no answer to runtime.run.cancel.ends has /state "canceled"',
    });
    expect(['ARP-RT-014', 'ARP-RT-045'].map((id) => outcomeOf(id, report))).toEqual(['SKIP', 'SKIP']);
    expect(['ARP-RT-029', 'ARP-RT-041', 'ARP-RT-043'].map((id) => outcomeOf(id, report))).toEqual(['PASS', 'PASS', 'PASS']);
  });
});

describe('--slow-goal', () => {
  it('gives a run that can be looked at, and canceled, under way', async () => {
    const { report, front } = await checkFull('runtime', {}, ['--slow-goal', 'Be slow.']);
    expect(report.exit_code).toBe(0);
    expect(['ARP-RT-014', 'ARP-RT-029', 'ARP-RT-045'].map((id) => outcomeOf(id, report))).toEqual(['PASS', 'PASS', 'PASS']);
    const slow = front.requests.filter(({ body }) => body.includes('Be slow.'));
    expect(slow.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/runs']);
  });
});

describe('--id-characters', () => {
  it('are part of the id of one run, percent-encoded where a path holds it', async () => {
    const { report, front } = await checkFull('runtime', {}, ['--id-characters', '/ ?%']);
    expect(outcomeOf('ARP-RT-035', report)).toBe('PASS');
    expect(front.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^\/v1\/runs\/arpc-[\w-]+-odd-run%2F%20%3F%25$/));
  });

  it('are not tried unless somebody names them', async () => {
    const { report } = await checkFull('runtime');
    expect(outcomeOf('ARP-RT-035', report)).toBe('SKIP');
    expect(resultOf('runtime.run.odd-id', report)?.message).toBe('it takes --id-characters');
  });
});

describe('a request that the contract does not declare', () => {
  it('is told with its method and path', async () => {
    const { report } = await checkFull('tool-registry', { faults: ['errors-wrong-method-404'] });
    expect(requirementsThat('WARN', report)).toEqual(['ARP-CM-025']);
    expect(resultOf('tool-registry.tools.method', report)?.exchange).toMatchObject({ method: 'PATCH', status_code: 404 });
  });

  it('that loses its connection is a finding, not a pass', async () => {
    const { report } = await checkFull('tool-registry', {}, [], { tamper: ({ method }) => (method === 'PATCH' ? 'reset' : undefined) });
    expect(requirementsThat('WARN', report)).toEqual(['ARP-CM-025']);
    expect(findingsOf(report).map(({ kind }) => kind)).toEqual(['transport', 'transport']);
    expect(resultOf('tool-registry.method.wrong.allow', report)).toMatchObject({
      status: 'SKIP',
      blocked_by: ['tool-registry.method.wrong'],
    });
  });
});

describe('a tool registry', () => {
  it('without ids that a path must encode has nothing to show of them', async () => {
    const plain = (_: object, answer: { body: Buffer }): undefined => {
      const text = answer.body.toString('utf8');
      answer.body = Buffer.from(text.replaceAll('text/upper case', 'upper').replaceAll('zähler:文字?#1', 'count'));
    };
    const { report } = await checkFull('tool-registry', {}, ['--include', '*.tool.get.encoded'], {
      tamper: (request, answer) => plain(request, answer),
    });
    expect(report.results.map(({ status, reason }) => [status, reason])).toEqual([['SKIP', 'none_like']]);
    expect(report.results[0]?.message).toMatch(/^the service lists no tool whose tool_id matches /);
  });
});

describe('a daemon whose instances take one run at a time', () => {
  it('is tested in full, whatever goes on side by side', async () => {
    const { report } = await checkFull('daemon', { variations: ['one-run-at-a-time'] }, ['--jobs', '8']);
    expect(report.exit_code).toBe(0);
    expect(requirementsThat('WARN', report)).toEqual([]);
    expect(report.requirements.filter(({ outcome }) => outcome === 'UNTESTED')).toEqual([]);
    expect(report.results.filter(({ reason }) => reason === 'inconclusive')).toEqual([]);
  });
});
