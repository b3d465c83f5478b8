import type { Requirement } from '../model.js';
import { coverageText, type RequirementRow } from '../report/coverage-text.js';
import { type Given, isSet } from './definition.js';
import type { Host } from './host.js';
import { servicesOf, tiersOf } from './list.js';
import { openShelf, type Shelf } from './shelf.js';

/** `coverage`: which check tests which requirement, and what none tests. @returns 0 */
export async function coverage(given: Given, host: Host): Promise<number> {
  const shelf = await openShelf(given);
  const named = servicesOf(given, shelf.spec);
  const services = named.length > 0 ? named : shelf.spec.services;
  const tiers = tiersOf(given);
  const rows = [...shelf.spec.requirements.values()]
    .filter((requirement) => requirement.services.some((service) => services.includes(service)))
    .filter(({ tier }) => tiers === undefined || tiers.some((one) => one === tier))
    .map((requirement) => rowOf(requirement, services, shelf))
    .filter(({ checks }) => !isSet(given, 'untested') || Object.values(checks).some(({ length }) => length === 0));
  host.stdout.write(coverageText(rows, services, isSet(given, 'json') ? 'json' : 'table'));
  return 0;
}

function rowOf(requirement: Requirement, services: readonly string[], { checks, spec }: Shelf): RequirementRow {
  const own = services.filter((service) => requirement.services.includes(service));
  const testing = (service: string): string[] =>
    checks.filter((check) => check.service === service && check.requirements.includes(requirement.id)).map(({ id }) => id);
  const excluded = spec.excluded.filter((row) => row.requirement === requirement.id).map(({ service, because }) => [service, because]);
  return {
    requirement,
    checks: Object.fromEntries(own.map((service) => [service, testing(service)])),
    excluded: Object.fromEntries(excluded),
  };
}
