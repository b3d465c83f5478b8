// Tries what must hold of anything that comes in, until the time is up: npm run fuzz -- [--seconds N] [--seed N]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (!/^\d{1,9}$/.test(value)) {
    console.error(`--${name} takes a whole number, not "${value}".`);
    process.exit(2);
  }
}
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.fuzz.config.ts'], {
  env: { ...process.env, FUZZ_SECONDS: values.seconds, FUZZ_SEED: values.seed ?? '' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
