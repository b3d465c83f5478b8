import { beforeAll, describe, expect, it } from 'vitest';
import { listFaults, type ReferenceService } from '../../src/reference/index.js';
import { type Route, type Transcript, tour } from './tour.js';

const SERVICES: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
const ROUTES: readonly Route[] = ['smoke', 'negatives', 'all'];
const plain = new Map<string, Transcript>();

// A tour of everything for each fault would take a minute: most show early, and the table is in the register's own words.
function routeFor(id: string): Route {
  if (/^(?:health|version|bytes|wire|auth-(?:health|version))-/.test(id)) return 'smoke';
  return id.startsWith('overlooks-') ? 'negatives' : 'all';
}

function differences(before: Transcript, after: Transcript): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((step) => before[step] !== after[step]);
}

beforeAll(async () => {
  for (const service of SERVICES) for (const route of ROUTES) plain.set(`${service} ${route}`, await tour(service, [], [], route));
});

describe('the plain service', () => {
  it.each(SERVICES)('%s answers the same tour the same way', async (service) => {
    expect(await tour(service, [])).toEqual(plain.get(`${service} all`));
  });
});

// One service for each fault: what several services share, they share in code.
const cases = listFaults().map(({ id, breaks, services: [first = 'runtime'] }) => ({ id, breaks, service: first }));

describe.concurrent('the fault', () => {
  it.each(cases)(
    '$id shows on the $service',
    async ({ id, breaks, service }) => {
      const route = routeFor(id);
      const changed = differences(plain.get(`${service} ${route}`) ?? {}, await tour(service, [id], [], route));
      expect(changed, id).not.toEqual([]);
      // A fault that overlooks a negative vector has to show at that vector.
      if (breaks.startsWith('ARP-NV-')) expect(changed.join(), id).toContain(breaks);
      else if (id.startsWith('health-')) expect(changed.join(), id).toContain('/v1/health');
      else if (id.startsWith('version-')) expect(changed.join(), id).toContain('/v1/version');
    },
    20_000,
  );
});
