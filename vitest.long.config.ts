import { defineConfig } from 'vitest/config';

/** `npm run test:long`: long matrices and long properties. */
export default defineConfig({
  test: { include: ['test/long/**/*.test.ts'], pool: 'forks', maxWorkers: '100%', testTimeout: 300_000, hookTimeout: 300_000 },
});
