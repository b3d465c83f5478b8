import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startReference } from '../../src/reference/index.js';
import { temporaryFolder } from './command.js';
import { runInside } from './inside.js';
import { reportOf } from './report.js';
import { type Split, wholeAndMerged } from './shards.js';

/** `--shard`: a run spread over several jobs. */

const SPLITS: readonly Split[] = [
  { service: 'runtime', tier: 'smoke', parts: 2, faults: ['health-time-not-a-date'] },
  { service: 'daemon', tier: 'core', parts: 3, faults: ['errors-plain-detail'] },
];

describe('The reports of all parts together', () => {
  it.each(SPLITS)('say what the whole run says ($service, $tier, $parts parts)', async (split) => {
    const { whole, merged } = await wholeAndMerged(split);
    expect(merged).toEqual(whole);
  });
});

describe('A baseline over parts', () => {
  it('is mended where the whole says so, and not where a part alone does', async () => {
    const service = await startReference({ service: 'runtime', faults: ['health-null-checks'] });
    try {
      const cwd = temporaryFolder();
      const entry = (check: string, requirement: string): string =>
        `  - { check: "${check}", requirement: ${requirement}, reason: old, owner: blue }\n`;
      const entries = [
        ['runtime.contract[ARP-CM-014]', 'ARP-CM-014'],
        ['runtime.contract[ARP-CM-015]', 'ARP-CM-015'],
        ['runtime.version', 'ARP-CM-002'],
      ] as const;
      writeFileSync(join(cwd, 'known.yaml'), `known:\n${entries.map(([check, requirement]) => entry(check, requirement)).join('')}`);
      const args = ['check', 'runtime', '--url', service.url, '--baseline', 'known.yaml', '--auth', 'disabled'];
      const mended: string[][] = [];
      for (const part of ['1', '2']) {
        await runInside([...args, '--shard', `${part}/2`, '--reporter', `json=${part}.json`], { cwd });
        mended.push(mendedIn(readFileSync(join(cwd, `${part}.json`), 'utf8')));
      }
      expect(mended.flat()).toEqual(['runtime.version']);
      const whole = await runInside([...args, '--reporter', 'json'], { cwd });
      const merged = await runInside(['report', 'merge', '1.json', '2.json', '--reporter', 'json'], { cwd });
      expect([merged.code, whole.code]).toEqual([0, 0]);
      expect(mendedIn(merged.stdout)).toEqual(mendedIn(whole.stdout));
      expect(mendedIn(whole.stdout)).toEqual(['runtime.contract[ARP-CM-015]', 'runtime.version']);
    } finally {
      await service.close();
    }
  });
});

function mendedIn(report: string): string[] {
  const { baseline } = JSON.parse(report) as { baseline: { mended: readonly { check: string }[] } };
  return baseline.mended.map(({ check }) => check).sort();
}

describe('A part', () => {
  const check = async (args: readonly string[], env: Record<string, string> = {}) => {
    const service = await startReference({ service: 'runtime' });
    try {
      return await runInside(['check', 'runtime', '--url', service.url, '--reporter', 'json', ...args], { env });
    } finally {
      await service.close();
    }
  };
  const idsOf = (outcome: Awaited<ReturnType<typeof check>>): string[] => reportOf(outcome).results.map(({ check_id }) => check_id);

  it('is told by the environment of a job in GitLab and in Kubernetes', async () => {
    const second = idsOf(await check(['--shard', '2/2']));
    expect(idsOf(await check(['--shard', 'auto'], { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' }))).toEqual(second);
    expect(idsOf(await check(['--shard', 'auto/2'], { JOB_COMPLETION_INDEX: '1' }))).toEqual(second);
    expect(idsOf(await check(['--shard', '1/2']))).not.toEqual(second);
  });

  it('is conformant under --strict, although what it leaves to others is not tested', async () => {
    for (const part of ['1/2', '2/2']) expect((await check(['--shard', part, '--strict'])).code).toBe(0);
  });

  it.each([
    [['--shard', '3/2'], '--shard takes a part and how many there are, such as 2/5, or auto'],
    [['--shard', 'auto'], 'neither CI_NODE_INDEX nor JOB_COMPLETION_INDEX says which part this is'],
    [['--shard', '99/99'], 'the checks of the runtime make'],
    [['--shard', '1/2', '--durations', 'package.json'], 'package.json'],
  ])('cannot be had with %j', async (args, message) => {
    expect(await check(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
