import { beforeAll, describe, expect, it } from 'vitest';
import { services } from '#built/package.js';
import { spec } from '#built/spec.js';
import type { ReportDocument } from '../../src/index.js';
import type { ReferenceService } from '../../src/reference/index.js';
import { bundled } from '../report/bundled.js';
import { suites } from './suites.js';

/** Every check can fail, every fault breaks one requirement, and nothing that conforms is blamed. */

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js');
type CheckOptions = Omit<import('../../src/index.js').ServiceOptions, 'service' | 'url'>;

interface Case {
  readonly service: ReferenceService;
  readonly faults?: readonly string[];
  readonly variations?: readonly string[];
  /** The bearer token that the service demands and the checker has. */
  readonly token?: string;
  readonly options?: CheckOptions;
}

const { check, listFaults, listVariations, startReference } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts');
const SERVICES = services as readonly ReferenceService[];
const TOKEN = 'a-token-for-tests';

const smokeRequirements = new Set(spec.knowledge.requirements.filter(({ tier }) => tier === 'smoke').map(({ id }) => id));
/** Requirements of other tiers that are judged on every answer, so that smoke finds them broken in health and version. */
const ANYWHERE = new Set(['ARP-CM-014', 'ARP-CM-015', 'ARP-CM-035', 'ARP-CM-040']);
const isSmoke = ({ id, breaks }: { id: string; breaks: string }): boolean =>
  smokeRequirements.has(breaks) || (ANYWHERE.has(breaks) && /^(health|version|bytes|wire)-/.test(id));

/** Services that stay silent: the run lasts as long as its time-out. */
const SILENT = new Set(['wire-no-answer', 'wire-endless-header', 'wire-drip', 'wire-stall']);
/** Services that keep this process busy: nothing else runs beside them. */
const HEAVY = new Set(['wire-gzip-bomb', 'wire-huge-body']);

const cases = SERVICES.flatMap((service) =>
  listFaults(service)
    .filter(isSmoke)
    .map(({ id, breaks }) => ({ service, id, breaks })),
);
const documents = new Map<string, ReportDocument>();

async function checked({ service, faults = [], variations = [], token, options }: Case): Promise<ReportDocument> {
  const given = token === undefined ? {} : { token };
  const reference = await startReference({ service, faults, variations, ...given });
  try {
    return await check({ service, url: reference.url, timeout: 5, maxBody: '1MiB', ...given, ...options });
  } finally {
    await reference.close();
  }
}

/** Several at a time: each has a service of its own. */
async function inTurn<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

const broken = (document: ReportDocument): string[] =>
  document.requirements.filter(({ outcome }) => outcome === 'FAIL' || outcome === 'WARN').map(({ id }) => id);

beforeAll(async () => {
  const checkCase = async ({ service, id }: { service: ReferenceService; id: string }): Promise<void> => {
    const options = SILENT.has(id) ? { timeout: 1.5 } : {};
    documents.set(`${service} ${id}`, await checked({ service, faults: [id], options }));
  };
  await inTurn(
    cases.filter(({ id }) => !HEAVY.has(id)),
    12,
    checkCase,
  );
  await inTurn(
    cases.filter(({ id }) => HEAVY.has(id)),
    1,
    checkCase,
  );
}, 300_000);

