import kleur from 'kleur';
import type { Cause, Exchange, Finding, Report, RunReport, Verdict } from '../model.js';
import { pathIn } from './address.js';
import { againLine } from './again-line.js';
import { baselineLines } from './baseline-text.js';
import { bodyView } from './body-view.js';
import { causeTitle, gravestFirst, levelOf } from './cause-words.js';
import { cleanupLine } from './cleanup-line.js';
import { conclusion, extentTested, tally, withoutVerdict } from './conclusion.js';
import { curlLine, tellingHeaders } from './exchange-text.js';
import type { Drawing } from './register.js';
import { findingLine, tellFailure, tellReason } from './sentences.js';
import { tellNote } from './stream-sentences.js';
import { shorten, visibleLine, wrap } from './text.js';
import { tellUnanswered } from './unanswered.js';
import { duration } from './words.js';

const INDENT = '      ';
/** Column at which what stands behind a label begins. */
const MARGIN = 14;
/** Findings of one cause that are shown; the other reports have them all. */
const SHOWN_FINDINGS = 12;

/** Requirements without a verdict that are named for each reason, unless all are asked for; width of what stands before them. */
const SHOWN_REQUIREMENTS = 6;
const LABELS = 16;

/** The report for a reader at a terminal: quiet when all is well, and when not, enough to mend the service. */
export function terminalReport({ reports }: RunReport, drawing: Drawing): string {
  kleur.enabled = drawing.color;
  return `${reports.map((report) => serviceReport(report, drawing)).join('\n\n')}\n`;
}

function serviceReport(report: Report, drawing: Drawing): string {
  const blocks = drawing.quiet && report.exitCode === 0 ? [] : [head(report, drawing.width)];
  const unanswered = tellUnanswered(report);
  if (report.bug !== undefined) blocks.push(bugBlock(report.bug));
  else if (unanswered !== undefined) blocks.push(`${kleur.bold().magenta('ERROR')} ${unanswered.why}\n${INDENT}${unanswered.advice}`);
  const told = new Set<string>();
  for (const cause of gravestFirst(report.causes)) blocks.push(causeBlock(cause, report, told, drawing));
  // That a stream is live is as it should be.
  const notes = report.notes.filter(({ note }) => drawing.verbose || note.kind !== 'live');
  if (notes.length > 0 && !drawing.quiet) blocks.push(noteBlock(notes, report, drawing.width));
  if (drawing.verbose) blocks.push(checkList(report, drawing.width));
  if (report.cleanup.left.length > 0) blocks.push(leftBlock(report));
  const known = baselineLines(report);
  if (known.length > 0) blocks.push(known.join('\n'));
  blocks.push(summary(report, drawing));
  return blocks.join('\n\n');
}

function head(report: Report, width: number): string {
  const { tool, spec, service, tier, identity, url } = report;
  const left = `${tool.name} ${tool.version} · ARP ${spec.name} ${spec.revision} · ${service} · ${tier}`;
  const who = identity === undefined ? '' : `${visibleLine(shorten(`${identity.name} ${identity.version}`, 60))} at `;
  return twoColumns(kleur.bold(left), left.length, `${who}${url}`, width);
}

function bugBlock(bug: string): string {
  return [
    `${kleur.bold().magenta('ERROR')} arp-conformance itself failed: ${visibleLine(bug)}`,
    `${INDENT}This is a bug of ours, not of the service. Please report it with this output.`,
  ].join('\n');
}

