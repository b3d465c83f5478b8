import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';
import type { Check, Exchange, Finding, Report, Requirement, RunReport } from '../../src/model.js';
import { KIND_PAGES } from '../../src/report/explain/kinds.js';
import { withHarmlessNames } from '../../src/report/names.js';
import { redactRun } from '../../src/report/redact.js';
import { REPORTERS } from '../../src/report/register.js';
import { HOSTILE_TEXT } from '../cli/hostile-text.js';
import { together } from './fixed-run.js';
import { notConformant } from './scenarios.js';

/** Any text, and what is made to do harm, in any place of a report that a service, a suite or a user fills. */

const snippet = fc.constantFrom(
  ...HOSTILE_TEXT.split(' '),
  ...[
    '`',
    '```',
    '~~~',
    '|',
    '](javascript:x)',
    '![',
    '@someone',
    '\n',
    '\r\n',
    '\t',
    '\\',
    '"',
    "'",
    '%0A::error::x',
    '\u2028',
    '\ufeff',
    '𝒳',
  ],
  ...['--', '-->', '<!--', ']]>', '<![CDATA[', '&#10;', '{', '}', '# SKIP', '...', '---', '1..2', 'Bail out!', '$(x)', '\u200d', '\udfff'],
);
const character = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: character }),
  fc.array(snippet, { maxLength: 12 }).map((parts) => parts.join('')),
);

/** A run with every kind of finding and with something in every place, and a text in all of them that are not ours. */
export async function runFull(text: string): Promise<RunReport> {
  const report = await notConformant();
  const planted = redactRun(together(withEverything(report)), (was) =>
    // Addresses were taken apart and put together before.
    /^https?:/.test(was) ? `http://127.0.0.1:8081/${encodeURIComponent(text.toWellFormed())}` : text,
  );
  return { ...planted, reports: planted.reports.map((one) => withNames(one, text)) };
}

function withEverything(report: Report): Report {
  const exchanges = [...report.exchanges].map(([key, exchange], index): [string, Exchange] => [
    key,
    { ...exchange, item: { a: 1 }, request: { ...exchange.request, body: 'x', json: 'x' }, ...(index === 0 ? { failure: LOST } : {}) },
  ]);
  const [[exchange = ''] = []] = exchanges;
  const [requirement = ''] = report.requirements.map((one) => one.requirement.id);
  const findings = Object.values(KIND_PAGES).map(({ example: fact }): Finding => ({ requirement, exchange, fact }));
  const known = { reason: 'x', owner: 'x' };
  return {
    ...report,
    target: 'x',
    bug: 'x',
    exchanges: new Map(exchanges),
    verdicts: report.verdicts.map((one, index) =>
      index === 0 ? { ...one, outcome: 'FAIL', findings: [...findings, ...one.findings] } : one,
    ),
    causes: report.causes.map((one, index) => (index === 0 ? { ...one, findings: [...findings, ...one.findings] } : one)),
    cleanup: {
      removed: 1,
      residue: [{ operation: 'x', id: 'x', state: 'x' }],
      left: [{ method: 'DELETE', url: 'http://127.0.0.1/x', headers: [['X', 'x']], credentials: 'given', why: 'x' }],
    },
    baseline: {
      file: 'x',
      strict: false,
      mended: [{ check: 'x.y', requirement, ...known }],
      expired: [{ check: 'x.y', requirement, ...known, expires: '2026-01-01' }],
    },
  };
}

const LOST = { code: 'closed', detail: 'x' } as const;

/** What suites and users call things. */
function withNames(report: Report, text: string): Report {
  const named = <T extends Requirement>(one: T): T => ({ ...one, sentence: text, source: text, mend: text });
  const titled = (one: Check): Check => ({ ...one, title: text });
  return {
    ...report,
    spec: { ...report.spec, origin: text },
    selection: { ...report.selection, own: [text], flags: [{ flag: 'goal', value: text }] },
    verdicts: report.verdicts.map((one) => ({ ...one, check: titled(one.check) })),
    requirements: report.requirements.map((one) => ({ ...one, requirement: named(one.requirement) })),
    causes: report.causes.map((one) => ({ ...one, requirement: named(one.requirement) })),
    exchanges: new Map(
      [...report.exchanges].map(([key, { answer, ...one }], index) => [
        key,
        { ...one, answer: { status: 200, headers: answer?.headers ?? [], body: bodyOf(text, index) } },
      ]),
    ),
  };
}

function bodyOf(text: string, index: number): Uint8Array {
  return Buffer.from(index % 2 === 0 ? text : JSON.stringify({ [text]: [text, { deep: text }] }));
}

