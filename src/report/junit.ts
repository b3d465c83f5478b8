import builderModule, { type Builder } from 'junit-report-builder';
import type { Report, RunReport, Verdict } from '../model.js';
import { againLine } from './again-line.js';
import { curlLine } from './exchange-text.js';
import { adviceFor, findingLine, messageOf, tellReason } from './sentences.js';
import { bodyText, visible } from './text.js';

// The package declares a default export and is `module.exports` at run time.
const builder = builderModule as unknown as Builder;

/**
 * The report in the JUnit dialect that GitLab, Jenkins and GitHub's readers share: a suite for each service and tier, a case for each check,
 * `failure` for what is wrong, `error` for what could not be judged, `skipped` for what was not; a warning is a passed case that says so.
 */
export function junitReport({ reports }: RunReport): string {
  const document = builder.newBuilder();
  for (const report of reports) {
    const suite = document
      .testSuite()
      .name(['arp-conformance', report.target ?? [], report.service, report.tier].flat().map(clean).join(':'))
      // As text: the builder prints a Date in local time without saying so.
      .timestamp(new Date(report.startedAt).toISOString().replace(/\.\d+Z$/, ''))
      .time(seconds(report.finishedAt - report.startedAt));
    for (const [name, value] of properties(report)) suite.property(name, clean(value));
    for (const verdict of report.verdicts) addCase(suite, verdict, report);
  }
  // Readers that hold the file to a schema do not know this count on the root.
  return `${document.build().replace(/(<testsuites\b[^>]*?) skipped="\d+"/, '$1')}\n`;
}

function properties(report: Report): [string, string][] {
  return [
    ['url', report.url],
    ['spec', `${report.spec.name}@${report.spec.revision}`],
    ['tool', `${report.tool.name} ${report.tool.version}`],
    ['run_id', report.runId],
    ['exit_code', String(report.exitCode)],
    ...(report.interrupted === undefined ? [] : ([['interrupted', report.interrupted]] satisfies [string, string][])),
  ];
}

function addCase(suite: ReturnType<Builder['testSuite']>, verdict: Verdict, report: Report): void {
  const { check, outcome, reason } = verdict;
  const exchange = report.exchanges.get(verdict.exchanges[0] ?? '');
  const test = suite
    .testCase()
    .className(`arp.${report.service}.${report.tier}`)
    .name(check.id)
    .time(seconds(exchange?.durationMs ?? 0));
  const head = [`${check.title} [${check.requirements.join(', ')}]`];
  switch (outcome) {
    case 'FAIL':
      test.failure(clean(messageOf(verdict)), check.requirements[0]);
      test.stacktrace(clean(details(verdict, report).join('\n')));
      break;
    case 'ERROR':
      test.error(
        clean(report.bug ?? messageOf(verdict)),
        'no_verdict',
        clean(reason?.kind === 'no_answer' ? adviceFor(reason.failure) : ''),
      );
      break;
    case 'SKIP':
      test.skipped();
      head.push(`SKIP: ${reason === undefined ? 'not judged' : tellReason(reason)}`);
      break;
    case 'WARN':
      head.push('WARN', ...details(verdict, report));
      break;
    case 'PASS':
      break;
  }
  test.standardOutput(clean(head.join('\n')));
}

function details({ check, findings }: Verdict, report: Report): string[] {
  const exchange = report.exchanges.get(findings[0]?.exchange ?? '');
  const again = againLine([check.id], report);
  const requirements = report.requirements.filter(({ requirement }) => findings.some((finding) => finding.requirement === requirement.id));
  return [
    ...findings.slice(0, 200).map((finding) => `${finding.requirement}: ${findingLine(finding)}`),
    ...(exchange === undefined ? [] : [`sent: ${exchange.request.method} ${exchange.request.url}`]),
    ...(exchange?.answer === undefined ? [] : [`got: ${exchange.answer.status} ${bodyText(exchange.answer.body)}`]),
    ...requirements.flatMap(({ requirement }) => [`asks: ${requirement.sentence} (${requirement.source})`, `mend: ${requirement.mend}`]),
    ...(exchange === undefined ? [] : [`repeat: ${curlLine(exchange)}`]),
    ...(again === undefined ? [] : [`again: ${again}`]),
  ];
}

/**
 * The builder drops what XML cannot hold without a word, breaks on lone surrogates, and splits a CDATA section only at the first of its ends:
 * nothing of the kind may reach it.
 */
function clean(text: string): string {
  return visible(text.toWellFormed()).replaceAll('\r', '\\r').replaceAll(']]>', ']]\\u003e');
}

/** Whole milliseconds, so that no reader meets an exponent. */
function seconds(ms: number): number {
  return Math.round(Math.max(0, ms)) / 1000;
}
