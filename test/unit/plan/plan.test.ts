import { describe, expect, it } from 'vitest';
import { services } from '#built/package.js';
import { spec as stored } from '#built/spec.js';
import { UsageError } from '../../../src/errors.js';
import type { Check, Plan, Selection, Suite } from '../../../src/model.js';
import { demandChecks, idlePatterns, makePlan, schemasOf } from '../../../src/plan/plan.js';
import { everything, plannedSpec as spec, suites } from '../../house/suites.js';

const plan = (more: Partial<Selection> = {}, service = 'runtime', of: readonly Suite[] = suites): Plan =>
  makePlan(service, of, spec, { ...everything('smoke'), ...more });
const sent = ({ probes }: Plan): string[] => probes.map(({ key, operation, credentials }) => `${key} ${operation.id} ${credentials}`);
const judged = ({ checks }: Plan): string[] => checks.map(({ check }) => check.id);

function suiteOf(...checks: (Partial<Check> & { id: string })[]): Suite {
  const full = checks.map(
    (check): Check => ({ title: check.id, service: 'runtime', tier: 'smoke', requirements: ['ARP-CM-001'], effect: 'read', ...check }),
  );
  return { file: 'suites/x.yaml', services: ['runtime'], tier: 'smoke', checks: full };
}

describe('a plan', () => {
  it('sends each read once for all the checks that it serves', () => {
    expect(sent(plan())).toEqual([
      'runtime.health health given',
      'runtime.version version given',
      'runtime.health.open health none',
      'runtime.version.open version none',
      'runtime.version.stable version given',
    ]);
    expect(sent(plan({ credentials: false }))).toEqual([
      'runtime.health health none',
      'runtime.version version none',
      'runtime.version.stable version none',
    ]);
  });

  it('judges a shared read by every check that asks for it', () => {
    const { checks } = plan({ credentials: false });
    expect(checks.filter(({ probes }) => probes.includes('runtime.health')).map(({ check }) => check.id)).toEqual([
      'runtime.health',
      'runtime.health.open',
      'runtime.health.clock',
    ]);
  });

  it.each<[string, object, object]>([
    ['wants a request of its own', { again: true }, {}],
    ['breaks another requirement when it is refused', { accepts: 'ARP-CM-002' }, {}],
  ])('shares nothing with a read that %s', (_what, a, b) => {
    const suite = suiteOf({ id: 'a', probe: { operation: 'health', ...a } }, { id: 'b', probe: { operation: 'health', ...b } });
    expect(sent(plan({}, 'runtime', [suite]))).toHaveLength(2);
  });

  it('never shares what is not a read', () => {
    const suite = suiteOf(
      { id: 'a', effect: 'write', probe: { operation: 'create_run' } },
      { id: 'b', effect: 'write', probe: { operation: 'create_run' } },
    );
    expect(sent(plan({}, 'runtime', [suite]))).toHaveLength(2);
  });

  it.each(['smoke', 'core'] as const)('of tier %s is the same for the same input, and in the order of the suites', (tier) => {
    expect(plan({ tier })).toEqual(plan({ tier }));
    const own = suites.flatMap(({ checks }) =>
      checks.filter(({ service, tier: of }) => service === 'runtime' && (of === 'smoke' || of === tier)),
    );
    expect(judged(plan({ tier })).sort()).toEqual(own.map(({ id }) => id).sort());
  });

  it.each(services)('for %s answers for every requirement of its tier', (service) => {
    const rows = stored.knowledge.requirements.filter((row) => row.tier === 'smoke' && row.services.includes(service));
    expect(plan({}, service).requirements.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it('sends what a check observes even where the sender is not judged', () => {
    const only = plan({ include: ['*.health.clock'] });
    expect(judged(only)).toEqual(['runtime.health.clock']);
    expect(sent(only)).toEqual(['runtime.health health given']);
    expect(only.checks[0]?.probes).toEqual(['runtime.health']);
  });

  it('sends both of the reads that a check compares', () => {
    expect(sent(plan({ include: ['*.stable'] }))).toEqual(['runtime.version version given', 'runtime.version.stable version given']);
  });

  it('sends for a contract check the reads that it is about, and no others', () => {
    expect(sent(plan({ include: ['*.health.time'], credentials: false }))).toEqual(['runtime.health health none']);
    expect(sent(plan({ include: ['*.json'], credentials: false }))).toEqual([
      'runtime.health health none',
      'runtime.version version none',
      'runtime.version.stable version none',
    ]);
  });

  it('leaves out what is excluded, and answers only for what is left', () => {
    const less = plan({ exclude: ['*.version*'] });
    expect(judged(less).filter((id) => id.includes('version'))).toEqual([]);
    expect(less.requirements.map(({ id }) => id)).not.toContain('ARP-CM-008');
    expect(judged(plan({ include: ['*.health'], exclude: ['runtime.*'] }))).toEqual([]);
  });

  it('declares requirements on credentials not to apply where authentication is off', () => {
    const off = plan({ auth: 'disabled' });
    expect(judged(off)).not.toContain('runtime.health.open');
    expect(Object.fromEntries(off.declared)).toEqual({
      'ARP-AU-001': { kind: 'declared', what: 'disabled' },
      'ARP-AU-002': { kind: 'declared', what: 'disabled' },
    });
    expect(off.requirements.map(({ id }) => id)).toContain('ARP-AU-001');
  });

  it('has nothing but reads when it is read-only', () => {
    const suite = suiteOf({ id: 'a', probe: { operation: 'health' } }, { id: 'b', effect: 'write', probe: { operation: 'create_run' } });
    expect(judged(plan({ readOnly: true }, 'runtime', [suite]))).toEqual(['a']);
  });

  it('puts a check after others where they are part of the run, and leaves out those that are not', () => {
    const suite = suiteOf(
      { id: 'a', after: ['b', 'c'], probe: { operation: 'health' } },
      { id: 'b', effect: 'write', probe: { operation: 'create_run' } },
      { id: 'c', probe: { operation: 'version' } },
    );
    const afters = (readOnly: boolean): unknown => plan({ readOnly }, 'runtime', [suite]).probes.find(({ key }) => key === 'a')?.after;
    expect(afters(false)).toEqual(['b', 'c']);
    expect(afters(true)).toEqual(['c']);
  });

  describe('with a list that is read page by page', () => {
    const walks = (...checks: (Partial<Check> & { id: string })[]): Suite => {
      const { checks: full, ...suite } = suiteOf(...checks);
      return { ...suite, services: ['daemon'], checks: full.map((check) => ({ ...check, service: 'daemon' })) };
    };
    const grows = walks(
      { id: 'all', probe: { operation: 'list_runs' } },
      { id: 'walk', probe: { operation: 'list_runs', walk: { most: 9, cut: { list: 'all', into: 4 }, meanwhile: 'add' } } },
      { id: 'add', effect: 'write', probe: { operation: 'submit_run' } },
      { id: 'kept', observes: ['all'], expect: { walk: { keeps: ['walk'] } } },
    );

    it('knows how the operation pages, what it is cut by, and what is sent meanwhile', () => {
      const { probes } = plan({ include: ['walk'] }, 'daemon', [grows]);
      expect(probes.map(({ key }) => key).sort()).toEqual(['add', 'all', 'walk']);
      const walk = probes.find(({ key }) => key === 'walk');
      expect(walk?.needs).toEqual(['all']);
      expect(walk?.walk).toMatchObject({ most: 9, cut: { list: 'all', into: 4 }, meanwhile: 'add', pager: { token: 'page_token' } });
    });

    it('sends the lists that another is compared with', () => {
      expect(plan({ include: ['kept'] }, 'daemon', [grows]).probes.map(({ key }) => key)).toContain('walk');
    });

    it('reads it only where nothing has to be written', () => {
      expect(judged(plan({ readOnly: true }, 'daemon', [grows]))).toEqual(['all']);
      const still = walks({ id: 'walk', probe: { operation: 'list_runs', walk: { most: 9 } } });
      expect(judged(plan({ readOnly: true }, 'daemon', [still]))).toEqual(['walk']);
    });

    it('cannot be made for an operation that gives no pages', () => {
      const suite = walks({ id: 'walk', probe: { operation: 'list_instances', walk: { most: 9 } } });
      expect(() => plan({}, 'daemon', [suite])).toThrow('The check walk walks list_instances, which is not known to give pages.');
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'a tier that has no suite',
      () =>
        plan(
          { tier: 'full' },
          'runtime',
          suites.filter(({ tier }) => tier !== 'full'),
        ),
      'This version has no full suite for the runtime yet; there is smoke, core.',
    ],
    ['a service that has none', () => plan({}, 'runtime', []), 'This version has no smoke suite for the runtime yet; there is none.'],
    [
      'an operation that the spec lacks',
      () => plan({}, 'runtime', [suiteOf({ id: 'a', probe: { operation: 'helth' } })]),
      'needs the operation "helth", which openapi/runtime.openapi.yaml does not have. Did you mean "health"?',
    ],
    [
      'a sender that sends nothing',
      () => plan({}, 'runtime', [suiteOf({ id: 'ab', contract: true }, { id: 'b', observes: ['ab'] })]),
      'No check "ab" of this tier sends a probe.',
    ],
  ])('cannot be made for %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('a pattern that fits no check', () => {
  it('is found, whichever service was meant', () => {
    expect(idlePatterns(['runtime.*', '*.helth', 'daemon.health'], ['runtime', 'daemon'], suites, 'smoke')).toEqual(['*.helth']);
    expect(idlePatterns(['daemon.health'], ['runtime'], suites, 'smoke')).toEqual(['daemon.health']);
  });
});

describe('the schemas of operations', () => {
  it('are those of all their answers, each once', () => {
    expect(schemasOf(plan().probes).sort()).toEqual(['common/error', 'common/health', 'common/version_info']);
  });
});

describe('--only', () => {
  it('leaves one check, with all that has to be sent before it', () => {
    const of = plan({ tier: 'core', only: ['runtime.run.result'] });
    expect(judged(of)).toEqual(['runtime.run.result']);
    expect(of.probes.map(({ key }) => key)).toEqual(expect.arrayContaining(['runtime.run.create', 'runtime.run.result']));
    expect(of.probes.length).toBeLessThan(6);
    expect(of.requirements.map(({ id }) => id)).toEqual([...(of.checks[0]?.check.requirements ?? [])].sort());
  });

  it('knows where a check is, and guesses what was meant', () => {
    const demand = (id: string) => () => demandChecks([id], ['runtime'], suites, 'smoke');
    expect(demand('runtime.health')).not.toThrow();
    expect(demand('runtime.helth')).toThrow(UsageError);
    expect(demand('runtime.helth')).toThrow('Did you mean "runtime.health"?');
    expect(demand('runtime.run.ends')).toThrow('belongs to tier core; say --tier core.');
  });
});
