import { defineConfig } from 'vitest/config';

/** `npm run test:long`: long matrices and long properties, one after the other: some faults show by what does not come in time. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