/** One cause: what was sent, what came back, what is wrong, what the standard asks, how to mend it. */
function causeBlock(cause: Cause, report: Report, told: Set<string>, drawing: Drawing): string {
  const { requirement, findings, checks } = cause;
  const { outcome } = cause;
  const word = outcome === 'FAIL' ? kleur.bold().red(outcome) : kleur.bold().yellow(outcome);
  const title = causeTitle(cause, report);
  const lines = [twoColumns(`${word}  ${kleur.bold(title)}`, 6 + title.length, `${requirement.id} ${levelOf(cause)}`, drawing.width)];

  const exchange = report.exchanges.get(findings[0]?.exchange ?? '');
  const places = findings.flatMap(({ exchange: key, fact }) => (key === exchange?.key && 'at' in fact ? [fact.at] : []));
  if (exchange !== undefined) lines.push(...exchangeLines(exchange, places, drawing.width));
  const wrongs = findingTexts(findings, exchange, report);
  for (const wrong of wrongs.slice(0, SHOWN_FINDINGS)) lines.push(...labelled('wrong', wrong, drawing.width, kleur.red));
  if (wrongs.length > SHOWN_FINDINGS) lines.push(`${' '.repeat(MARGIN)}and ${wrongs.length - SHOWN_FINDINGS} more of the kind`);
  lines.push(...labelled('asks', `${requirement.sentence} (${requirement.source})`, drawing.width));
  lines.push(...labelled('mend', requirement.mend, drawing.width, kleur.green));
  if (exchange !== undefined) lines.push(label('repeat') + curlLine(exchange));
  const again = againLine(checks, report);
  if (again !== undefined) lines.push(label('again') + again);
  const blocked = report.verdicts.filter((verdict) => isBlockedBy(verdict, checks) && !told.has(verdict.check.id));
  if (blocked.length > 0) lines.push(...labelled('blocks', blocked.map(({ check }) => check.id).join(', '), drawing.width, kleur.dim));
  for (const { check } of blocked) told.add(check.id);
  return lines.join('\n');
}

/** Findings in words, each once; one that is not in the answer shown says where it is. */
function findingTexts(findings: readonly Finding[], shown: Exchange | undefined, report: Report): string[] {
  const here = new Set(findings.filter(({ exchange }) => exchange === shown?.key).map(findingLine));
  const texts = findings.map((finding) => {
    const [line, own] = [findingLine(finding), report.exchanges.get(finding.exchange)];
    if (own === undefined || own === shown) return line;
    const alike = own.request.method === shown?.request.method && own.request.url === shown.request.url;
    if (alike) return here.has(line) ? line : `${line} (in another answer to the same request)`;
    return `${line} (in ${own.request.method} ${visibleLine(pathIn(own.request.url))})`;
  });
  return [...new Set(texts)];
}

function exchangeLines(exchange: Exchange, places: readonly string[], width: number): string[] {
  const { request, answer, failure, durationMs } = exchange;
  const sent = [`${request.method} ${visibleLine(request.url)}`, ...tellingHeaders(request.headers)];
  const lines = labelled('sent', sent.join(' · '), width);
  const came = [
    ...(answer === undefined ? [] : [String(answer.status), ...tellingHeaders(answer.headers)]),
    ...(failure === undefined ? [] : [tellFailure(failure)]),
    duration(durationMs),
    ...(exchange.resent ? ['sent once more after the connection was lost'] : []),
    ...(exchange.token === 'renewed' ? ['sent once more with a new token'] : []),
  ];
  lines.push(...labelled('got', came.join(' · '), width));
  if (answer !== undefined && answer.body.length > 0) {
    const { text, carets } = bodyView(answer.body, places, width - MARGIN);
    lines.push(`${' '.repeat(MARGIN)}${text}`);
    if (carets !== '') lines.push(`${' '.repeat(MARGIN)}${kleur.red(carets)}`);
  }
  return lines;
}

/** What is still on the service, and how to remove it by hand. */
function leftBlock({ cleanup, service, url, spec, selection }: Report): string {
  const lines = cleanup.left.flatMap((item) => [
    `${INDENT}${item.method} ${visibleLine(item.url)}  ${kleur.dim(`(${visibleLine(item.why)})`)}`,
    `${' '.repeat(MARGIN)}${curlLine({ ...item, request: item })}`,
  ]);
  return [
    `${kleur.bold().yellow('LEFT')}  This run created what it could not remove from the ${service}. Each of these requests removes one:`,
    ...lines,
    ...(cleanup.ledger === undefined
      ? []
      : [`${INDENT}All of them: ${cleanupLine({ ledger: cleanup.ledger, url, spec: spec.origin, suites: selection.own ?? [] })}`]),
  ].join('\n');
}

/** What may be worth knowing: the same note of several answers once. */
function noteBlock(notes: Report['notes'], { exchanges }: Report, width: number): string {
  const texts = notes.map(({ exchange, note }) => {
    const request = exchanges.get(exchange)?.request;
    return `${request?.method ?? ''} ${visibleLine(pathIn(request?.url ?? ''))}: ${tellNote(note)}`;
  });
  return [...new Set(texts)].flatMap((text) => labelled('NOTE', text, width, kleur.dim)).join('\n');
}

