import { describe, expect, it } from 'vitest';
import type { Outcome, Report } from '../../../src/model.js';
import { EXIT, exitCodeOf, worstExitCode } from '../../../src/verdict/exit-code.js';
import { type FixedRun, fixedReport, json, refused, text } from '../../report/fixed-run.js';

const HEALTH = { status: 'ok', time: '2026-01-15T09:30:00Z', checks: [{ name: 'disk', status: 'ok' }] };
const VERSION = { service_name: 'acme', service_version: '1', supported_api_versions: ['v1'], build: { dirty: false } };
const GOOD = { health: json(HEALTH), version: json(VERSION), 'version.stable': json(VERSION) };

/** A run against a runtime that answers well but for what is given. */
function run(replies: FixedRun['replies'] = {}, more: Partial<FixedRun> = {}): Promise<Report> {
  return fixedReport({ service: 'runtime', url: 'http://127.0.0.1:8081', replies: { ...GOOD, ...replies }, ...more });
}
const checksThat = (outcome: Outcome, { verdicts }: Report): string[] =>
  verdicts.filter((verdict) => verdict.outcome === outcome).map(({ check }) => check.id.replace('runtime.', ''));
const reasonOf = (id: string, { verdicts }: Report) => verdicts.find(({ check }) => check.id === `runtime.${id}`)?.reason;
const outcomes = ({ requirements }: Report): Record<string, string> =>
  Object.fromEntries(requirements.map(({ requirement, outcome }) => [requirement.id, outcome]));
const others = (report: Report, word: string): string[] =>
  report.requirements.filter(({ outcome }) => outcome !== word).map(({ requirement, outcome }) => `${requirement.id} ${outcome}`);

describe('a requirement', () => {
  it('passes when all that is about it was judged and nothing was found', async () => {
    expect(others(await run(), 'PASS')).toEqual([]);
  });

  it('fails by its own findings alone', async () => {
    const report = await run({ health: json({ ...HEALTH, status: 'fine', checks: null }) });
    expect(others(report, 'PASS')).toEqual(['ARP-CM-006 FAIL', 'ARP-CM-014 FAIL']);
    expect(report.exitCode).toBe(EXIT.notConformant);
  });

  it('below must is a warning', async () => {
    const report = await run({ health: json({ ...HEALTH, time: '2026-01-15T08:30:00Z' }) });
    expect(others(report, 'PASS')).toEqual(['ARP-CM-010 WARN']);
    expect(checksThat('WARN', report)).toEqual(['health.clock']);
    expect(report.exitCode).toBe(EXIT.conformant);
  });

  it('that no selected check is about appears when it is broken', async () => {
    const report = await run({ health: json({ ...HEALTH, uptime: 1 }) });
    expect(report.requirements.map(({ requirement }) => requirement.id)).toContain('ARP-CM-015');
    expect(report.verdicts.at(-1)).toMatchObject({
      check: { id: 'runtime.contract[ARP-CM-015]', requirements: ['ARP-CM-015'] },
      outcome: 'FAIL',
    });
  });

  it('does not apply where the service has nothing of the kind', async () => {
    const { build: _, ...plain } = VERSION;
    const report = await run({ version: json(plain), 'version.stable': json(plain) });
    expect(others(report, 'PASS')).toEqual(['ARP-CM-009 SKIP']);
    expect(reasonOf('version.build', report)?.kind).toBe('absent');
    expect(report.exitCode).toBe(EXIT.conformant);
  });

  it('is untested where something broken stands in the way', async () => {
    const report = await run({ health: json({ error: { code: 'x', message: 'y' } }, 500) });
    expect(outcomes(report)).toMatchObject({
      'ARP-CM-001': 'FAIL',
      'ARP-CM-004': 'UNTESTED',
      'ARP-CM-005': 'UNTESTED',
      'ARP-CM-006': 'UNTESTED',
      'ARP-CM-008': 'PASS',
    });
    for (const id of ['health.body', 'health.time', 'health.clock'])
      expect(reasonOf(id, report)).toEqual({ kind: 'blocked', by: ['runtime.health'] });
  });

  it('is untested where the service asks for fewer requests', async () => {
    const busy = json({ error: { code: 'slow_down', message: 'Later' } }, 429);
    const report = await run({ health: busy, version: busy, 'version.stable': busy });
    expect(report.counts.FAIL).toBe(0);
    expect(checksThat('PASS', report)).not.toContain('health');
    expect(outcomes(report)).toMatchObject({ 'ARP-CM-001': 'UNTESTED', 'ARP-CM-004': 'UNTESTED', 'ARP-CM-008': 'UNTESTED' });
    expect(reasonOf('health.time', report)).toEqual({ kind: 'inconclusive', status: 429 });
  });

  it('is declared not to apply, unless a finding breaks it all the same', async () => {
    const off: Partial<FixedRun> = { selection: { auth: 'disabled' } };
    expect(others(await run({}, off), 'PASS')).toEqual(['ARP-AU-001 SKIP', 'ARP-AU-002 SKIP']);
  });
});

