import { describe, expect, it } from 'vitest';
import type { Check, Spec, Suite } from '../../src/model.js';
import { bundled } from '../report/bundled.js';
import { suites } from './suites.js';

type Parts = typeof import('../../src/load/spec/built-in.js') & typeof import('../../src/plan/derived.js');

const { builtInSpec, withDerived } = await bundled<Parts>('src/load/spec/built-in.ts', 'src/plan/derived.ts');
const builtIn = await builtInSpec();
const { derived: stored = () => expect.fail('nothing is stored'), ...unaided } = builtIn;
const never = (): never => expect.fail('derived anew');
const aided: Spec = { ...builtIn, prepare: never, validator: never, schema: never };
const derives = suites.flatMap(({ checks }) => checks).filter(({ derive }) => derive !== undefined);
const checksOf = async (from: readonly Suite[], spec: Spec): Promise<readonly Check[]> =>
  (await withDerived(from, spec)).flatMap(({ checks }) => checks);

describe('what the build derives', () => {
  it('is what a run would derive, check by check and in the same order', async () => {
    const [ready, anew] = await Promise.all([checksOf(suites, aided), checksOf(suites, unaided)]);
    expect(ready.length).toBeGreaterThan(suites.flatMap(({ checks }) => checks).length);
    expect(ready).toStrictEqual(anew);
  });

  it('is there for every check that derives', async () => {
    expect(Object.keys(await stored()).sort()).toEqual(derives.map(({ id }) => id).sort());
  });

  it('takes over what a suite changes', async () => {
    const changed = suites.map((suite) => ({ ...suite, checks: suite.checks.map((check) => ({ ...check, off: 'not now' })) }));
    const checks = await checksOf(changed, aided);
    expect(checks.every(({ off }) => off === 'not now')).toBe(true);
    expect(checks).toStrictEqual(await checksOf(changed, unaided));
  });

  it('loses what a suite of the user sends already', async () => {
    const derived = (await checksOf(suites, aided)).find(({ id }) => id.endsWith(':null]')) ?? expect.fail();
    const own: Check = { ...derived, id: `${derived.service}.own` };
    const beside: Suite[] = [...suites, { file: 'own.yaml', services: [own.service], tier: 'full', checks: [own] }];
    const [checks, anew] = await Promise.all([checksOf(beside, builtIn), checksOf(beside, unaided)]);
    expect(checks).toStrictEqual(anew);
    expect(checks.map(({ id }) => id)).toContain(own.id);
    expect(checks.map(({ id }) => id)).not.toContain(derived.id);
  });

  it('is derived anew where checks are missing that it was derived beside', async () => {
    const few = suites.map((suite) => ({ ...suite, checks: suite.checks.filter(({ derive, effect }) => derive || effect !== 'refused') }));
    const [checks, anew] = await Promise.all([checksOf(few, builtIn), checksOf(few, unaided)]);
    expect(checks).toStrictEqual(anew);
    const usual = new Set((await checksOf(suites, aided)).map(({ id }) => id));
    expect(checks.filter(({ id }) => !usual.has(id))).not.toEqual([]);
  });
});
