import { defineConfig } from 'vitest/config';

/** `npm test`: everything that is quick. The rest is `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    pool: 'forks',
    maxWorkers: '100%',
    // A busy machine is no fault of ours: what takes this long hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
