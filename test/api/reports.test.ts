import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument, ReportsDocument } from '../../src/index.js';
import { REPORTERS } from '../../src/report/register.js';
import { temporaryFolder } from '../cli/command.js';
import { bundled } from '../report/bundled.js';

/** `judge` and `reporters`: what a program does with reports. */

type Engine = typeof import('../../src/index.js') & typeof import('../../src/reference/index.js');

const { check, judge, reporters, startReference, UsageError } = await bundled<Engine>('src/index.ts', 'src/reference/index.ts');
const SAMPLES = join(import.meta.dirname, '../../reports/samples');
const sample = JSON.parse(readFileSync(join(SAMPLES, 'report.json'), 'utf8')) as ReportDocument;
const samples = JSON.parse(readFileSync(join(SAMPLES, 'report-all.json'), 'utf8')) as ReportsDocument;
const NOTHING = '{"a":1}';

async function recorded(record: boolean): Promise<ReportDocument> {
  const { url, close } = await startReference({ service: 'runtime', faults: ['health-null-checks'] });
  const report = await check({ service: 'runtime', url, record });
  await close();
  return report;
}

describe('reporters', () => {
  it('are those of the command line', () => {
    expect(Object.keys(reporters)).toEqual(Object.keys(REPORTERS));
  });

  it.each<[keyof typeof reporters, string, ReportDocument | ReportsDocument]>([
    ['terminal', 'terminal-not-conformant.txt', sample],
    ['json', 'report-all.json', samples],
    ['junit', 'junit.xml', samples],
    ['markdown', 'report.md', samples],
    ['html', 'report.html', sample],
  ])('draw a report: %s', async (name, file, document) => {
    expect(await reporters[name](document)).toBe(readFileSync(join(SAMPLES, file), 'utf8'));
  });

  it('draw for a terminal as they are told', async () => {
    expect(await reporters.terminal(sample, { color: true })).toBe(readFileSync(join(SAMPLES, 'terminal-not-conformant.ansi'), 'utf8'));
    expect(await reporters.terminal(sample, { width: 60 })).toBe(readFileSync(join(SAMPLES, 'terminal-not-conformant-narrow.txt'), 'utf8'));
  });

  it('turn down what is no report', async () => {
    await expect(reporters.junit(JSON.parse(NOTHING) as ReportDocument)).rejects.toThrow(UsageError);
  });
});

describe('judge', () => {
  it('comes to the same report, and to another one by another word', async () => {
    const report = await recorded(true);
    expect(await judge(report)).toEqual(report);
    const strict = await judge(report, { strict: true });
    expect([report.strict, strict.strict]).toEqual([false, true]);
    const several = await judge({ schema_version: report.schema_version, ok: true, exit_code: 0, reports: [report, report] });
    expect(several).toEqual({ schema_version: report.schema_version, ok: false, exit_code: 1, reports: [report, report] });
  });

  it('turns down what it cannot judge', async () => {
    await expect(judge(await recorded(false))).rejects.toThrow(/^This report holds no recording/);
    await expect(judge(JSON.parse(NOTHING) as ReportDocument)).rejects.toThrow(/^This is no JSON report of this version/);
    await expect(judge(await recorded(true), { specPath: temporaryFolder() })).rejects.toThrow(UsageError);
  });
});
