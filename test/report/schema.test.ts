import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import {
  CONTRACT_KINDS,
  type ContractKind,
  FAILURE_CODES,
  type Fact,
  type Level,
  OUTCOMES,
  type Reason,
  type Report,
  TIERS,
} from '../../src/model.js';
import type { Options } from '../../src/options/resolve.js';
import { documentOf } from '../../src/report/json.js';
import { bundled } from './bundled.js';
import { TOOL, together } from './fixed-run.js';
import { conformant, interrupted, nearlyConformant, notConformant, noVerdict, withWarnings } from './scenarios.js';

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js') & typeof import('../../src/run.js');
type Node = { readonly [name: string]: unknown };

const { check, checkAll, prepare, run, startReference } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts', 'src/run.ts');
const schema = JSON.parse(readFileSync(new URL('../../reports/report.schema.json', import.meta.url), 'utf8')) as Node & {
  readonly $defs: Readonly<
    Record<string, Node & { readonly properties: Readonly<Record<string, Node>>; readonly required: readonly string[] }>
  >;
};
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
(addFormatsModule as unknown as (instance: Ajv2020) => void)(ajv);
const fits = ajv.compile(schema);

/** Where and why a document does not fit. */
function misfits(document: unknown): string[] {
  // As a reader of the file gets it: what JSON leaves out is not there.
  return fits(JSON.parse(JSON.stringify(document)))
    ? []
    : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function checked(faults: readonly string[], more: object = {}) {
  const reference = await startReference({ service: 'daemon', faults });
  try {
    return await check({ service: 'daemon', url: reference.url, timeout: 1, ...more });
  } finally {
    await reference.close();
  }
}

describe('the document of a real run fits reports/report.schema.json', () => {
  it('when the service conforms', async () => {
    const document = await checked([]);
    expect(misfits(document)).toEqual([]);
    expect(document.ok).toBe(true);
  });

  it.each([
    ['health-null-checks', 'version-unknown-field', 'version-built-at-not-a-date'],
    ['health-clock-off'],
    ['health-redirects', 'version-without-v1'],
    ['wire-reset'],
    ['wire-no-answer'],
    ['wire-header-flood'],
    ['bytes-invalid-utf8'],
    ['bytes-bom'],
    ['wire-gzip-bomb'],
  ])('when the service has the fault %s', async (...faults) => {
    const document = await checked(faults, { maxBody: '1MiB', timeout: faults.includes('wire-no-answer') ? 1 : 10 });
    expect(misfits(document)).toEqual([]);
    expect(document.counts.FAIL + document.counts.WARN).toBeGreaterThan(0);
  });

  it.each<['runtime' | 'tool-registry' | 'daemon', readonly string[], readonly string[]]>([
    ['runtime', [], []],
    ['tool-registry', [], []],
    ['daemon', [], []],
    ['runtime', ['run-goes-back', 'run-never-ends', 'run-result-other-id', 'run-unknown-200'], ['wrong_status', 'moved', 'not_reached']],
    ['runtime', ['run-goes-back'], ['moved']],
    ['runtime', ['run-never-ends'], ['not_reached']],
    ['runtime', ['errors-misfit-500'], ['not_refused']],
    ['runtime', ['errors-misfit-422'], ['refusal_status']],
    ['daemon', ['auth-basic-challenge', 'run-status-missing'], ['no_challenge']],
    ['daemon', ['instance-delete-without-effect', 'register-missing'], ['matcher', 'not_implemented']],
    ['tool-registry', ['tools-same-id', 'errors-plain-detail'], ['matcher', 'not_envelope']],
  ])('when core looked at a %s with the faults %j', async (service, faults, kinds) => {
    const reference = await startReference({ service, faults, token: 'a-token-for-tests' });
    const document = await check({
      ...{ service, url: reference.url, tier: 'core', allowMutations: true, token: 'a-token-for-tests', pollTimeout: 1 },
    });
    await reference.close();
    expect(misfits(document)).toEqual([]);
    expect(document.results.flatMap(({ findings }) => findings.map(({ kind }) => kind))).toEqual(expect.arrayContaining([...kinds]));
    expect(document.exit_code === 0).toBe(faults.length === 0 || faults.includes('errors-misfit-422'));
  });

  it('when core was read-only, or found nothing to look at', async () => {
    for (const more of [{ readOnly: true }, { allowMutations: true, noCleanup: true }]) {
      const reference = await startReference({ service: 'tool-registry', variations: ['no-tools'] });
      const document = await check({ service: 'tool-registry', url: reference.url, tier: 'core', ...more });
      await reference.close();
      expect(misfits(document)).toEqual([]);
      expect(document.results.filter(({ reason }) => reason === 'no_items')).not.toEqual([]);
      expect(document.requirements.some(({ reason }) => /--allow-mutations/.test(reason ?? ''))).toBe('readOnly' in more);
    }
  });

  it('when nothing listens', async () => {
    const { port, close } = await startReference({ service: 'daemon' });
    await close();
    const document = await check({ service: 'daemon', url: `http://127.0.0.1:${port}` });
    expect(misfits(document)).toEqual([]);
    expect(document.exit_code).toBe(3);
    expect(document.results[0]?.exchange?.failure).toBe('refused');
  });

  it('when it was interrupted', async () => {
    const document = await checked([], { signal: AbortSignal.abort() });
    expect(misfits(document)).toEqual([]);
    expect(document).toMatchObject({ interrupted: 'SIGINT', exit_code: 130 });
  });

  it('when a fault of ours ended it', async () => {
    const reference = await startReference({ service: 'daemon' });
    const tls = { insecure: false };
    const options: Options = {
      ...{ targets: [{ service: 'daemon', url: reference.url }], tier: 'smoke', readOnly: false, allowMutations: false },
      ...{
        include: [],
        exclude: [],
        only: [],
        suites: [],
        variables: [],
        headers: [],
        auth: 'auto',
        timeout: 1,
        wait: 0,
        retries: 0,
        jobs: 1,
        failFast: false,
        maxBody: 1024,
        maxReceived: 2 ** 20,
      },
      ...{ maxValues: 1000, streamTime: 1, maxStream: 1024, maxLine: 1024, maxEvents: 100 },
      ...{ credentials: false, inputs: {}, cleanup: true, cleanupTimeout: 1, pollTimeout: 1, pollInterval: 1 },
      ...{
        tls,
        implied: 'fail',
        strict: false,
        record: false,
        strictBaseline: false,
        reporters: [],
        dryRun: false,
        secrets: [],
        given: [],
      },
    };
    const onProgress = (): void => {
      throw new Error('this should not have happened');
    };
    const report = await run(await prepare(options), options, {
      tool: TOOL,
      environment: {},
      signal: new AbortController().signal,
      onProgress,
    });
    await reference.close();
    const document = documentOf(report);
    expect(misfits(document)).toEqual([]);
    expect(document).toMatchObject({ exit_code: 4, bug: expect.stringContaining('this should not have happened') });
  });

  it('when several services were checked', async () => {
    const services = await Promise.all((['runtime', 'daemon'] as const).map((service) => startReference({ service })));
    const document = await checkAll({ urls: Object.fromEntries(services.map(({ service, url }) => [service, url])) });
    await Promise.all(services.map((service) => service.close()));
    expect(misfits(document)).toEqual([]);
    expect(document.reports).toHaveLength(2);
  });

  it.each<[string, () => Promise<Report>]>(
    Object.entries({ conformant, nearlyConformant, notConformant, noVerdict, withWarnings, interrupted }),
  )('when it is the fixed run %s', async (_name, scenario) => {
    expect(misfits(documentOf(together(await scenario())))).toEqual([]);
  });
});

describe('reports/report.schema.json', () => {
  it('turns down what is not a report', async () => {
    const document = JSON.parse(JSON.stringify(documentOf(together(await notConformant()))));
    expect(misfits({ ...document, more: 1 })).not.toEqual([]);
    expect(misfits({ ...document, ok: true })).not.toEqual([]);
    expect(misfits({ ...document, exit_code: 2 })).not.toEqual([]);
    expect(misfits({ ...document, tier: 'surface' })).not.toEqual([]);
    expect(misfits({ ...document, results: [{ ...document.results[0], status: 'SKIP' }] })).not.toEqual([]);
    expect(misfits({ reports: [] })).not.toEqual([]);
  });

  it('has the keys of the Python checker, and demands them', () => {
    const theirs = {
      report: ['service', 'tier', 'spec_ref', 'started_at_epoch_ms', 'finished_at_epoch_ms', 'counts', 'ok', 'results'],
      result: ['check_id', 'name', 'status', 'message', 'errors', 'duration_ms', 'exchange'],
      exchange: ['method', 'url', 'request_body', 'status_code', 'content_type', 'response_body'],
      reports: ['reports'],
    };
    for (const [name, keys] of Object.entries(theirs)) expect(schema.$defs[name]?.required).toEqual(expect.arrayContaining(keys));
  });

  it('describes every key, and takes no other', () => {
    for (const [name, { properties, additionalProperties }] of Object.entries(schema.$defs)) {
      if (properties === undefined || name === 'verdict' || name === 'because') continue;
      expect(additionalProperties, name).toBe(false);
      for (const [key, property] of Object.entries(properties)) {
        const described = property.description ?? schema.$defs[String(property.$ref).replace('#/$defs/', '')]?.description;
        expect(described, `${name}.${key}`).toMatch(/^\S.*\.$/);
      }
    }
  });

  it('has the words of the model', () => {
    const levels: readonly Level[] = ['must', 'implied', 'should', 'advisory'];
    const expectationKinds: Record<Exclude<Fact['kind'], ContractKind>, true> = {
      ...{ matcher: true, differs: true, wrong_status: true, no_challenge: true, not_refused: true, refusal_status: true },
      left_behind: true,
      ...{ reached: true, silenced: true, not_reached: true, moved: true },
      ...{ not_increasing: true, gap: true, back_in_time: true, too_early: true, no_last: true, after_last: true, not_replayed: true },
      ...{ changed: true, header_value: true },
      ...{ token_repeats: true, endless: true, item_repeats: true, item_lost: true, not_found: true },
    };
    // Checks that are not planned have no result.
    const reasons: Record<Exclude<Reason['kind'], 'declared' | 'no_check' | 'excluded' | 'read_only'>, true> = {
      ...{ blocked: true, absent: true, no_answer: true, inconclusive: true, no_items: true, open_service: true, not_run: true },
      ...{ no_input: true, none_like: true, not_offered: true, never_so: true, token_expired: true, no_stand_in: true, switched_off: true },
    };
    const wordsOf = (name: string, key: string): unknown => schema.$defs[name]?.properties[key]?.enum;
    expect(wordsOf('finding', 'kind')).toEqual([...CONTRACT_KINDS, ...Object.keys(expectationKinds)]);
    expect(wordsOf('result', 'reason')).toEqual(Object.keys(reasons));
    expect(wordsOf('exchange', 'failure')).toEqual([...FAILURE_CODES]);
    expect(wordsOf('result', 'status')).toEqual([...OUTCOMES]);
    expect(wordsOf('report', 'tier')).toEqual([...TIERS]);
    expect(schema.$defs.level?.enum).toEqual(levels);
  });
});
