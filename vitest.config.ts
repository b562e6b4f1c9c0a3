import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    clearMocks: true,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Containers take real CPU and memory: two files at once are what two cores carry.
    maxWorkers: 2,
  },
});
