import { describe, expect, it } from 'vitest';
import { services } from '#built/package.js';
import { spec } from '#built/spec.js';
import { suites } from '#built/suites.js';

const { requirements } = spec.knowledge;
const checks = suites.flatMap((suite) => suite.checks);

describe.each(services)('smoke of %s', (service) => {
  const rows = requirements.filter((row) => row.tier === 'smoke' && row.services.includes(service));
  const own = checks.filter((check) => check.service === service && check.tier === 'smoke');

  it('has a check for every requirement of the tier', () => {
    const tested = new Set(own.flatMap((check) => check.requirements));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('has no check that is about another tier or service', () => {
    const known = new Set(rows.map(({ id }) => id));
    expect(own.filter((check) => check.requirements.some((id) => !known.has(id))).map(({ id }) => id)).toEqual([]);
  });
});

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
    expect(new Set(checks.map(({ service, title }) => `${service} ${title}`)).size).toBe(checks.length);
  });
});

describe('every row of the blame table', () => {
  it('leads to a requirement that exists', () => {
    const known = new Set(requirements.map(({ id }) => id));
    expect(spec.knowledge.blame.filter(({ requirement }) => !known.has(requirement))).toEqual([]);
  });
});
