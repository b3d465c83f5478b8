import { describe, expect, it } from 'vitest';
import type { Report, RunReport } from '../../src/model.js';
import type { ReportDocument, ReportsDocument } from '../../src/report/document.js';
import { reportsOf } from '../../src/report/from-document.js';
import { jsonReport } from '../../src/report/json.js';
import { REPORTERS } from '../../src/report/register.js';
import { causes } from '../../src/verdict/causes.js';
import { together } from './fixed-run.js';
import { conformant, interrupted, nearlyConformant, notConformant, noVerdict, withWarnings } from './scenarios.js';

const DRAWING = { color: false, width: 100, quiet: false, verbose: true };
const SCENARIOS = { conformant, nearlyConformant, notConformant, noVerdict, withWarnings, interrupted };

/** The run as the text of its JSON report tells of it. */
function reread(run: RunReport): RunReport {
  const document = JSON.parse(jsonReport(run)) as ReportDocument | ReportsDocument;
  const reports = reportsOf(document).map((report): Report => {
    const requirements = new Map(report.requirements.map(({ requirement }) => [requirement.id, requirement]));
    return { ...report, causes: causes(report.verdicts, { requirements, implied: report.implied }) };
  });
  return together(...reports);
}

describe.each(Object.entries(SCENARIOS))('the fixed run %s, read from its JSON report', (_name, scenario) => {
  it.each(Object.keys(REPORTERS))('is drawn by %s as it was', async (name) => {
    const run = together(await scenario());
    const reporter = await REPORTERS[name]?.();
    expect(reporter?.(reread(run), DRAWING)).toBe(reporter?.(run, DRAWING));
  });
});

it('several services are drawn as they were', async () => {
  const run = together(await notConformant(), await withWarnings());
  expect(jsonReport(reread(run))).toBe(jsonReport(run));
});
