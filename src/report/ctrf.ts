import type { Outcome, Report, RunReport, Verdict } from '../model.js';
import { jsonText } from './json-text.js';
import { findingLine, messageOf } from './sentences.js';
import { visible } from './text.js';

/** Version of the Common Test Report Format that the document follows. */
const SPEC_VERSION = '0.0.0';

/** What CTRF calls our outcomes; `rawStatus` keeps our word. */
const STATUS: Readonly<Record<Outcome, string>> = { PASS: 'passed', WARN: 'passed', FAIL: 'failed', SKIP: 'skipped', ERROR: 'other' };

/** The run in the Common Test Report Format: a test for each check. Times are in milliseconds. */
export function ctrfReport({ reports }: RunReport): string {
  const tests = reports.flatMap((report) => report.verdicts.map((verdict) => testOf(verdict, report)));
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const [first] = reports;
  const interrupted = reports.find((report) => report.interrupted !== undefined)?.interrupted;
  const document = {
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    generatedBy: first === undefined ? 'arp-conformance' : `${first.tool.name} ${first.tool.version}`,
    results: {
      tool: { name: first?.tool.name ?? 'arp-conformance', ...(first === undefined ? {} : { version: first.tool.version }) },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: reports.length,
        start: Math.round(Math.min(...reports.map(({ startedAt }) => startedAt))),
        stop: Math.round(Math.max(...reports.map(({ finishedAt }) => finishedAt))),
      },
      tests,
      ...(interrupted === undefined ? {} : { extra: { interrupted } }),
    },
  };
  return jsonText(document);
}

function testOf(verdict: Verdict, report: Report) {
  const { check, outcome, findings } = verdict;
  const exchange = report.exchanges.get(findings[0]?.exchange ?? verdict.exchanges[0] ?? '');
  return {
    name: check.id,
    status: STATUS[outcome],
    rawStatus: outcome,
    duration: Math.round(exchange?.durationMs ?? 0),
    suite: [report.service, report.tier],
    message: visible(messageOf(verdict)),
    ...(findings.length === 0 ? {} : { trace: findings.slice(0, 50).map(findingLine).join('\n') }),
    tags: [...check.requirements],
    extra: { title: check.title, url: report.url },
  };
}
