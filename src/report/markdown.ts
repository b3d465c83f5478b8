import type { Cause, Exchange, Report, RunReport } from '../model.js';
import { againLine } from './again-line.js';
import { baselineLines } from './baseline-text.js';
import { causeTitle, gravestFirst, levelOf } from './cause-words.js';
import { conclusion, coverage, tally } from './conclusion.js';
import { curlLine } from './exchange-text.js';
import { findingLine, tellFailure, tellReason } from './sentences.js';
import { bodyText, shorten, visible, visibleLine } from './text.js';
import { tellUnanswered } from './unanswered.js';
import { duration } from './words.js';

/** A comment on a pull request holds 65,536 characters. */
const LONGEST = 60_000;
const SHOWN_FINDINGS = 10;

/** For a job summary or a comment on a pull request: how it ended first, then each cause, its details folded. */
export function markdownReport({ reports }: RunReport): string {
  const heads = reports.map(head);
  let left = LONGEST - heads.join('').length;
  const documents = reports.map((report, index) => {
    const blocks: string[] = [];
    const causes = gravestFirst(report.causes);
    for (const block of causes.map((cause) => causeBlock(cause, report))) {
      if (block.length > left) break;
      left -= block.length;
      blocks.push(block);
    }
    const missing = causes.length - blocks.length;
    const rest = missing === 0 ? [] : [`${missing} more: see the other reports.`];
    return [heads[index], ...blocks, ...rest, ...untested(report), ...baselineLines(report).map(plain), ...leftovers(report)].join('\n\n');
  });
  return `${documents.join('\n\n')}\n`;
}

function head(report: Report): string {
  const { identity, tool, spec } = report;
  const { text } = conclusion(report);
  const unanswered = tellUnanswered(report);
  const who = identity === undefined ? '' : `${plain(shorten(`${identity.name} ${identity.version}`, 80))} at `;
  return [
    `## ${plain(text)}`,
    `${who}${plain(report.url)} · ARP ${spec.name} ${spec.revision} · ${tool.name} ${tool.version}`,
    `**${tally(report).join(', ')}** · ${plain(coverage(report.requirements))} · ${duration(report.finishedAt - report.startedAt)}`,
    ...(report.bug === undefined ? [] : [`arp-conformance itself failed: ${plain(shorten(report.bug, 500))}`]),
    ...(unanswered === undefined ? [] : [`${plain(unanswered.why)} ${plain(unanswered.advice)}`]),
  ].join('\n\n');
}

function causeBlock(cause: Cause, report: Report): string {
  const { requirement, findings, checks } = cause;
  const exchange = report.exchanges.get(findings[0]?.exchange ?? '');
  const again = againLine(checks, report);
  const wrongs = [...new Set(findings.map(findingLine))];
  const more = wrongs.length > SHOWN_FINDINGS ? [`- and ${wrongs.length - SHOWN_FINDINGS} more of the kind`] : [];
  const count = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  return [
    `<details><summary><b>${cause.outcome}</b> ${plain(causeTitle(cause, report))} <code>${requirement.id}</code> ${levelOf(cause)}, ${count}</summary>`,
    [...wrongs.slice(0, SHOWN_FINDINGS).map((wrong) => `- wrong: ${plain(wrong)}`), ...more].join('\n'),
    `**asks** ${plain(`${requirement.sentence} (${requirement.source})`)}`,
    `**mend** ${plain(requirement.mend)}`,
    ...(exchange === undefined ? [] : exchangeBlocks(exchange)),
    ...(again === undefined ? [] : [fenced(again, 'sh')]),
    `checks: ${checks.slice(0, 20).map(plain).join(', ')}${checks.length > 20 ? `, and ${checks.length - 20} more` : ''}`,
    '</details>',
  ].join('\n\n');
}

function exchangeBlocks(exchange: Exchange): string[] {
  const { request, answer, failure } = exchange;
  const sent = [`${request.method} ${request.url}`, ...(request.body === undefined ? [] : ['', shorten(request.body, 1000)])];
  const came =
    answer === undefined
      ? [failure === undefined ? 'no answer' : tellFailure(failure)]
      : [String(answer.status), ...contentType(exchange), '', shorten(bodyText(answer.body), 1000)];
  return [fenced([...sent, '', `→ ${came.join('\n')}`].join('\n'), 'http'), fenced(curlLine(exchange), 'sh')];
}

function contentType({ answer }: Exchange): string[] {
  const found = answer?.headers.find(([name]) => name.toLowerCase() === 'content-type');
  return found === undefined ? [] : [`${found[0]}: ${found[1]}`];
}

function untested({ requirements }: Report): string[] {
  const rows = requirements.filter(({ outcome }) => outcome === 'UNTESTED');
  if (rows.length === 0) return [];
  const lines = rows.map(
    ({ requirement, reason }) => `- ${requirement.id}: ${plain(reason === undefined ? 'no verdict' : tellReason(reason))}`,
  );
  return ['<details><summary>Requirements that were not tested</summary>', lines.join('\n'), '</details>'];
}

function leftovers({ cleanup }: Report): string[] {
  if (cleanup.left.length === 0) return [];
  const lines = cleanup.left.slice(0, 50).map(({ method, url, why }) => `- ${plain(`${method} ${url}`)} (${plain(why)})`);
  return ['**Left on the service.** Each of these requests removes one:', lines.join('\n')];
}

/** A block whose fence no line of the text can close. */
function fenced(text: string, language: string): string {
  const shown = visible(text);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** Text on one line in which nothing is markup, a link or a mention: whatever could be stands as a character reference. */
function plain(text: string): string {
  return visibleLine(text)
    .replace(/[&<>`*_{}[\]#!|@~\\:$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(?<=www)\./gi, '&#46;');
}
