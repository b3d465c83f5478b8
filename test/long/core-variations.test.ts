import { describe, expect, it } from 'vitest';
import { listVariations, type ReferenceOptions, type ReferenceService } from '../../src/reference/index.js';
import type { Outcome } from '../cli/command.js';
import { eachOf, type Front, startFront } from '../cli/core-front.js';
import { runInside } from '../cli/inside.js';
import { reportOf, requirementsThat } from '../cli/report.js';

const SERVICES = ['runtime', 'tool-registry', 'daemon'] as const;

/** At the full tier: `self-test.test.ts`. */
const check = (service: ReferenceService, front: Front): Promise<Outcome> =>
  runInside(['check', service, '--url', front.url, '--tier', 'core', '--allow-mutations', '--format', 'json']);
const start = (service: ReferenceService, options: Partial<ReferenceOptions>): Promise<Front> => startFront({ service, ...options });

describe('Conforming services that are not like the others', () => {
  for (const service of SERVICES) {
    it(`do not fail: ${service}`, { timeout: 900_000 }, async () => {
      const wrong: object[] = [];
      await eachOf(listVariations(service), 4, async ({ id, warns }) => {
        const front = await start(service, { variations: [id] });
        const outcome = await check(service, front);
        const report = reportOf(outcome);
        const found = [...requirementsThat('FAIL', report), ...requirementsThat('WARN', report)].filter(
          (requirement) => !warns.includes(requirement) && requirement !== 'ARP-AU-004',
        );
        if (outcome.code !== 0 || found.length > 0) wrong.push({ id, code: outcome.code, found });
      });
      expect(wrong).toEqual([]);
    });
  }

  it.each([
    ['tool-registry', 'no-tools', 'ARP-TR-010'],
    ['daemon', 'no-profiles', 'ARP-DM-023'],
  ] as const)('say what could not be tested: %s, %s', async (service, variation, requirement) => {
    const front = await start(service, { variations: [variation] });
    const report = reportOf(await check(service, front));
    const found = report.requirements.find(({ id }) => id === requirement);
    expect(found?.outcome).toBe('UNTESTED');
    expect(found?.reason).toMatch(/no (tool|profile|item)/);
  });

  it('are not asked about each of three hundred tools', async () => {
    const front = await start('tool-registry', { variations: ['many-tools'] });
    expect((await check('tool-registry', front)).code).toBe(0);
    expect(front.requests.length).toBeLessThan(100);
  });

  it('has runs that all fail, or are over at once, and they are judged', async () => {
    for (const variation of ['every-run-fails', 'synchronous']) {
      const front = await start('runtime', { variations: [variation] });
      const report = reportOf(await check('runtime', front));
      expect(requirementsThat('PASS', report), variation).toEqual(expect.arrayContaining(['ARP-RT-016', 'ARP-RT-019', 'ARP-RT-022']));
    }
  });
});
