import { describe, expect, it } from 'vitest';
import type { Finding, Json, Plan, PlannedProbe } from '../../../src/model.js';
import { inDoubt } from '../../../src/verdict/duplicate-ids.js';
import { exchangeOf, probeOf } from '../exchange.js';

const id = (name: string): string => `\${${name}}`;
const made = probeOf('made', { save: { first: '/things/0/id', last: '/things/2/id' } });
const probes: PlannedProbe[] = [
  made,
  probeOf('uses', { request: { operation: 'x', path: { id: id('first') } } }),
  probeOf('after', { needs: ['uses'] }),
  probeOf('other', { request: { operation: 'x', path: { id: id('last') } } }),
];
const check = (name: string, of: string, expectation?: Json) => ({
  check: {
    id: name,
    title: name,
    service: 'x',
    tier: 'core',
    requirements: ['X-1'],
    effect: 'read',
    ...(expectation === undefined ? {} : { expect: expectation }),
  },
  probes: [of],
});
const plan = {
  probes,
  checks: [
    check('ids', 'made'),
    check('uses', 'uses'),
    check('after', 'after'),
    check('other', 'other'),
    check('named', 'made', { body: [{ at: '', equals: id('first') }] }),
  ],
} as unknown as Plan;
const exchanges = new Map([['made', exchangeOf({ key: 'made', probe: 'made' })]]);
const finding: Finding = {
  requirement: 'X-1',
  exchange: 'made',
  fact: { kind: 'matcher', at: '/things', demands: { unique: '/id' }, actual: null },
};
const doubt = (ids: readonly string[], found: Finding = finding) =>
  inDoubt(plan, exchanges, new Map([['ids', [found]]]), () => ({ things: ids.map((one) => ({ id: one })) }));

describe('an id that several things share', () => {
  it('puts in doubt what is asked with it, what needs that, and what is compared with it', () => {
    const { probes: asked, checks } = doubt(['a', 'a', 'b']);
    expect([...asked]).toEqual([
      ['uses', 'ids'],
      ['after', 'ids'],
    ]);
    expect([...checks.keys()]).toEqual(['uses', 'after', 'named']);
  });

  it('leaves alone what goes by an id of one thing', () => {
    expect(doubt(['a', 'b', 'b']).probes.has('uses')).toBe(false);
    expect([...doubt(['a', 'b', 'b']).probes.keys()]).toEqual(['other']);
  });

  it('is all that puts anything in doubt', () => {
    const other: Finding = { ...finding, fact: { kind: 'matcher', at: '/things', demands: { count: 2 }, actual: null } };
    expect(doubt(['a', 'a', 'a'], other)).toEqual({ probes: new Map(), checks: new Map() });
  });
});
