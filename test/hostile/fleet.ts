import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandSettings, type Outcome, runCli, temporaryFolder } from '../cli/command.js';
import { findingsOf, type JsonReport, requirementsThat } from '../cli/report.js';
import { type Handler, startService } from '../cli/service.js';

/** A service that misbehaves, and what must come of it. */
export interface Row {
  readonly health?: Handler;
  readonly version?: Handler;
  /** Starts a service that is none of HTTP's making; gives its address. */
  readonly start?: () => Promise<string>;
  /** Settings of its run, by the names of the flags. */
  readonly settings?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Requirements that fail: these, and no others. Default none. */
  readonly fails?: readonly string[];
  /** Requirements that are warned about: these, and no others. Default none. */
  readonly warns?: readonly string[];
  /** There is no verdict (exit code 3): this stands in the message of each check that could not be judged. */
  readonly none?: string | RegExp;
  /** A piece of each of these stands in the message of some finding. */
  readonly says?: readonly (string | RegExp)[];
  /** What else must be true. */
  readonly and?: (report: JsonReport) => void;
}

/** How a process ended. */
export interface Witness {
  /** Most memory that it took, in bytes. */
  readonly peak: number;
  /** What it would have gone on for, had it not been told to end. */
  readonly open: readonly string[];
  /** What was thrown and caught by nobody. */
  readonly thrown: readonly string[];
}

const MEGABYTE = 2 ** 20;
/** No run of the tool takes more, whatever it meets. */
const MOST_MEMORY = 150;

/**
 * Runs the command line, and holds its process to an end of its own and to little memory.
 * @param preload another file that is loaded before it
 */
export async function runWatched(args: readonly string[], settings: CommandSettings = {}, preload?: string): Promise<Outcome> {
  const file = join(temporaryFolder(), 'witness.json');
  const imports = ['witness.mjs', ...(preload === undefined ? [] : [preload])].map(
    (name) => `--import ${new URL(`../cli/preload/${name}`, import.meta.url).href}`,
  );
  const env = { ...settings.env, NODE_OPTIONS: imports.join(' '), WITNESS_FILE: file };
  const outcome = await runCli(args, { ...settings, env });
  const { peak, ...end } = JSON.parse(readFileSync(file, 'utf8')) as Witness;
  expect(end).toEqual({ open: [], thrown: [] });
  expect(peak / MEGABYTE).toBeGreaterThan(20);
  expect(peak / MEGABYTE).toBeLessThan(MOST_MEMORY);
  return outcome;
}

/**
 * Checks all services of a table, many in one run, and holds the report of each to its row.
 * @param atATime services in one run: the plans of deep tiers take memory
 */
export function describeFleet(title: string, rows: Readonly<Record<string, Row>>, atATime = 60): void {
  const all = Object.entries(rows);
  const runs = new Map<number, ReturnType<typeof checkAll>>();
  describe(title, () => {
    for (const [index, [name, row]] of all.entries()) {
      it(`${name}: ${outcomeOf(row)}`, async () => {
        const first = index - (index % atATime);
        const run = runs.get(first) ?? checkAll(Object.fromEntries(all.slice(first, first + atATime)));
        runs.set(first, run);
        const report = (await run).get(name);
        expect(report).toBeDefined();
        if (report !== undefined) expectRow(row, report);
      });
    }
  });
}

/** Checks all services of a table in one run. @returns their reports, by the names of the rows */
export async function checkAll(rows: Readonly<Record<string, Row>>): Promise<ReadonlyMap<string, JsonReport>> {
  const targets = await Promise.all(
    Object.entries(rows).map(async ([name, { start, settings = {}, health, version }]) => {
      const own = { ...(health === undefined ? {} : { health }), ...(version === undefined ? {} : { version }) };
      const url = start === undefined ? (await startService(own)).url : await start();
      return { name, service: 'runtime', url, ...settings };
    }),
  );
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'targets.json'), JSON.stringify({ targets }));
  const outcome = await runWatched(['check', '--targets', 'targets.json', '--format', 'json'], { cwd });
  expect(outcome.stdout, outcome.stderr).toMatch(/^\{/);
  type Named = JsonReport & { readonly target: string };
  const document = JSON.parse(outcome.stdout) as Named | { readonly reports: readonly Named[] };
  const reports = 'reports' in document ? document.reports : [document];
  return new Map(reports.map((report) => [report.target, report]));
}

/** Holds a report to what the service deserves. */
export function expectRow({ fails = [], warns = [], none, says = [], and }: Omit<Row, 'start'>, report: JsonReport): void {
  const findings = findingsOf(report);
  const told = findings.map(({ requirement, message }) => `${requirement} ${message}`).join('\n');
  expect(
    { fails: requirementsThat('FAIL', report), warns: requirementsThat('WARN', report), code: report.exit_code, bug: report.bug },
    told,
  ).toEqual({
    fails,
    warns,
    code: none !== undefined ? 3 : fails.length > 0 ? 1 : 0,
    bug: undefined,
  });
  expect(new Set(findings.map(({ requirement }) => requirement))).toEqual(new Set([...fails, ...warns]));
  for (const piece of says) expect(told).toMatch(piece);
  for (const { status, findings: own, reason, check_id, message } of report.results) {
    if (status === 'FAIL' || status === 'WARN') expect(own, check_id).not.toEqual([]);
    if (status === 'SKIP') expect(reason, check_id).toBeDefined();
    if (status === 'ERROR' && none !== undefined) expect(message, check_id).toMatch(none);
    else expect(status, check_id).not.toBe('ERROR');
  }
  and?.(report);
}

function outcomeOf({ fails = [], warns = [], none }: Row): string {
  if (none !== undefined) return 'no verdict';
  const blamed = [...fails, ...warns];
  return blamed.length === 0 ? 'no finding' : `blamed on ${blamed.join(' and ')}`;
}