describe('every fault that smoke can see', () => {
  it('is there', () => {
    for (const service of SERVICES) expect(cases.filter((item) => item.service === service).length).toBeGreaterThan(80);
  });

  it.each(cases)('$service with $id breaks $breaks and nothing else', ({ service, id, breaks }) => {
    const document = documents.get(`${service} ${id}`);
    if (document === undefined) throw new Error('was not checked');
    expect(broken(document)).toEqual([breaks]);
    const must = document.requirements.find((row) => row.id === breaks)?.outcome === 'FAIL';
    expect(document.exit_code).toBe(must ? 1 : 0);

    const culprits = document.results.filter(({ findings }) => findings.length > 0);
    for (const { findings, status } of culprits) {
      expect(new Set(findings.map(({ requirement }) => requirement))).toEqual(new Set([breaks]));
      expect(status).toBe(must ? 'FAIL' : 'WARN');
    }
    // The others pass, or are blocked by the broken one. What is null counts as absent: that is judged, and told, once.
    const ids = culprits.map(({ check_id }) => check_id);
    for (const { check_id, status, reason, blocked_by } of document.results) {
      if (ids.includes(check_id) || status === 'PASS') continue;
      expect({ check_id, status }).toEqual({ check_id, status: 'SKIP' });
      if (breaks === 'ARP-CM-014') expect(reason).toBe('absent');
      else expect(blocked_by).toEqual(ids);
    }
  });
});

describe.each(SERVICES)('every smoke check of %s', (service) => {
  const levels = new Map(spec.knowledge.requirements.map(({ id, level }) => [id, level]));
  const checks = suites.flatMap((suite) => suite.checks).filter((item) => item.service === service && item.tier === 'smoke');

  it.each(checks)('$id can fail', ({ id, requirements: [requirement = ''] }) => {
    const words = cases.map((item) => documents.get(`${service} ${item.id}`)?.results.find(({ check_id }) => check_id === id)?.status);
    expect(words).toContain(levels.get(requirement) === 'must' || levels.get(requirement) === 'implied' ? 'FAIL' : 'WARN');
  });
});

describe('a token changes nothing', () => {
  const some = cases.filter(({ service, id }) => service === 'daemon' && !SILENT.has(id) && !HEAVY.has(id));

  it('about what a fault breaks', async () => {
    const found = new Map<string, string>();
    await inTurn(some, 12, async ({ service, id }) => {
      const document = await checked({ service, faults: [id], token: TOKEN });
      expect(JSON.stringify(document)).not.toContain(TOKEN);
      found.set(id, broken(document).join());
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(some.map(({ id, breaks }) => [id, breaks])));
  });
});

describe.each(SERVICES)('a conforming %s', (service) => {
  const rows = spec.knowledge.requirements.filter((row) => row.tier === 'smoke' && row.services.includes(service));

  it('is held to exactly the requirements of smoke, and passes them all', async () => {
    const { requirements, exit_code, counts } = await checked({ service });
    expect(requirements.map(({ id, level, outcome }) => ({ id, level, outcome }))).toEqual(
      rows.map(({ id, level }) => ({ id, level, outcome: 'PASS' })),
    );
    expect({ exit_code, FAIL: counts.FAIL, WARN: counts.WARN, SKIP: counts.SKIP, ERROR: counts.ERROR }).toEqual({
      exit_code: 0,
      FAIL: 0,
      WARN: 0,
      SKIP: 0,
      ERROR: 0,
    });
  });

  it('may declare authentication off: then the requirements on it do not apply', async () => {
    const { requirements, exit_code } = await checked({ service, options: { auth: 'disabled', strict: true } });
    const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
    expect(exit_code).toBe(0);
    for (const { id, outcome } of requirements) expect([id, outcome]).toEqual([id, kinds.get(id) === 'auth' ? 'SKIP' : 'PASS']);
  });

  it.each<[string, Omit<Case, 'service'>]>([
    ['as it is', {}],
    ['with a token', { token: TOKEN }],
    ['with --auth disabled', { options: { auth: 'disabled' } }],
  ])('is not blamed in any of its variations, %s', async (_how, more) => {
    const blamed: object[] = [];
    await inTurn(listVariations(service), 12, async ({ id }) => {
      const { exit_code, counts } = await checked({ service, variations: [id], ...more });
      if (exit_code !== 0 || counts.FAIL + counts.WARN + counts.ERROR > 0) blamed.push({ id, exit_code, counts });
    });
    expect(blamed).toEqual([]);
  });
});