/** What may stand in no output, but a line feed and a tab. */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/;
const COLORS = /\u001b\[\d+m/g;
const require = createRequire(import.meta.url);
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));

function validator(schema: Record<string, unknown>, others: readonly Record<string, unknown>[] = []): (value: unknown) => unknown {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  (addFormatsModule as unknown as (ajv: Ajv) => void)(ajv);
  const plain = ({ $schema: _, id: __, ...rest }: Record<string, unknown>): Record<string, unknown> => rest;
  for (const other of others) ajv.addSchema(plain(other));
  const fits = ajv.compile(plain(schema));
  return (value) => (fits(value) ? [] : fits.errors);
}

const harFolder = dirname(require.resolve('har-schema/lib/har.json'));
const harParts = readdirSync(harFolder).filter((file) => file.endsWith('.json') && file !== 'har.json');
const SCHEMAS: Readonly<Record<string, (value: unknown) => unknown>> = {
  sarif: validator(read(join(dirname(require.resolve('@microsoft/jest-sarif/package.json')), 'lib/schemas/sarif-2.1.0-rtm.5.json'))),
  ctrf: validator(read(join(dirname(require.resolve('ctrf')), 'ctrf-schema-0.0.json'))),
  har: validator(
    read(join(harFolder, 'har.json')),
    harParts.map((file) => read(join(harFolder, file))),
  ),
};

function expectJson(name: string, text: string): void {
  expect(SCHEMAS[name]?.(JSON.parse(text)) ?? []).toEqual([]);
}

const VOID = new Set(['meta', 'input', '!doctype']);
const TAG = /<(\/?)([!a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)>/g;

/** Every tag is one of ours, has no attribute that acts, and is closed. */
function expectHtml(page: string): void {
  const rest = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
  expect(rest.replace(TAG, '')).not.toMatch(/[<>]/);
  const open: string[] = [];
  for (const [, end, name = '', attributes = ''] of rest.matchAll(TAG)) {
    expect(attributes).not.toMatch(/\s(on\w+|href|src|style)=/);
    if (end === '/') expect(open.pop()).toBe(name);
    else if (!VOID.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
  expect(page.match(/<script/g)).toHaveLength(1);
}

/** What stands outside of fences is text, a few tags of ours and our own marks. */
function expectMarkdown(text: string): void {
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const [, mark] = /^(`{3,})(?:[a-z]*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (line === fence) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else {
      const own = line.replace(/<\/?(details|summary|b|code)>|^## |^- |\*\*/g, '');
      expect(own.replace(/&#\d+;/g, '')).not.toMatch(/[<>`*_[\]!|@~\\]|www\./);
    }
  }
  expect(fence).toBeUndefined();
}

const FORMATS: Readonly<Record<string, (text: string) => void>> = {
  terminal: (text) => expect(text).not.toMatch(/^\s*::[A-Za-z]|##\[/m),
  json: (text) => expectJson('json', text),
  junit: (text) => {
    expect(XMLValidator.validate(text)).toBe(true);
    expect(Object.keys(new XMLParser().parse(text) as object)).toContain('testsuites');
  },
  html: expectHtml,
  markdown: expectMarkdown,
  github: (text) => {
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::[^\r\n]*$/);
  },
  tap: (text) => {
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(TAP version 14|1\.\.\d+|# .*|(not )?ok \d+ - ([^#]|\\#)*( # SKIP .*)?|Bail out! .*| {2}(---|\.\.\.|[a-z]+: .*))$/,
      );
  },
  sarif: (text) => expectJson('sarif', text),
  ctrf: (text) => expectJson('ctrf', text),
  har: (text) => expectJson('har', text),
};

/** What stands around the first match, so that a failure says where it is. */
function near(text: string, pattern: RegExp): string {
  const at = pattern.exec(text)?.index;
  return at === undefined ? '' : JSON.stringify(text.slice(Math.max(0, at - 80), at + 20));
}

/** Draws a run in every format, and holds each to its grammar. */
export async function expectWellFormed(planted: RunReport): Promise<void> {
  const run = withHarmlessNames(planted);
  for (const [name, load] of Object.entries(REPORTERS)) {
    const draw = await load();
    const colored = draw(run, { color: name === 'terminal', width: 80, quiet: false, verbose: true });
    const text = name === 'terminal' ? colored.replace(COLORS, '') : colored;
    expect([name, near(text, ACTING)]).toEqual([name, '']);
    expect(text.isWellFormed(), name).toBe(true);
    (FORMATS[name] ?? expect.fail(`no grammar of ${name}`))(text);
  }
}