describe('a check', () => {
  it('never passes where nothing was judged', async () => {
    const silence: Report[] = [
      await run({ health: refused(1), version: refused(1), 'version.stable': refused(1) }),
      await fixedReport({ service: 'runtime', url: 'http://127.0.0.1:8081', replies: {} }),
      await fixedReport({
        service: 'runtime',
        url: 'http://127.0.0.1:8081',
        replies: {},
        notRun: 'interrupted',
        circumstances: { interrupted: 'SIGTERM' },
      }),
      await run({}, { selection: { include: ['none'] } }),
    ];
    for (const report of silence) {
      expect(report.counts.PASS).toBe(0);
      expect(report.requirements.filter(({ outcome }) => outcome !== 'UNTESTED')).toEqual([]);
    }
    expect(silence.map(({ exitCode }) => exitCode)).toEqual([EXIT.noVerdict, EXIT.noVerdict, EXIT.SIGTERM, EXIT.noVerdict]);
  });

  it('whose body cannot be read does not pass for it', async () => {
    const report = await run({ version: text('{"service_name":'), 'version.stable': text('') });
    expect(checksThat('FAIL', report)).toEqual(['json']);
    expect(checksThat('SKIP', report)).toEqual(['version.body', 'version.api', 'version.build', 'version.names', 'version.stable']);
  });

  it('is a failure of the service where others were answered, and an error where none was', async () => {
    const one = await run({ health: { failure: { code: 'reset', detail: 'read ECONNRESET' } } });
    expect(checksThat('FAIL', one)).toEqual(['health']);
    expect(one.counts.ERROR).toBe(0);
    const all = await run({ health: refused(1), version: refused(1), 'version.stable': refused(1) });
    expect(all.counts.FAIL).toBe(0);
    expect(reasonOf('health', all)).toEqual({
      kind: 'no_answer',
      failure: { code: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:1' },
    });
  });

  it('that was not sent says why', async () => {
    const { health } = GOOD;
    const early = { health, version: { failure: { code: 'interrupted', detail: 'the run was interrupted' } } } as const;
    const report = await fixedReport({
      service: 'runtime',
      url: 'http://127.0.0.1:8081',
      replies: early,
      notRun: 'interrupted',
      circumstances: { interrupted: 'SIGINT' },
    });
    expect(reasonOf('version', report)).toEqual({ kind: 'not_run', why: 'interrupted' });
    expect(reasonOf('version.stable', report)).toEqual({ kind: 'not_run', why: 'interrupted' });
    expect(outcomes(report)['ARP-CM-001']).toBe('PASS');
    expect(report.exitCode).toBe(EXIT.SIGINT);
  });
});

describe('causes', () => {
  it('are told once for all the places that one fault in a serialiser shows at', async () => {
    const report = await run({
      health: json({
        ...HEALTH,
        checks: [
          { name: 'a', status: 'ok', message: null },
          { name: 'b', status: 'ok', details: null },
        ],
      }),
      version: json({ ...VERSION, build: null }),
    });
    const nulls = report.causes.filter(({ requirement }) => requirement.id === 'ARP-CM-014');
    expect(nulls).toHaveLength(1);
    expect(nulls[0]?.findings).toHaveLength(3);
  });

  it('are the same for all items of a list, and differ by place and keyword', async () => {
    const checks = [{ name: 'a', status: 'x' }, { name: 'b', status: 'y' }, { status: 'ok' }];
    const report = await run({ health: json({ ...HEALTH, checks }) });
    expect(report.causes.map(({ findings }) => findings.length)).toEqual([2, 1]);
  });
});

describe('the exit code', () => {
  const pass = run();
  const graded = async (more: Partial<Report>, counts: Partial<Report['counts']> = {}): Promise<number> => {
    const report = await pass;
    return exitCodeOf({ ...report, ...more, counts: { ...report.counts, ...counts } });
  };

  it('is that of the gravest thing that happened', async () => {
    const everything = { bug: 'x', interrupted: 'SIGINT' } as const;
    const bad = { FAIL: 1, ERROR: 1 };
    expect(await graded(everything, bad)).toBe(4);
    expect(await graded({ interrupted: 'SIGINT' }, bad)).toBe(130);
    expect(await graded({ interrupted: 'SIGTERM' }, bad)).toBe(143);
    expect(await graded({}, bad)).toBe(1);
    expect(await graded({}, { ERROR: 1 })).toBe(3);
    expect(await graded({ verdicts: [] })).toBe(3);
    expect(await graded({})).toBe(0);
  });

  it('is 1 under strict for should warnings and untested requirements, never for advice or for what does not apply', async () => {
    const [first] = (await pass).requirements;
    if (first === undefined) throw new Error('no requirements');
    const strict = (level: 'should' | 'advisory' | 'must', outcome: 'WARN' | 'UNTESTED' | 'SKIP' | 'PASS') =>
      graded({ strict: true, requirements: [{ ...first, weight: level, outcome }] });
    expect(await strict('should', 'WARN')).toBe(1);
    expect(await strict('must', 'UNTESTED')).toBe(1);
    expect(await strict('advisory', 'WARN')).toBe(0);
    expect(await strict('must', 'SKIP')).toBe(0);
    expect(await strict('must', 'PASS')).toBe(0);
    expect(await graded({ strict: false, requirements: [{ ...first, outcome: 'UNTESTED' }] })).toBe(0);
  });

  it.each<[readonly number[], number]>([
    [[0, 0], 0],
    [[0, 3], 3],
    [[3, 1], 1],
    [[1, 143], 143],
    [[130, 143], 130],
    [[130, 4], 4],
    [[], 3],
  ])('of several reports %j is %d', (codes, worst) => {
    expect(worstExitCode(codes)).toBe(worst);
  });
});
