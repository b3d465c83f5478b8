import { join } from 'node:path';
import type { ReferenceService } from '../../src/reference/index.js';
import { startReference } from '../../src/reference/index.js';
import { runCli, temporaryFolder } from './command.js';
import { type JsonReport, reportOf } from './report.js';

/** A service that is checked whole, and in parts whose reports are put together. */
export interface Split {
  readonly service: ReferenceService;
  readonly tier: 'smoke' | 'core' | 'full';
  readonly parts: number;
  readonly faults?: readonly string[];
}

/**
 * What a report says, but for times, for what every run names anew, and for what is a matter of time: whether a run was over before it was
 * canceled, and how often a fault showed.
 */
function saidBy({ results, requirements, ok, exit_code }: JsonReport): object {
  const isJudged = ({ status, reason }: JsonReport['results'][number]): boolean => status === 'PASS' || reason === 'never_so';
  return {
    ok,
    exit_code,
    results: results.map((result) => ({
      check_id: result.check_id,
      ...(isJudged(result) ? { status: 'PASS' } : { status: result.status, reason: result.reason }),
      findings: [...new Set(result.findings.map(({ requirement, kind, at }) => `${requirement} ${kind} ${at}`))].sort(),
    })),
    requirements: requirements.map(({ id, outcome, because }) => `${id} ${because?.kind === 'never_so' ? 'PASS' : outcome}`),
  };
}

/**
 * As {@link saidBy}, whichever check tells of a fault: one in a request that several checks need is told of by another check about the same
 * requirement where a part lacks the first of them, and so it is with what is not judged for it.
 */
function foundBy(report: JsonReport): object {
  const { ok, exit_code } = report;
  const outcomes = (saidBy(report) as { requirements: readonly string[] }).requirements;
  const requirements = outcomes.map((outcome) => outcome.replace(/ (SKIP|UNTESTED)$/, ' not judged'));
  const found = report.results.flatMap(({ findings }) => findings.map(({ requirement, kind, at }) => `${requirement} ${kind} ${at}`));
  return { ok, exit_code, requirements, found: [...new Set(found)].sort() };
}

/**
 * @param whoever whether it is all the same which check tells of a fault
 * @returns what the whole run says, and what its parts say together
 */
export async function wholeAndMerged(
  { service, tier, parts, faults = [] }: Split,
  whoever = false,
): Promise<{ whole: object; merged: object }> {
  const said = whoever ? foundBy : saidBy;
  const reference = await startReference({ service, faults });
  try {
    const folder = temporaryFolder();
    const args = ['check', service, '--url', reference.url, '--tier', tier, '--auth', 'disabled', '--timeout', '20'];
    if (tier !== 'smoke') args.push('--allow-mutations');
    const files: string[] = [];
    for (let index = 1; index <= parts; index += 1) {
      const file = join(folder, `${index}.json`);
      await runCli([...args, '--shard', `${index}/${parts}`, '--reporter', `json=${file}`]);
      files.push(file);
    }
    const whole = await runCli([...args, '--reporter', 'json']);
    const merged = await runCli(['report', 'merge', ...files, '--reporter', 'json']);
    return { whole: said(reportOf(whole)), merged: said(reportOf(merged)) };
  } finally {
    await reference.close();
  }
}
