import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../../src/model.js';
import type { Case, Knowledge } from '../../../src/self-test/cases.js';
import type { Judged } from '../../../src/self-test/judge.js';
import { fateOf, isGreen, score, type VariationTrial } from '../../../src/self-test/score.js';

const requirement = (id: string, level: Requirement['level']): [string, Requirement] => [
  id,
  { id, level, tier: 'core', kind: 'read', services: ['runtime'], sentence: '', source: '', mend: '' },
];
const knowledge: Knowledge = {
  requirements: new Map([requirement('ARP-X-1', 'must'), requirement('ARP-X-2', 'should')]),
  checks: ['runtime.a', 'runtime.b', 'daemon.c'].map((id) => ({
    ...{ id, title: id, service: id.split('.')[0] ?? '', tier: 'core', requirements: ['ARP-X-1'], effect: 'read' },
  })) as Knowledge['checks'],
};
const one = (breaks: string, id = 'some-fault'): Case => ({ service: 'runtime', door: 'open', id, breaks, tier: 'core' });
const judged = (failed: readonly string[], warned: readonly string[] = [], exitCode = failed.length > 0 ? 1 : 0): Judged => ({
  broken: [...failed, ...warned].sort(),
  fails: failed,
  exitCode,
  culprits: ['runtime.a'],
  messages: [],
});

describe('a fault', () => {
  it.each<[string, string, Judged, string]>([
    ['what it breaks fails, and nothing else', 'ARP-X-1', judged(['ARP-X-1']), 'killed'],
    ['what it breaks is a warning, as it should be', 'ARP-X-2', judged([], ['ARP-X-2']), 'killed'],
    ['nothing is found', 'ARP-X-1', judged([]), 'survived'],
    ['something else is found', 'ARP-X-1', judged(['ARP-X-2']), 'survived'],
    ['something else is found besides', 'ARP-X-1', judged(['ARP-X-1', 'ARP-X-2']), 'misblamed'],
    ['what must hold is no more than a warning', 'ARP-X-1', judged([], ['ARP-X-1']), 'misblamed'],
    ['the exit code is not that of the findings', 'ARP-X-1', judged(['ARP-X-1'], [], 0), 'misblamed'],
  ])('where %s', (_what, breaks, found, fate) => {
    expect(fateOf({ one: one(breaks), judged: found }, knowledge)).toBe(fate);
  });
});

describe('a variation', () => {
  const trial = (found: Judged, warns: readonly string[] = [], shown: readonly string[] = []): VariationTrial => ({
    ...{ service: 'runtime', door: 'open', tier: 'core', id: 'x', warns, shown, judged: found },
  });

  it('is green without findings, or with the warnings that it is known for', () => {
    expect([isGreen(trial(judged([]))), isGreen(trial(judged([], ['ARP-X-2']), ['ARP-X-2']))]).toEqual([true, true]);
    expect([isGreen(trial(judged([], ['ARP-X-2']))), isGreen(trial(judged(['ARP-X-1']), ['ARP-X-1']))]).toEqual([false, false]);
    expect(isGreen(trial(judged([]), ['ARP-X-2']))).toBe(true);
  });

  it('is warned of what the tier asks for', () => {
    const warned = judged([], ['ARP-X-2']);
    expect([warned, judged([])].map((found) => isGreen(trial(found, ['ARP-X-2'], ['ARP-X-2'])))).toEqual([true, false]);
  });
});

describe('a score', () => {
  it('counts runs by level and by service, and checks that some fault moved', () => {
    const trials = [
      { one: one('ARP-X-2', 'a'), judged: judged([], ['ARP-X-2']) },
      { one: one('ARP-X-1', 'b'), judged: judged(['ARP-X-1']) },
      { one: { ...one('ARP-X-1', 'b'), door: 'token' as const }, judged: judged([]) },
    ];
    const { faults, checks } = score(trials, [], knowledge, []);
    expect(faults).toMatchObject({ named: 2, trials: 3, killed: 2, misblamed: [], hidden: [] });
    expect(Object.entries(faults.by_level)).toEqual([
      ['must', { faults: 2, killed: 1 }],
      ['should', { faults: 1, killed: 1 }],
    ]);
    expect(faults.by_service).toEqual({ runtime: { faults: 3, killed: 2 } });
    expect(faults.survived).toEqual([
      {
        ...{ service: 'runtime', credentials: 'token', tier: 'core', id: 'b' },
        ...{ expected: ['ARP-X-1'], broken: [], exit_code: 0, messages: [] },
      },
    ]);
    expect(checks).toEqual({ total: 2, moved: 1, unmoved: ['runtime.b'] });
  });

  it('counts derived checks of a kind as one, which is moved where one of them is', () => {
    const derived = (id: string, family: string): Knowledge['checks'][number] => ({
      ...{ id, family, title: id, service: 'runtime', tier: 'full', requirements: ['ARP-X-1'], effect: 'refused' },
    });
    const checks = [
      derived('runtime.a', 'runtime.refuses[*:null]'),
      derived('runtime.b', 'runtime.refuses[*:null]'),
      derived('runtime.c', 'runtime.refuses[*:missing]'),
      derived('runtime.d', 'runtime.refuses[*:missing]'),
    ];
    const trials = [{ one: one('ARP-X-1'), judged: judged(['ARP-X-1']) }];
    expect(score(trials, [], { ...knowledge, checks }, []).checks).toEqual({ total: 2, moved: 1, unmoved: ['runtime.refuses[*:missing]'] });
  });
});
