import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, type Requirement, readOpenApi, readRequirements } from './specFolder.js';

const { revision, requirements } = readRequirements();
const positive = requirements.filter(({ id }) => !id.startsWith('ARP-NV-'));
const negative = requirements.filter(({ id }) => id.startsWith('ARP-NV-'));
const ROUTES_OF_ONE_ROW = /^ARP-DM-0(0[2-9]|1[01])$/;

const count = (list: Requirement[], by: (requirement: Requirement) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const requirement of list) counts[by(requirement)] = (counts[by(requirement)] ?? 0) + 1;
  return counts;
};

describe('requirements.yaml', () => {
  it('is of the revision that the folder holds', () => {
    expect(revision).toBe('0.2.6');
  });

  it('has every id once', () => {
    expect(requirements).toHaveLength(256);
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(256);
  });

  it('has as many of each group as the list that it was made from', () => {
    expect(count(positive, ({ id }) => id.slice(4, 6))).toEqual({ CM: 37, AU: 20, RT: 54, TR: 28, DM: 63, SP: 3 });
    expect(count(negative, ({ id }) => id.slice(7, 10))).toEqual({ RUN: 22, INV: 10, INS: 9, REG: 4, PRO: 6 });
  });

  it('has as many of each level, the eleven routes of the daemon counted as one', () => {
    const rows = positive.filter(({ id }) => !ROUTES_OF_ONE_ROW.test(id));
    expect(count(rows, ({ level }) => level)).toEqual({ must: 92, should: 12, implied: 62, advisory: 29 });
    expect(negative.filter(({ level }) => level !== 'must').map(({ id, level }) => [id, level])).toEqual([
      ['ARP-NV-RUN-21', 'should'],
      ['ARP-NV-INV-10', 'should'],
      ['ARP-NV-REG-04', 'should'],
    ]);
  });

  it('says a different thing each time', () => {
    const sentences = requirements.map(({ sentence }) => sentence);
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
  });

  it.each(requirements)('$id is in order', (requirement) => {
    expect(Object.keys(requirement)).toEqual([
      ...['id', 'level', 'tier', 'kind', 'services'],
      ...(requirement.operations ? ['operations'] : []),
      ...['sentence', 'source', 'mend'],
    ]);
    expect(requirement.id).toMatch(/^ARP-((CM|AU|RT|TR|DM|SP)-\d{3}|NV-(RUN|INV|INS|REG|PRO)-\d{2})$/);
    expect(['must', 'should', 'implied', 'advisory']).toContain(requirement.level);
    expect(['smoke', 'core', 'full', 'offline']).toContain(requirement.tier);
    expect(['read', 'negative', 'write', 'auth', 'offline']).toContain(requirement.kind);
    expect(requirement.services).toEqual(servicesOf(requirement));
    expect(requirement.sentence).toMatch(/^\S.*[^.]\.$/);
    expect(requirement.sentence).not.toMatch(/[.!?] [A-Z]/);
    expect(requirement.source).toMatch(/^\S.*\S$/);
    expect(requirement.mend).toMatch(/^[A-Z].*[^.]\.$/);
  });

  it.each(negative)('$id names operations of its services that take a body', ({ operations, services }) => {
    const known = services.flatMap((service) => operationsWithBody(service));
    expect(operations).toHaveLength(services.length);
    for (const operation of operations ?? []) expect(known).toContain(operation);
  });
});

function servicesOf({ id }: Requirement): string[] {
  const group = id.startsWith('ARP-NV-') ? id.slice(7, 10) : id.slice(4, 6);
  // Only a daemon stores what is sent to it.
  if (id === 'ARP-CM-044') return ['daemon'];
  // No request of a registry takes metadata.
  if (id === 'ARP-CM-043') return ['runtime', 'daemon'];
  if (id === 'ARP-CM-034') return ['daemon'];
  if (group === 'CM' || group === 'AU') return ['runtime', 'tool-registry', 'daemon'];
  if (group === 'RUN') return ['runtime', 'daemon'];
  if (group === 'SP') return [];
  if (group === 'RT') return ['runtime'];
  return group === 'TR' || group === 'INV' ? ['tool-registry'] : ['daemon'];
}

function operationsWithBody(service: string): unknown[] {
  const paths = readOpenApi().get(`${service}.openapi.yaml`)?.paths;
  const operations = Object.values((paths ?? {}) as JsonObject).flatMap((item) => (isObject(item) ? Object.values(item) : []));
  return operations.filter(isObject).flatMap((operation) => (operation.requestBody ? [operation.operationId] : []));
}