function checkList(report: Report, width: number): string {
  const paint = { PASS: kleur.green, FAIL: kleur.red, WARN: kleur.yellow, SKIP: kleur.dim, ERROR: kleur.magenta };
  return report.verdicts
    .map(({ check, outcome, reason }) => {
      const why = reason === undefined ? '' : ` (${tellReason(reason)})`;
      const left = `${outcome.padEnd(5)} ${check.title}${why}`;
      return twoColumns(paint[outcome](outcome.padEnd(5)) + left.slice(5), left.length, check.id, width);
    })
    .join('\n');
}

/** Which requirements have no verdict, and why: those that could not be tested, then those that are not asked of this service. */
function extentLines({ requirements }: Report, { width, verbose }: Drawing): string[] {
  return (['UNTESTED', 'SKIP'] as const).flatMap((what) =>
    withoutVerdict(requirements, what).flatMap(({ why, ids }) => {
      const shown = verbose ? ids : ids.slice(0, SHOWN_REQUIREMENTS);
      const more = ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '';
      const [first = '', ...rest] = wrap(`${shown.join(', ')}${more}: ${why}`, Math.max(40, width - LABELS));
      return [kleur.dim(WITHOUT_VERDICT[what].padEnd(LABELS)) + first, ...rest.map((line) => ' '.repeat(LABELS) + line)];
    }),
  );
}

const WITHOUT_VERDICT = { UNTESTED: 'untested', SKIP: 'not applicable' } as const;

function summary(report: Report, drawing: Drawing): string {
  const { width, verbose, quiet } = drawing;
  const { requirements, startedAt, finishedAt } = report;
  const line = `${tally(report).join('  ')}      ${extentTested(requirements)}      ${duration(finishedAt - startedAt)}`;
  const { text, tone } = conclusion(report);
  const lines = wrapped(line, '', width);
  if (!quiet) lines.push(...extentLines(report, drawing));
  if (verbose) lines.push(timingLine(report));
  lines.push(...residueLines(report));
  if (report.spec.origin !== 'built-in') lines.push(`checked against the copy of the standard in ${report.spec.origin}`);
  return [...lines, kleur.bold(PAINT[tone](text))].join('\n');
}

/** Where the time went: what a service that answers faster, or more requests at a time, could save. */
function timingLine({ timing: { requests, wall, path, sum } }: Report): string {
  const told = `${requests} ${requests === 1 ? 'request' : 'requests'} in ${duration(wall)}`;
  return `${told}: one after the other ${duration(sum)}, the longest chain of those that need each other ${duration(path)}`;
}

/** What stays because the standard has no way to remove it. */
function residueLines({ cleanup }: Report): string[] {
  const counts = new Map<string, number>();
  for (const { operation } of cleanup.residue) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts].map(
    ([operation, count]) => `${count} made by ${operation} stay on the service: the standard has no way to remove them`,
  );
}

const PAINT = { good: kleur.green, bad: kleur.red, unclear: kleur.magenta } as const;

function isBlockedBy({ reason }: Verdict, checks: readonly string[]): boolean {
  return reason?.kind === 'blocked' && reason.by.some((id) => checks.includes(id));
}

function label(word: string): string {
  return `${INDENT}${kleur.dim(word.padEnd(8))}`;
}

function labelled(word: string, text: string, width: number, paint: (text: string) => string = (plain) => plain): string[] {
  return wrap(text, Math.max(40, width - MARGIN)).map((line, index) => `${index === 0 ? label(word) : ' '.repeat(MARGIN)}${paint(line)}`);
}

function wrapped(text: string, indent: string, width: number): string[] {
  return text.length <= width ? [text] : text.split('      ').flatMap((part) => wrap(part.trim(), width).map((line) => indent + line));
}

/** Puts `right` at the right edge, or on a line of its own where there is no room. `length` is that of `left` without colour codes. */
function twoColumns(left: string, length: number, right: string, width: number): string {
  const gap = width - length - right.length;
  return gap >= 2 ? `${left}${' '.repeat(gap)}${kleur.dim(right)}` : `${left}\n${INDENT}${kleur.dim(right)}`;
}
