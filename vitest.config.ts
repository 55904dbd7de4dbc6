import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // nothing below app keeps state between worlds, so files can share what they import: half the time
    isolate: false,
    env: { NODE_ENV: 'test' },
  },
});
