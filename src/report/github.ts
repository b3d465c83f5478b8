import type { Cause, Report, RunReport } from '../model.js';
import { causeTitle, gravestFirst, isKnown, levelOf } from './cause-words.js';
import { conclusion } from './conclusion.js';
import { findingLine } from './sentences.js';
import { shorten, visible } from './text.js';

/** GitHub shows no more annotations of a kind for each step. */
const SHOWN = 10;
/** Longest message of an annotation, in characters. */
const LONGEST = 3000;

/** Workflow commands of GitHub Actions: one annotation for each cause, fails as errors and the rest as warnings, and how it ended. */
export function githubReport({ reports }: RunReport): string {
  return reports.map((report) => `${annotations(report).join('\n')}\n`).join('');
}

function annotations(report: Report): string[] {
  const lines = (['FAIL', 'WARN'] as const).flatMap((outcome) => {
    const causes = gravestFirst(report.causes).filter((cause) => cause.outcome === outcome);
    const command = outcome === 'FAIL' ? 'error' : 'warning';
    const shown = causes.length > SHOWN ? causes.slice(0, SHOWN - 1) : causes;
    const rest = causes.length - shown.length;
    return [
      ...shown.map((cause) => commandLine(isKnown(cause) ? 'notice' : command, causeTitle(cause, report), messageOf(cause, report))),
      ...(rest === 0 ? [] : [commandLine(command, `${rest} more of the kind`, 'The job summary and the other reports have them all.')]),
    ];
  });
  const { text, tone } = conclusion(report);
  return [...lines, commandLine(tone === 'unclear' ? 'error' : 'notice', 'arp-conformance', `${text} at ${report.url}`)];
}

function messageOf(cause: Cause, report: Report): string {
  const { requirement, findings } = cause;
  const exchange = report.exchanges.get(findings[0]?.exchange ?? '');
  const sent = exchange === undefined ? [] : [`sent: ${exchange.request.method} ${exchange.request.url}`];
  return [
    `${requirement.id} (${levelOf(cause)}), ${report.service}`,
    ...sent,
    ...[...new Set(findings.map(findingLine))].slice(0, 5).map((line) => `wrong: ${line}`),
    `asks: ${requirement.sentence} (${requirement.source})`,
    `mend: ${requirement.mend}`,
  ].join('\n');
}

/** What acts in a workflow command is percent-encoded, so that no text of a service can be one. */
function commandLine(command: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string): string => visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${command} title=${property(shorten(title, 200))}::${data(shorten(message, LONGEST))}`;
}
