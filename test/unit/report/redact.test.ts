import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toTagged } from '../../../src/json/tagged.js';
import type { Exchange, Fact, Finding, RunReport } from '../../../src/model.js';
import { redactRun } from '../../../src/report/redact.js';
import { REPORTERS } from '../../../src/report/register.js';
import { redactor } from '../../../src/secrets.js';
import { together } from '../../report/fixed-run.js';
import { notConformant } from '../../report/scenarios.js';

/** Everything that a header can carry, and at least as long as a credential. */
const secret = fc.string({
  unit: fc
    .integer({ min: 0x21, max: 0xff })
    .filter((code) => code < 0x7f || code > 0x9f)
    .map((code) => String.fromCharCode(code)),
  minLength: 6,
});

/** How a secret can turn up in what a service says. */
const forms: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (text) => text,
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 without padding': (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'percent-encoded': (text) => encodeURIComponent(text),
  'as a JSON string': (text) => JSON.stringify(text),
  'as the bytes of its UTF-8': (text) => Buffer.from(text).toString('latin1'),
};

describe('a secret', () => {
  it.each(Object.entries(forms))('does not survive %s', (_how, form) => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const shown = form(value);
        // What stands around it must not hold it by chance.
        fc.pre(!`${before}|${after}`.includes(shown));
        expect(redactor([value])(`${before}|${shown}|${after}`)).not.toContain(shown);
      }),
    );
  });

  it('is masked in its longest form first', () => {
    expect(redactor(['token', 'Bearer token'])('Authorization: Bearer token')).toBe('Authorization: ***');
  });

  it('is left alone when it is too short to be one', () => {
    expect(redactor(['abc', ''])('abc')).toBe('abc');
  });
});

/** A run in which a service gives back a value wherever it can. */
async function echoing(value: string): Promise<RunReport> {
  const report = await notConformant();
  const fact: Fact = { kind: 'differs', at: `/${value.replace(/[~/]/g, '-')}`, from: 'x', expected: [value], actual: { [value]: value } };
  const body = new TextEncoder().encode(JSON.stringify({ [value]: [value, `<${value}>`] }));
  const exchanges = [...report.exchanges].map(([key, exchange]): [string, Exchange] => [
    key,
    {
      ...exchange,
      request: {
        ...exchange.request,
        url: `${exchange.request.url}?q=${encodeURIComponent(value)}`,
        headers: [['Authorization', `Bearer ${value}`]],
        body: value,
      },
      answer: { status: 200, headers: [['X-Echo', value]], body },
    },
  ]);
  const [first] = report.verdicts.filter(({ findings }) => findings.length > 0);
  const finding: Finding = { requirement: 'ARP-CM-010', exchange: exchanges[0]?.[0] ?? '', fact };
  return together({
    ...report,
    url: `http://127.0.0.1:8081/${encodeURIComponent(value)}`,
    identity: { name: value, version: value },
    cleanup: {
      removed: 1,
      residue: [{ operation: 'x', id: value, state: null }],
      left: [
        {
          method: 'DELETE',
          url: `http://127.0.0.1/${encodeURIComponent(value)}`,
          headers: [['X-Key', value]],
          credentials: 'given',
          why: 'status 500',
        },
      ],
    },
    verdicts: report.verdicts.map((verdict) => (verdict === first ? { ...verdict, findings: [finding, ...verdict.findings] } : verdict)),
    exchanges: new Map(exchanges),
  });
}

describe('a run without its secrets', () => {
  const secrets = [
    'k3y-0123456789abcdef',
    'it\'s "my" key',
    '<a&b>c]]>',
    'tab\there-and-there',
    'username="admin", response="6629fae49393a0"',
    'schlüssel-ä€',
  ];
  const shown = (value: string): string[] => [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("'", `'\\''`),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ];

  it.each(Object.keys(REPORTERS).flatMap((reporter) => secrets.map((value) => [reporter, value] as const)))(
    'shows none in %s: %j',
    async (reporter, value) => {
      const draw = await REPORTERS[reporter]?.();
      const text =
        draw?.(redactRun(await echoing(value), redactor([value])), { color: false, width: 60, quiet: false, verbose: true }) ?? '';
      expect(text).toContain('***');
      for (const form of shown(value)) expect(text.replace(/\s+/g, ' ')).not.toContain(form.replace(/\s+/g, ' '));
    },
  );

  it('keeps the words of the report, even where a secret is one of them', async () => {
    const words = ['name', 'test', 'status', 'runtime', 'smoke', 'PASS', 'failure', 'expected'];
    const plain = { color: false, width: 100, quiet: false, verbose: false };
    for (const reporter of ['json', 'junit'] as const) {
      const draw = await REPORTERS[reporter]?.();
      const [masked, before] = [redactRun(together(await notConformant()), redactor(words)), together(await notConformant())].map(
        (run) => draw?.(run, plain) ?? '',
      );
      const keys = reporter === 'json' ? /"[a-z_]+":/g : /<\/?[a-z-]+| [a-z]+="/g;
      const counted = (text = ''): Record<string, number> => {
        const found: Record<string, number> = {};
        for (const [word] of text.matchAll(keys)) found[word] = (found[word] ?? 0) + 1;
        return found;
      };
      const [less, more] = [counted(masked), counted(before)];
      // Names of members in what the service said are its own.
      for (const word of Object.keys(more))
        if (!/service_|supported|status|name|time|checks|message/.test(word)) expect([word, less[word]]).toEqual([word, more[word]]);
    }
    const draw = await REPORTERS.json?.();
    const document = JSON.parse(draw?.(redactRun(together(await notConformant()), redactor(words)), plain) ?? '') as {
      results: { status: string }[];
    };
    expect(document.results.map(({ status }) => status)).toContain('PASS');
  });

  it('is the same run where there are none', async () => {
    const run = await echoing('nothing-secret');
    // The Authorization header of the user is known by its place.
    const own = (value: RunReport): string => JSON.stringify(toTagged(value)).replaceAll('Bearer nothing-secret', 'Bearer ***');
    expect(own(redactRun(run, redactor([])))).toBe(own(run));
  });

  it('shows none in what a matcher demands', async () => {
    const run = await echoing('k3y-0123456789abcdef');
    const fact: Fact = { kind: 'matcher', at: '/x', demands: { equals: 'k3y-0123456789abcdef' }, actual: 1 };
    const reports = run.reports.map((report) => ({
      ...report,
      verdicts: report.verdicts.map((verdict) => ({ ...verdict, findings: verdict.findings.map((finding) => ({ ...finding, fact })) })),
    }));
    expect(JSON.stringify(redactRun({ ...run, reports }, redactor(['k3y-0123456789abcdef'])).reports[0]?.verdicts)).not.toContain('k3y-');
  });
});
