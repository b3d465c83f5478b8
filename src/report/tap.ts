import type { Report, RunReport, Verdict } from '../model.js';
import { conclusion } from './conclusion.js';
import { curlLine } from './exchange-text.js';
import { findingLine, messageOf, tellReason } from './sentences.js';
import { visibleLine } from './text.js';

/** The Test Anything Protocol, version 14: a point for each check, with what was found as YAML under it. A warning is a point that holds. */
export function tapReport({ reports }: RunReport): string {
  const points = reports.flatMap((report) => report.verdicts.map((verdict) => ({ report, verdict })));
  const lines = points.flatMap(({ report, verdict }, index) => pointLines(index + 1, verdict, report));
  const heads = reports.map((report) => `# ${visibleLine(`${conclusion(report).text} at ${report.url}`)}`);
  const bug = reports.find((report) => report.bug !== undefined)?.bug;
  const end = bug === undefined ? [] : [`Bail out! arp-conformance itself failed: ${visibleLine(bug)}`];
  return `${['TAP version 14', `1..${points.length}`, ...heads, ...lines, ...end].join('\n')}\n`;
}

function pointLines(number: number, verdict: Verdict, report: Report): string[] {
  const { check, outcome, findings, reason } = verdict;
  const holds = outcome !== 'FAIL' && outcome !== 'ERROR';
  const skip = outcome === 'SKIP' ? ` # SKIP ${described(reason === undefined ? 'not judged' : tellReason(reason))}` : '';
  const point = `${holds ? 'ok' : 'not ok'} ${number} - ${described(`${check.id} ${check.title}`)}${skip}`;
  if (outcome === 'PASS' || outcome === 'SKIP') return [point];
  const exchange = report.exchanges.get(findings[0]?.exchange ?? verdict.exchanges[0] ?? '');
  const details: [string, string | readonly string[]][] = [
    ['message', messageOf(verdict)],
    ['severity', { FAIL: 'fail', WARN: 'warning', ERROR: 'error' }[outcome]],
    ['requirements', [...new Set(findings.map(({ requirement }) => requirement))]],
    ['findings', findings.slice(0, 50).map(findingLine)],
    ...(exchange === undefined ? [] : ([['repeat', curlLine(exchange)]] satisfies [string, string][])),
  ];
  return [point, '  ---', ...details.map(([name, value]) => `  ${name}: ${visibleLine(JSON.stringify(value))}`), '  ...'];
}

/** In a description a number sign would begin a directive. */
function described(text: string): string {
  return visibleLine(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
