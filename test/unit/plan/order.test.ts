import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, PlannedProbe } from '../../../src/model.js';
import { comesAfter } from '../../../src/plan/order.js';
import { OPERATION, probeOf } from '../exchange.js';

const METHODS = { read: 'GET', write: 'POST', refused: 'POST' } as const;
const probe = (key: string, effect: Effect, path: string, more: Partial<Omit<PlannedProbe, 'request'>> = {}): PlannedProbe =>
  probeOf(key, { effect, operation: { ...OPERATION, method: METHODS[effect], path }, ...more });
/** What `bad` comes after. */
const after = (path: string, ...others: readonly PlannedProbe[]): readonly string[] | undefined =>
  comesAfter([probe('bad', 'refused', path), ...others]).get('bad');
const until = { at: '/state', in: ['done'] };

describe('a request that must be refused', () => {
  it('comes after what reads and writes its own resource, and what holds it', () => {
    expect(
      after(
        '/a/{id}',
        probe('same', 'write', '/a/{id}'),
        probe('read', 'read', '/a/{other}'.replace('other', 'id')),
        probe('list', 'read', '/a'),
        probe('make', 'write', '/a'),
        probe('else', 'write', '/b'),
        probe('alike', 'write', '/ab'),
      ),
    ).toEqual(['same', 'read', 'list', 'make']);
  });

  it('comes after what is waited for inside, and not after what is read or written there', () => {
    expect(
      after('/a', probe('read', 'read', '/a/{id}'), probe('wait', 'read', '/a/{id}', { until }), probe('write', 'write', '/a/{id}')),
    ).toEqual(['wait']);
  });

  it('is about the resource that its verb is done to', () => {
    expect(after('/a:do', probe('list', 'read', '/a'), probe('other', 'write', '/a/{id}:undo', { until }))).toEqual(['list', 'other']);
  });

  it('waits for no other one, nor for what needs one', () => {
    const others = [
      probe('worse', 'refused', '/a'),
      probe('nothing came', 'read', '/a', { needs: ['worse'] }),
      probe('nor later', 'read', '/a', { needs: ['nothing came'] }),
    ];
    expect(after('/a', ...others)).toEqual([]);
  });

  it('waits for nothing where it is a mere call: about nothing that is there, and never read', () => {
    const calls = [probe('call', 'write', '/a'), probe('else', 'read', '/b')];
    expect(after('/a', ...calls)).toBeUndefined();
    expect(after('/a', ...calls, probe('read', 'read', '/a/{id}'))).toEqual(['call']);
    expect(after('/a/{id}:do', probe('call', 'write', '/a/{id}:do'))).toEqual(['call']);
  });

  it('waits for nothing where it changes nothing even if it is let through', () => {
    const bad = probeOf('bad', { effect: 'refused', operation: { ...OPERATION, path: '/a' } });
    expect(comesAfter([bad, probe('write', 'write', '/a')]).size).toBe(0);
  });

  it('never waits for itself, however the plan is made', () => {
    const paths = ['/a', '/a/{id}', '/a/{id}:do', '/b'];
    const plans = fc
      .array(fc.tuple(fc.constantFrom<Effect>('read', 'write', 'refused'), fc.nat(3), fc.array(fc.nat(12), { maxLength: 2 }), fc.boolean()))
      .map((rows) =>
        rows.map(([effect, path, needs, polls], index) =>
          probe(`p${index}`, effect, paths[path] ?? '', {
            needs: needs.filter((need) => need < index).map((need) => `p${need}`),
            ...(polls ? { until } : {}),
          }),
        ),
      );
    fc.assert(
      fc.property(plans, (probes) => {
        const waits = comesAfter(probes);
        const before = new Map(probes.map(({ key, needs }) => [key, [...needs, ...(waits.get(key) ?? [])]]));
        const reaches = (key: string, goal: string, seen = new Set<string>()): boolean =>
          (before.get(key) ?? []).some((next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))));
        for (const { key } of probes) expect(reaches(key, key)).toBe(false);
      }),
    );
  });
});
