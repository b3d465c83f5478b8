import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listFaults, type ReferenceService, startReference } from '../../src/reference/index.js';
import { type Section, type Transcript, tour, WHOLE_TOUR } from '../reference/tour.js';

const SERVICES: readonly ReferenceService[] = ['runtime', 'tool-registry', 'daemon'];
const plain = new Map<string, Promise<Transcript>>();

// A whole tour for each fault would take a minute; where a fault shows is known from its name.
const SECTIONS: readonly (readonly [RegExp, readonly Section[]])[] = [
  [/^(?:health|version|bytes|wire|query|auth-(?:health|version))-/, ['identity']],
  [/^overlooks-/, ['negatives']],
  [/^(?:run|cancel|events|tools?|invoke)-/, ['main']],
  [/^(?:instances?|register|profiles?|runs|submit|trace|daemon-run)-/, ['main', 'daemon']],
  [/^auth-/, ['main', 'credentials']],
];

function sectionsFor(id: string): readonly Section[] {
  return SECTIONS.find(([name]) => name.test(id))?.[1] ?? WHOLE_TOUR;
}

function plainTour(service: ReferenceService, sections: readonly Section[]): Promise<Transcript> {
  const key = `${service} ${sections.join()}`;
  const known = plain.get(key) ?? tour(service, [], [], sections);
  plain.set(key, known);
  return known;
}

function differences(before: Transcript, after: Transcript): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((step) => before[step] !== after[step]);
}

describe('the plain service', () => {
  it.each(SERVICES)('%s answers the same tour the same way', async (service) => {
    expect(await tour(service, [])).toEqual(await tour(service, []));
  });
});

// One service for each fault: what several services share, they share in code.
const cases = listFaults()
  .map(({ id, breaks, services: [first = 'runtime'] }) => ({ id, breaks, service: first }))
  .filter(({ id }) => id !== 'wire-gzip-bomb');

describe('the gzip bomb', () => {
  // fetch would unpack it, all 100 MB, and has no limit.
  it('is small on the wire', async () => {
    const reference = await startReference({ service: 'runtime', faults: ['wire-gzip-bomb'] });
    const [coding, bytes] = await new Promise<[string | undefined, number]>((resolve, reject) => {
      get(`${reference.url}/v1/health`, (response) => {
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
        });
        response.on('end', () => resolve([response.headers['content-encoding'], length]));
      }).on('error', reject);
    });
    await reference.close();
    expect(coding).toBe('gzip');
    expect(bytes).toBeLessThan(1_000_000);
  });
});

describe.concurrent('the fault', () => {
  it.each(cases)(
    '$id shows on the $service',
    async ({ id, breaks, service }) => {
      const sections = sectionsFor(id);
      const changed = differences(await plainTour(service, sections), await tour(service, [id], [], sections));
      expect(changed, id).not.toEqual([]);
      // A fault that overlooks a negative vector has to show at that vector.
      if (breaks.startsWith('ARP-NV-')) expect(changed.join(), id).toContain(breaks);
      else if (id.startsWith('health-')) expect(changed.join(), id).toContain('/v1/health');
      else if (id.startsWith('version-')) expect(changed.join(), id).toContain('/v1/version');
    },
    20_000,
  );
});
