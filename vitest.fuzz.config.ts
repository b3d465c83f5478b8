import { defineConfig } from 'vitest/config';

/** `npm run fuzz`: the same properties for as long as one likes. */
export default defineConfig({
  test: { include: ['test/fuzz/fuzz.run.ts'], pool: 'forks', maxWorkers: 1, testTimeout: 2 ** 31 - 1, disableConsoleIntercept: true },
});
