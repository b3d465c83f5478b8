import { defineConfig } from 'vitest/config';

/** `npm test`: everything that is quick. The rest is `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    pool: 'forks',
    // Loading everything anew for each file takes longer than most files; none leaves anything behind.
    isolate: false,
    maxWorkers: '100%',
    // A busy machine is no fault of ours: what takes this long hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
