import { defineConfig } from 'vitest/config';

// Containers take real CPU and memory: two files at once are what two cores carry. The others mostly wait.
const WITH_CONTAINERS = ['corpus', 'graders', 'grading', 'sandbox'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    clearMocks: true,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'containers', include: WITH_CONTAINERS, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['test/**/*.test.ts'],
          exclude: WITH_CONTAINERS,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
