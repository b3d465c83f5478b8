import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('docs/coverage.md tells of the suites, requirements and faults as they are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/coverage.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
  // What mends it stands in the message.
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
