import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RunningReference, startReference } from '../../src/reference/index.js';
import { type Block, ROOT, readPage, readPages, section, tableRows } from './pages.js';

const blocks = readPages().flatMap((page) => page.blocks);
const inLanguage = (language: string): Block[] => blocks.filter((block) => block.language === language);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arp-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('blocks of code', () => {
  it.each(inLanguage('yaml'))('$place is YAML', ({ text }) => {
    expect(parse(text)).toBeTypeOf('object');
  });

  it.each(inLanguage('json'))('$place is JSON', ({ text }) => {
    expect(JSON.parse(text)).toBeTypeOf('object');
  });

  it('are in languages that are looked at', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['', 'sh', 'yaml', 'json', 'js', 'xml']));
  });
});

describe('the configuration file of the README', () => {
  const text = inLanguage('yaml').find((block) => block.text.startsWith('# arp-conformance.config.yaml'))?.text ?? '';
  const run = (...flags: string[]) => {
    const file = join(folder, 'example.yaml');
    writeFileSync(file, text);
    const bin = join(ROOT, 'bin/arp-conformance.js');
    return spawnSync(process.execPath, [bin, 'check', 'all', '--config', file, ...flags], { encoding: 'utf8', cwd: folder, env: {} });
  };

  it('is taken, every key of it', () => {
    const { status, stdout } = run('--print-config');
    expect(status).toBe(0);
    for (const key of Object.keys(parse(text) as object)) expect(stdout).toMatch(new RegExp(`^${key} .*example\\.yaml:\\d+:\\d+$`, 'm'));
  });

  it('makes a plan', () => {
    const { status, stdout } = run('--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('http://127.0.0.1:8082/arp');
    expect(stdout).not.toContain('health.clock');
  });
});

describe('the program of the README', () => {
  let service: RunningReference;
  beforeAll(async () => {
    service = await startReference({ service: 'runtime', faults: ['health-time-not-a-date'] });
  });
  afterAll(() => service.close());

  it('runs', async () => {
    const { text = '' } = inLanguage('js').find((block) => block.place.startsWith('README.md')) ?? {};
    const library = pathToFileURL(join(ROOT, 'dist/index.js')).href;
    const lines: unknown[][] = [];
    const file = join(folder, 'program.mjs');
    const ready = text
      .replace("'arp-conformance'", `'${library}'`)
      .replace('http://127.0.0.1:8080', service.url)
      .replaceAll('console.log', 'globalThis.docsLines.push([');
    writeFileSync(file, ready.replace(/push\(\[\((.*)\);$/gm, 'push([$1]);'));
    Object.assign(globalThis, { docsLines: lines });
    await import(pathToFileURL(file).href);
    expect(lines[0]?.slice(0, 2)).toEqual([false, 1]);
    expect(lines[1]?.[0]).toBe('runtime.health.time');
  });
});

describe('docs/report.md', () => {
  const page = readPage('docs/report.md');
  const sample = JSON.parse(readFileSync(join(ROOT, 'reports/samples/report.json'), 'utf8')) as Record<string, unknown> & {
    results: { check_id: string }[];
    requirements: { id: string }[];
  };
  const schema = JSON.parse(readFileSync(join(ROOT, 'reports/report.schema.json'), 'utf8')) as {
    $defs: Record<string, { properties?: { cleanup?: { properties?: object }; timing?: { properties?: object } } }>;
  };
  const [head, cleanup, timing, result, requirement] = page.blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as Record<string, unknown>);

  it('shows what the sample has', () => {
    expect(head).toEqual(Object.fromEntries(Object.keys(head ?? {}).map((key) => [key, sample[key]])));
    expect(Object.keys(cleanup ?? {}).sort()).toEqual(Object.keys(schema.$defs.report?.properties?.cleanup?.properties ?? {}).sort());
    expect(Object.keys(timing ?? {}).sort()).toEqual(Object.keys(schema.$defs.report?.properties?.timing?.properties ?? {}).sort());
    expect(result).toEqual(sample.results.find(({ check_id }) => check_id === result?.check_id));
    expect(requirement).toEqual(sample.requirements.find(({ id }) => id === requirement?.id));
  });

  it.each([
    ['key', 'report'],
    ['key of a result', 'result'],
    ['key of a finding', 'finding'],
    ['key of an exchange', 'exchange'],
    ['key of a requirement', 'requirement'],
  ])('tells of every "%s"', (title, name) => {
    const table = page.text.split(`| ${title} | meaning |`)[1]?.split('\n\n')[0] ?? '';
    const told = tableRows(table).flatMap(([keys = '']) => [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key));
    expect(told.sort()).toEqual(Object.keys(schema.$defs[name]?.properties ?? {}).sort());
  });

  it('tells of every outcome in JUnit', () => {
    const told = tableRows(section(page, '## JUnit')).map(([outcome]) => outcome);
    expect(told).toEqual(['`PASS`', '`FAIL`', '`WARN`', '`SKIP`', '`ERROR`']);
  });
});
