import { UsageError } from '../errors.js';
import type { Shard } from './values.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which part this is, from 1, and of how many. GitLab counts the jobs of `parallel` in CI_NODE_INDEX (from 1) and CI_NODE_TOTAL, an indexed
 * job of Kubernetes in JOB_COMPLETION_INDEX (from 0).
 * @throws UsageError where the environment does not tell what is left open
 */
export function shardOf(shard: Shard, environment: Environment): { readonly index: number; readonly total: number } {
  const total = shard.total === 'job' ? numberIn(environment, 'CI_NODE_TOTAL') : shard.total;
  const completion = numberIn(environment, 'JOB_COMPLETION_INDEX');
  const job = numberIn(environment, 'CI_NODE_INDEX') ?? (completion === undefined ? undefined : completion + 1);
  const index = shard.index === 'job' ? job : shard.index;
  if (index === undefined) {
    throw new UsageError(
      '--shard auto: neither CI_NODE_INDEX nor JOB_COMPLETION_INDEX says which part this is. Say it yourself: --shard 1/3.',
    );
  }
  if (total === undefined)
    throw new UsageError('--shard auto: CI_NODE_TOTAL does not say how many parts there are. Say it yourself: --shard auto/3.');
  if (index > total || index < 1) throw new UsageError(`--shard: there is no part ${index} of ${total}.`);
  return { index, total };
}

function numberIn(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
