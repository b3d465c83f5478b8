import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/model.js';
import { type Drawing, REPORTERS } from '../../src/report/register.js';
import { together } from './fixed-run.js';
import { picture } from './picture.js';
import { conformant, nearlyConformant, notConformant, noVerdict, partlyTested, withWarnings } from './scenarios.js';

const FOLDER = fileURLToPath(new URL('../../reports/samples/', import.meta.url));
/** Taken in a browser, by scripts/pictures.mjs. */
const PICTURES = ['html-dark.png', 'html-light.png', 'html-narrow.png'];
const PLAIN: Drawing = { color: false, width: 100, quiet: false, verbose: false };

interface Sample {
  readonly file: string;
  readonly reporter: string;
  readonly run: () => Promise<RunReport>;
  readonly drawing?: Partial<Drawing>;
  /** What is made of the reporter's text. */
  readonly as?: (text: string) => string;
}

const one = async (report: ReturnType<typeof conformant>): Promise<RunReport> => together(await report);
const three = async (): Promise<RunReport> =>
  together(...(await Promise.all([notConformant(), noVerdict('tool-registry', 8082), withWarnings()])));
const drawn = (text: string): string => picture(text, PLAIN.width, 'arp-conformance check runtime --url http://127.0.0.1:8081');

const samples: readonly Sample[] = [
  { file: 'terminal-conformant.txt', reporter: 'terminal', run: () => one(conformant()) },
  { file: 'terminal-conformant-verbose.txt', reporter: 'terminal', run: () => one(conformant()), drawing: { verbose: true } },
  { file: 'terminal-conformant-quiet.txt', reporter: 'terminal', run: () => one(conformant()), drawing: { quiet: true } },
  { file: 'terminal-warnings.txt', reporter: 'terminal', run: () => one(withWarnings()) },
  { file: 'terminal-not-conformant.txt', reporter: 'terminal', run: () => one(notConformant()) },
  { file: 'terminal-not-conformant-narrow.txt', reporter: 'terminal', run: () => one(notConformant()), drawing: { width: 60 } },
  { file: 'terminal-not-conformant.ansi', reporter: 'terminal', run: () => one(notConformant()), drawing: { color: true } },
  { file: 'terminal.svg', reporter: 'terminal', run: () => one(nearlyConformant()), drawing: { color: true }, as: drawn },
  { file: 'terminal-no-verdict.txt', reporter: 'terminal', run: () => one(noVerdict()) },
  { file: 'terminal-partly-tested.txt', reporter: 'terminal', run: () => one(partlyTested()) },
  { file: 'terminal-all.txt', reporter: 'terminal', run: three },
  { file: 'report.json', reporter: 'json', run: () => one(notConformant()) },
  { file: 'report-all.json', reporter: 'json', run: three },
  { file: 'junit.xml', reporter: 'junit', run: three },
  { file: 'report.html', reporter: 'html', run: () => one(notConformant()) },
  { file: 'report.md', reporter: 'markdown', run: three },
  { file: 'github.txt', reporter: 'github', run: three },
  { file: 'report.tap', reporter: 'tap', run: three },
  { file: 'report.sarif', reporter: 'sarif', run: three },
  { file: 'ctrf.json', reporter: 'ctrf', run: three },
  { file: 'exchanges.har', reporter: 'har', run: () => one(notConformant()) },
];

describe('the samples of the reporters', () => {
  it.each(samples)('$file is what the $reporter reporter draws', async ({ file, reporter, run, drawing, as = (text) => text }) => {
    const draw = await REPORTERS[reporter]?.();
    await expect(as(draw?.(await run(), { ...PLAIN, ...drawing }) ?? '')).toMatchFileSnapshot(`${FOLDER}${file}`);
  });

  it('are there for every reporter of the register', () => {
    expect(new Set(samples.map(({ reporter }) => reporter))).toEqual(new Set(Object.keys(REPORTERS)));
  });

  it('are all made by this test, but for the pictures', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...samples.map(({ file }) => file), ...PICTURES].sort());
  });
});
