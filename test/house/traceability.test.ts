import { describe, expect, it } from 'vitest';
import { services } from '#built/package.js';
import { spec } from '#built/spec.js';
import type { Check } from '../../src/model.js';
import { TIERS, type Tier } from '../../src/model.js';
import { suites } from './suites.js';
import { UNTESTED } from './untested.js';

const { requirements } = spec.knowledge;
const checks = suites.flatMap((suite) => suite.checks);

describe.each(services.flatMap((service) => TIERS.map((tier) => [service, tier] as const)))('%s, tier %s', (service, tier) => {
  const rows = requirements.filter((row) => row.tier === tier && row.services.includes(service));
  const own = checks.filter((check) => check.service === service && TIERS.indexOf(check.tier) <= TIERS.indexOf(tier));

  it('has a check for every requirement', () => {
    const tested = new Set(own.flatMap((check) => check.requirements));
    const excluded = spec.knowledge.excluded.filter((row) => row.service === service).map(({ requirement }) => requirement);
    const excepted = rows.filter(({ id }) => UNTESTED.includes(id) || excluded.includes(id)).map(({ id }) => id);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual(excepted);
  });

  it('has no check that is about a deeper tier or another service', () => {
    const known = new Set(
      requirements
        .filter((row) => TIERS.indexOf(row.tier as Tier) <= TIERS.indexOf(tier) && row.services.includes(service))
        .map(({ id }) => id),
    );
    expect(own.filter((check) => check.requirements.some((id) => !known.has(id))).map(({ id }) => id)).toEqual([]);
  });

  it('has no check that could have been in a shallower tier', () => {
    const here = new Set(rows.map(({ id }) => id));
    const all = own.filter((check) => check.tier === tier);
    // One that goes by what another check of this tier sends belongs to it, and so does one that another goes by.
    const ids = new Set(all.map(({ id }) => id));
    const bound = new Set(
      all.flatMap((check) =>
        named(check)
          .filter((id) => ids.has(id))
          .flatMap((id) => [id, check.id]),
      ),
    );
    const strays = all.filter((check) => !check.requirements.some((id) => here.has(id)) && !bound.has(check.id));
    expect(strays.map(({ id }) => id)).toEqual([]);
  });
});

/** The checks that a check names, whatever for. */
function named({ needs, after, observes, probe, expect: demands }: Check): string[] {
  const { cut, meanwhile } = probe?.walk ?? {};
  const compared = [demands?.same?.as, ...(demands?.agree ?? []).map(({ if: { of } }) => of), ...(demands?.walk?.keeps ?? [])];
  return [...(needs ?? []), ...(after ?? []), ...(observes ?? []), cut?.list, meanwhile, probe?.waits, ...compared].flatMap(
    (id) => id ?? [],
  );
}

/** Titles that several checks of a service share today; each should say what is its own. */
const SAME_TITLES: readonly string[] = ['A namespaced extension is accepted'];

describe('every check', () => {
  it('has an id of its own that begins with its service', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(checks.filter(({ id, service }) => !id.startsWith(`${service}.`))).toEqual([]);
  });

  it('is about requirements that exist', () => {
    const known = new Set(requirements.map(({ id }) => id));
    expect(checks.filter((check) => check.requirements.length === 0 || check.requirements.some((id) => !known.has(id)))).toEqual([]);
  });

  it('has a title without a full stop that no other check of its service has', () => {
    expect(checks.filter(({ title }) => /\.$|^\s|\s$|^[a-z]/.test(title)).map(({ title }) => title)).toEqual([]);
    const titles = checks.map(({ service, title }) => `${service} ${title}`);
    const twice = titles.filter((title, index) => titles.indexOf(title) !== index).map((title) => title.replace(/^\S+ /, ''));
    expect([...new Set(twice)].sort()).toEqual(SAME_TITLES);
  });
});

describe('every row of the blame table', () => {
  it('leads to a requirement that exists', () => {
    const known = new Set(requirements.map(({ id }) => id));
    expect(spec.knowledge.blame.filter(({ requirement }) => !known.has(requirement))).toEqual([]);
  });
});
