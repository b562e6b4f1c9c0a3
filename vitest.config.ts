import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.js';

// One container after the other: two files at once are what two cores carry. The others mostly wait.
const BUSY = ['corpus/*', 'graders/*', 'parity/*', 'sandbox/python'].map((part) => `test/${part}.test.ts`);

// A browser, a server and a worker with its containers are enough for two cores.
const IN_BROWSER = 'test/browser/**/*.test.ts';
// Fetches JupyterLab and Notebook, some 260 MB, at its first run: `npm run test:jupyter`.
const IN_JUPYTER = 'test/browser/jupyter.test.ts';
const notNow = process.env['ASSAY_TEST_JUPYTER'] === undefined ? [IN_JUPYTER] : [];

const WORKER_HEAP_MIB = 400;
const SERVER_HEAP_MIB = 1024;

export default defineConfig({
  test: {
    clearMocks: true,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'busy',
          include: BUSY,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          // The worker's worst case (docs/operate.md) is shown by running all that attacks it under a hard limit.
          execArgv: [`--max-old-space-size=${WORKER_HEAP_MIB}`],
        },
      },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['test/**/*.test.ts'],
          exclude: [...BUSY, IN_BROWSER],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          execArgv: [`--max-old-space-size=${SERVER_HEAP_MIB}`],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [IN_BROWSER],
          exclude: notNow,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
