import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundled } from '../report/bundled.js';
import { runCli, temporaryFolder } from './command.js';

const { startReference } = await bundled<typeof import('../../src/reference/index.js')>('src/reference/index.ts');

it('loads nothing for a run without findings but what it works with', async () => {
  const file = join(temporaryFolder(), 'loaded');
  const env = { NODE_OPTIONS: `--import ${new URL('./preload/loaded.mjs', import.meta.url).href}`, LOADED_FILE: file };
  const { url, close } = await startReference({ service: 'runtime' });
  onTestFinished(close);
  const { code, stderr } = await runCli(['check', 'runtime', '--url', url], { env });
  expect(code, stderr).toBe(0);
  expect(new Set(readFileSync(file, 'utf8').trim().split('\n'))).toEqual(
    // The validators take from the one script what it has already.
    new Set(['../dist/core.cjs', './parts/spec.json', './parts/smokeSuites.json', './parts/validators.cjs', '../core.cjs']),
  );
});
