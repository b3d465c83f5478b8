import type { Exchange, Finding, HeaderList, Report, Verdict } from '../../model.js';
import { againLine } from '../again-line.js';
import { curlLine } from '../exchange-text.js';
import { findingLine, messageOf, tellFailure } from '../sentences.js';
import { shorten } from '../text.js';
import { duration } from '../words.js';
import { bodyHtml, type Marks, NO_MARKS } from './body.js';
import { escapeHtml } from './escape.js';

/** Findings of one check that are shown, and exchanges in which there are some; the JSON report has all findings. */
const SHOWN_FINDINGS = 100;
const SHOWN_EXCHANGES = 3;

/** One check: a line, and behind it what was found, what the standard asks, how to mend it, what was sent and what came back. */
export function checkHtml(verdict: Verdict, report: Report): string {
  const { check, outcome, findings } = verdict;
  const requirement = report.requirements.find(
    (one) => one.requirement.id === (findings[0]?.requirement ?? check.requirements[0]),
  )?.requirement;
  const open = outcome === 'FAIL' || outcome === 'ERROR' ? ' open' : '';
  const level = requirement === undefined ? '' : ` ${findings[0]?.level ?? requirement.level}`;
  return [
    `<details class="check ${outcome}"${open}>`,
    `<summary><span class="word">${outcome}</span> <span class="title">${escapeHtml(check.title)}</span> `,
    `<code>${escapeHtml(check.id)}</code> <span class="about">${escapeHtml(check.requirements.join(', '))}${level}</span></summary>`,
    `<div class="body">${reasonHtml(verdict)}${findingsHtml(findings, report)}${exchangesHtml(verdict, report)}${againHtml(verdict, report)}</div>`,
    '</details>',
  ].join('');
}

function reasonHtml(verdict: Verdict): string {
  return verdict.findings.length > 0 ? '' : `<p>${escapeHtml(messageOf(verdict))}</p>`;
}

function findingsHtml(findings: readonly Finding[], report: Report): string {
  if (findings.length === 0) return '';
  const lines = [...new Set(findings.map(findingLine))];
  const more = lines.length > SHOWN_FINDINGS ? `<li>and ${lines.length - SHOWN_FINDINGS} more</li>` : '';
  const broken = report.requirements.filter(({ requirement }) => findings.some((finding) => finding.requirement === requirement.id));
  const asks = broken.map(
    ({ requirement: { id, level, sentence, source, mend } }) =>
      `<dt>asks</dt><dd>${escapeHtml(sentence)} <span class="about">${escapeHtml(`${id}, ${level}; ${source}`)}</span></dd><dt>mend</dt><dd>${escapeHtml(mend)}</dd>`,
  );
  const wrongs = lines.slice(0, SHOWN_FINDINGS).map((line) => `<li>${escapeHtml(line)}</li>`);
  return `<ul class="wrong">${wrongs.join('')}${more}</ul><dl>${asks.join('')}</dl>`;
}

function exchangesHtml({ exchanges, findings }: Verdict, report: Report): string {
  const wrong = [...new Set(findings.map(({ exchange }) => exchange))];
  return (wrong.length > 0 ? wrong.slice(0, SHOWN_EXCHANGES) : exchanges.slice(0, 1))
    .flatMap((key) => report.exchanges.get(key) ?? [])
    .map((exchange) => exchangeHtml(exchange, marksOf(exchange.key, findings)))
    .join('');
}

/** The line that runs the check again, where something is wrong with it. */
function againHtml({ check, findings }: Verdict, report: Report): string {
  const again = findings.length === 0 ? undefined : againLine([check.id], report);
  return again === undefined
    ? ''
    : `<div class="exchange"><section class="repeat"><h4>again</h4><pre>${escapeHtml(again)}</pre></section></div>`;
}

function marksOf(key: string, findings: readonly Finding[]): Marks {
  const places = new Map<string, string>();
  const lines = new Map<number, string>();
  for (const finding of findings) {
    if (finding.exchange !== key) continue;
    if (finding.line !== undefined) lines.set(finding.line, findingLine(finding));
    else if ('at' in finding.fact) places.set(finding.fact.at, findingLine(finding));
  }
  return { places, lines };
}

function exchangeHtml(exchange: Exchange, marks: Marks): string {
  const { request, answer, failure, durationMs } = exchange;
  const came = answer === undefined ? '' : `${headersHtml(answer.headers)}${answer.body.length === 0 ? '' : bodyHtml(answer.body, marks)}`;
  const lost = failure === undefined ? '' : `<p>${escapeHtml(tellFailure(failure))}</p>`;
  const body = request.body === undefined ? '' : bodyHtml(Buffer.from(request.body), NO_MARKS);
  return [
    '<div class="exchange">',
    `<section><h4>sent</h4><p><b>${escapeHtml(request.method)}</b> ${escapeHtml(request.url)}</p>${headersHtml(request.headers)}${body}</section>`,
    `<section><h4>got</h4><p><b>${answer?.status ?? 'nothing'}</b> ${escapeHtml(duration(durationMs))}${exchange.resent ? ', sent twice' : ''}</p>${lost}${came}</section>`,
    `<section class="repeat"><h4>repeat</h4><pre>${escapeHtml(curlLine(exchange))}</pre></section>`,
    '</div>',
  ].join('');
}

function headersHtml(headers: HeaderList): string {
  const rows = headers.slice(0, 100).map(([name, value]) => `${escapeHtml(shorten(name, 200))}: ${escapeHtml(shorten(value, 1000))}`);
  return rows.length === 0
    ? ''
    : `<details class="headers"><summary>${headers.length} headers</summary><pre>${rows.join('\n')}</pre></details>`;
}
