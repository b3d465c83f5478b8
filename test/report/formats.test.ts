import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Report, RunReport } from '../../src/model.js';
import { REPORTERS } from '../../src/report/register.js';
import { together } from './fixed-run.js';
import { conformant, interrupted, notConformant, noVerdict, withWarnings } from './scenarios.js';

/** What the reporters write, held to the schemas that the formats publish. */

const require = createRequire(import.meta.url);
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));

const runs: readonly (readonly [string, () => Promise<RunReport>])[] = [
  ['a conforming service', async () => together(await conformant())],
  ['a service with faults and hostile text', async () => together(await notConformant())],
  ['no answer', async () => together(await noVerdict())],
  ['an interrupted run', async () => together(await interrupted())],
  ['three services', async () => together(...(await Promise.all([notConformant(), noVerdict('tool-registry', 8082), withWarnings()])))],
];

/** A validator for a schema of whatever draft; what it names as its meta-schema is left out, since only keywords of all drafts are used. */
function validator(schema: Record<string, unknown>, others: readonly Record<string, unknown>[] = []) {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const plain = ({ $schema: _, id: __, ...rest }: Record<string, unknown>): Record<string, unknown> => rest;
  for (const other of others) ajv.addSchema(plain(other));
  const fits = ajv.compile(plain(schema));
  return (value: unknown): unknown => (fits(value) ? [] : fits.errors);
}

const sarif = validator(read(join(dirname(require.resolve('@microsoft/jest-sarif/package.json')), 'lib/schemas/sarif-2.1.0-rtm.5.json')));
const ctrf = validator(read(join(dirname(require.resolve('ctrf')), 'ctrf-schema-0.0.json')));
const harFolder = dirname(require.resolve('har-schema/lib/har.json'));
const harParts = readdirSync(harFolder)
  .filter((file) => file.endsWith('.json') && file !== 'har.json')
  .map((file) => read(join(harFolder, file)));
const har = validator(read(join(harFolder, 'har.json')), harParts);
const drawing = { color: false, width: 100, quiet: false, verbose: false };

describe.each(runs)('the report of %s', (_what, run) => {
  it.each([
    ['sarif', sarif],
    ['ctrf', ctrf],
    ['har', har],
  ])('fits the published schema of %s', async (name, errorsOf) => {
    const draw = await REPORTERS[name]?.();
    expect(errorsOf(JSON.parse(draw?.(await run(), drawing) ?? ''))).toEqual([]);
  });

  it('is TAP with a point for each check, and no other plan', async () => {
    const draw = await REPORTERS.tap?.();
    const report = await run();
    const lines = (draw?.(report, drawing) ?? '').trimEnd().split('\n');
    const count = report.reports.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', `1..${count}`]);
    expect(lines.filter((line) => /^(not )?ok \d+ - /.test(line))).toHaveLength(count);
    expect(lines.filter((line) => !/^(TAP version|1\.\.|# |(not )?ok | {2}(---|\.\.\.|[a-z]+: ))/.test(line))).toEqual([]);
  });
});

describe('a validator of these tests', () => {
  it('refuses what does not fit', () => {
    expect(sarif({ version: '2.1.0' })).not.toEqual([]);
    expect(ctrf({ reportFormat: 'CTRF', specVersion: '0.0.0', results: {} })).not.toEqual([]);
    expect(har({ log: { version: '1.2', creator: { name: 'x' }, entries: [] } })).not.toEqual([]);
  });
});

describe('the HTML report', () => {
  it('holds nothing that acts but its own script, and asks the network for nothing', async () => {
    const draw = await REPORTERS.html?.();
    const page = draw?.(together(await notConformant()), drawing) ?? '';
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|\son\w+=|javascript:/i);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('<title>Sign in');
  });
});

describe('the Markdown report', () => {
  it('is short enough for a comment, whatever was found', async () => {
    const draw = await REPORTERS.markdown?.();
    const report = await notConformant();
    const [cause] = report.causes;
    const many = { ...report, causes: Array.from({ length: 500 }, () => cause ?? expect.fail()) };
    const text = draw?.(together(many), drawing) ?? '';
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\d+ more: see the other reports\./);
  });
});

describe('a run that was interrupted', () => {
  it.each(Object.keys(REPORTERS))('is marked so in the %s report, as a whole', async (name) => {
    const draw = await REPORTERS[name]?.();
    // Without its checks only what is said of the run itself is left.
    const bare = (report: Report): RunReport => together({ ...report, verdicts: [], requirements: [], causes: [] });
    const marks = (run: RunReport): unknown => /interrupted|SIGINT/i.test(draw?.(run, drawing) ?? '');
    const run = await interrupted();
    const { interrupted: _, ...undisturbed } = run;
    expect([marks(bare(run)), marks(bare({ ...undisturbed, exitCode: 0 }))]).toEqual([true, false]);
  });
});
