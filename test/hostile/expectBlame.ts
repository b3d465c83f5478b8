import { expect } from 'vitest';
import { type Outcome, runCli } from '../cli/command.js';
import { runInside } from '../cli/inside.js';
import { findingsOf, type JsonReport, reportOf, requirementsThat } from '../cli/report.js';
import { type Handler, startService } from '../cli/service.js';

/** What a wrong answer must lead to. */
export interface Blame {
  /** Requirements that fail: these, and no others. Default none. */
  readonly fails?: readonly string[];
  /** Requirements that are warned about: these, and no others. Default none. */
  readonly warns?: readonly string[];
  /** A piece of each of these stands in the message of some finding. */
  readonly says: readonly (string | RegExp)[];
  readonly health?: Handler;
  readonly version?: Handler;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Checks a service that is wrong in one way, and holds the report to the blame that it deserves. */
export async function expectBlame(blame: Blame): Promise<{ outcome: Outcome; report: JsonReport }> {
  const { health, version, fails = [], warns = [], says, args = [], env } = blame;
  const service = await startService({ ...(health === undefined ? {} : { health }), ...(version === undefined ? {} : { version }) });
  // What is given to Node itself takes a process.
  const run = env?.NODE_OPTIONS === undefined ? runInside : runCli;
  const outcome = await run(['check', 'runtime', '--url', service.url, '--format', 'json', ...args], env === undefined ? {} : { env });
  const report = reportOf(outcome);
  const findings = findingsOf(report);
  const told = findings.map(({ requirement, message }) => `${requirement} ${message}`).join('\n');
  expect({ fails: requirementsThat('FAIL', report), warns: requirementsThat('WARN', report), code: outcome.code }, told).toEqual({
    fails,
    warns,
    code: fails.length > 0 ? 1 : 0,
  });
  expect(new Set(findings.map(({ requirement }) => requirement))).toEqual(new Set([...fails, ...warns]));
  for (const piece of says) expect(told).toMatch(piece);
  for (const { status, findings: own, reason, check_id } of report.results) {
    if (status === 'FAIL' || status === 'WARN') expect(own, check_id).not.toEqual([]);
    if (status === 'SKIP') expect(reason, check_id).toBeDefined();
    expect(status, check_id).not.toBe('ERROR');
  }
  return { outcome, report };
}
