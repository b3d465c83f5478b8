import { defineConfig } from 'vitest/config';

const UNITS = 'test/unit/**/*.test.ts';

/** `npm test`: everything that is quick. The rest is `npm run test:long`. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    projects: [
      // To load everything anew for each of these takes longer than they do, and none leaves anything behind.
      { extends: true, test: { name: 'units', include: [UNITS], isolate: false } },
      { extends: true, test: { name: 'doors', include: ['test/**/*.test.ts'], exclude: ['test/long/**', UNITS] } },
    ],
    // A busy machine is no fault of ours: what takes this long hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
