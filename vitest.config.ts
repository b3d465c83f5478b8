import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** `npm test`: everything that is quick. The rest is `npm run test:long`. */
export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for a process of their own.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // To load everything anew for each file takes longer than many of them do, and none leaves anything behind.
    isolate: false,
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    setupFiles: ['test/seed.ts'],
    // A busy machine is no fault of ours: what takes this long hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
