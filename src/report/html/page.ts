import { createHash } from 'node:crypto';
import { OUTCOMES, type Report, type RunReport, type Verdict } from '../../model.js';
import { conclusion, coverage, tally } from '../conclusion.js';
import { tellReason } from '../sentences.js';
import { shorten } from '../text.js';
import { tellUnanswered } from '../unanswered.js';
import { duration } from '../words.js';
import { checkHtml } from './check.js';
import { escapeHtml } from './escape.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** One page with everything in it: it asks the network for nothing, and its policy lets nothing run but its own script. */
export function htmlReport({ reports }: RunReport): string {
  const policy = `default-src 'none'; style-src '${digest(STYLE)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(reports.map((report) => conclusion(report).text).join(' · '))}</title>
<style>${STYLE}</style>
</head>
<body>
${reports.map(headHtml).join('\n')}
${controls(reports.flatMap(({ verdicts }) => verdicts))}
<main>
${reports.map(checksHtml).join('\n')}
</main>
${reports.map(requirementsHtml).join('\n')}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function headHtml(report: Report): string {
  const { text, tone } = conclusion(report);
  const { identity, tool, spec, startedAt, finishedAt } = report;
  const who = identity === undefined ? '' : `${escapeHtml(shorten(`${identity.name} ${identity.version}`, 80))} at `;
  const unanswered = tellUnanswered(report);
  const notes = [
    ...(report.bug === undefined ? [] : [`arp-conformance itself failed: ${report.bug}`]),
    ...(unanswered === undefined ? [] : [`${unanswered.why} ${unanswered.advice}`]),
    ...report.cleanup.left.map(({ method, url, why }) => `left on the service: ${method} ${url} removes it (${why})`),
  ];
  return [
    `<header><h1 class="${tone}">${escapeHtml(text)}</h1>`,
    `<p>${who}${escapeHtml(report.url)}</p>`,
    `<p><b>${escapeHtml(tally(report).join(', '))}</b> · ${escapeHtml(coverage(report.requirements))} · ${duration(finishedAt - startedAt)}</p>`,
    ...notes.map((note) => `<p class="bad">${escapeHtml(note)}</p>`),
    `<p class="meta">${escapeHtml(`ARP ${spec.name} ${spec.revision} · ${tool.name} ${tool.version} · ${new Date(startedAt).toISOString()} · run ${report.runId}`)}</p></header>`,
  ].join('');
}

/** A box for every outcome that there is, and what the keys do. */
function controls(verdicts: readonly Verdict[]): string {
  const boxes = OUTCOMES.flatMap((word) => {
    const count = verdicts.filter(({ outcome }) => outcome === word).length;
    return count === 0 ? [] : [`<label><input type="checkbox" value="${word}" checked> ${word} ${count}</label>`];
  });
  return [
    '<form hidden><input type="search" placeholder="Search" aria-label="Search the checks" autocomplete="off">',
    `${boxes.join(' ')} <output></output>`,
    '<span class="keys"><kbd>/</kbd> search <kbd>Esc</kbd> clear <kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>Enter</kbd> open, close</span></form>',
  ].join('');
}

/** What is wrong comes first; otherwise checks stand in the order of the suites. */
function checksHtml(report: Report): string {
  const order = ['FAIL', 'ERROR', 'WARN', 'SKIP', 'PASS'];
  const sorted = [...report.verdicts].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return `<section><h2>Checks of the ${escapeHtml(report.service)}</h2>\n${sorted.map((verdict) => checkHtml(verdict, report)).join('\n')}\n</section>`;
}

function requirementsHtml(report: Report): string {
  const rows = report.requirements.map(({ requirement, outcome, reason }) => {
    const why = reason === undefined ? '' : ` <span class="about">${escapeHtml(tellReason(reason))}</span>`;
    const word = outcome === 'UNTESTED' ? 'SKIP' : outcome;
    return `<tr class="${word}"><td class="word">${outcome}</td><td><code>${requirement.id}</code></td><td>${requirement.level}</td><td>${escapeHtml(requirement.sentence)}${why}</td></tr>`;
  });
  return `<section><h2>Requirements of the ${escapeHtml(report.service)}</h2>\n<table><thead><tr><th>outcome</th><th>id</th><th>level</th><th>the standard asks</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></section>`;
}
