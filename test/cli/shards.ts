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
 * canceled, how often a fault showed, and where in a list something stood that grows meanwhile.
 */
function saidBy({ results, requirements, ok, exit_code }: JsonReport): object {
  const isJudged = ({ status, reason }: JsonReport['results'][number]): boolean => status === 'PASS' || reason === 'never_so';
  return {
    ok,
    exit_code,
    results: results.map((result) => ({
      check_id: result.check_id,
      ...(isJudged(result) ? { status: 'PASS' } : { status: result.status, reason: result.reason }),
      findings: [
        ...new Set(result.findings.map(({ requirement, kind, at }) => `${requirement} ${kind} ${at?.replace(/\/\d+/g, '/#')}`)),
      ].sort(),
    })),
    requirements: requirements.map(({ id, outcome, because }) => `${id} ${because?.kind === 'never_so' ? 'PASS' : outcome}`),
  };
}

/** @returns what the whole run says, and what its parts say together */
export async function wholeAndMerged({ service, tier, parts, faults = [] }: Split): Promise<{ whole: object; merged: object }> {
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
    return { whole: saidBy(reportOf(whole)), merged: saidBy(reportOf(merged)) };
  } finally {
    await reference.close();
  }
}
