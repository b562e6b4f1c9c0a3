import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Where no earlier run tells how long each takes, the largest files begin: the corpus's are small and take longest. */
class CorpusFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isCorpus = ({ moduleId }: TestSpecification): number => Number(moduleId.includes('/test/corpus/'));
    return (await super.sort(files)).sort((a, b) => isCorpus(b) - isCorpus(a));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    clearMocks: true,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    sequence: { sequencer: CorpusFirst },
    // Containers take real CPU and memory: two files at once are what two cores carry.
    maxWorkers: 2,
  },
});
