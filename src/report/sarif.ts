import type { Exchange, Finding, Level, Report, Requirement, RunReport, Verdict } from '../model.js';
import { jsonText } from './json-text.js';
import { findingLine } from './sentences.js';
import { bodyText, visible } from './text.js';

/** The run as SARIF 2.1.0: a run for each service, a rule for each requirement that was broken, a result for each finding. */
export function sarifReport({ reports }: RunReport): string {
  const document = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: reports.map(runOf),
  };
  return jsonText(document);
}

function runOf(report: Report) {
  const { tool, spec, verdicts, requirements } = report;
  const findings = verdicts.flatMap((verdict) => verdict.findings.map((finding) => ({ finding, verdict })));
  const broken = requirements
    .map(({ requirement }) => requirement)
    .filter(({ id }) => findings.some(({ finding }) => finding.requirement === id));
  return {
    tool: { driver: { name: tool.name, version: tool.version, rules: broken.map(ruleOf) } },
    automationDetails: { id: `${report.service}/${report.tier}/${report.runId}` },
    invocations: [
      {
        executionSuccessful: report.bug === undefined && report.interrupted === undefined,
        startTimeUtc: instant(report.startedAt),
        endTimeUtc: instant(report.finishedAt),
        exitCode: report.exitCode,
        ...(report.interrupted === undefined ? {} : { exitSignalName: report.interrupted }),
      },
    ],
    properties: { spec: `${spec.name}@${spec.revision}`, service: report.service, tier: report.tier, url: report.url },
    results: findings.map(({ finding, verdict }) => resultOf(finding, verdict, broken, report)),
  };
}

function ruleOf({ id, sentence, source, mend, level }: Requirement) {
  return {
    id,
    shortDescription: { text: sentence },
    fullDescription: { text: `${sentence} (${source})` },
    help: { text: mend },
    defaultConfiguration: { level: severity(level) },
    properties: { level },
  };
}

function resultOf(finding: Finding, { check }: Verdict, rules: readonly Requirement[], report: Report) {
  const ruleIndex = rules.findIndex(({ id }) => id === finding.requirement);
  const exchange = report.exchanges.get(finding.exchange);
  return {
    ruleId: finding.requirement,
    ruleIndex,
    level: severity(finding.level ?? rules[ruleIndex]?.level ?? 'must'),
    message: { text: visible(`${check.title}: ${findingLine(finding)}`) },
    locations: [
      {
        ...(exchange === undefined ? {} : { physicalLocation: { artifactLocation: { uri: exchange.request.url } } }),
        logicalLocations: [{ name: check.id, fullyQualifiedName: check.id, kind: 'member' }],
      },
    ],
    ...(exchange === undefined ? {} : wireOf(exchange)),
    partialFingerprints: { check: `${check.id} ${finding.requirement} ${finding.fact.kind}` },
  };
}

function wireOf({ request, answer }: Exchange) {
  const headers = (list: Exchange['request']['headers']) =>
    Object.fromEntries(list.slice(0, 100).map(([name, value]) => [visible(name), visible(value)]));
  return {
    webRequest: {
      protocol: 'http',
      version: '1.1',
      target: request.url,
      method: request.method,
      headers: headers(request.headers),
      ...(request.body === undefined ? {} : { body: { text: visible(request.body) } }),
    },
    ...(answer === undefined
      ? { webResponse: { noResponseReceived: true } }
      : {
          webResponse: {
            statusCode: answer.status,
            headers: headers(answer.headers),
            ...(answer.body.length === 0 ? {} : { body: { text: visible(bodyText(answer.body)) } }),
          },
        }),
  };
}

function severity(level: Level): 'error' | 'warning' | 'note' {
  if (level === 'must' || level === 'implied') return 'error';
  return level === 'should' ? 'warning' : 'note';
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
