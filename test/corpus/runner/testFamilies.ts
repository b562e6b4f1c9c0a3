import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { loadCases } from './cases.js';
import { growthFaults, type Kept } from './kept.js';
import { Lane } from './lane.js';
import { ownTmpFolder } from './leftovers.js';

/** Heap and buffers of a worker with one place: docs/operate.md, "Worst case". The tests' own code is in it. */
const MAX_MIB = 850;

/** `npm run corpus` grades a correct notebook after each case, which takes twice as long. */
const CONTROL_EVERY = 4;

/** One test for each case of these families, all on one lane, so that the worker's memory has a history. */
export function testFamilies(families: readonly string[]): void {
  const cases = loadCases().filter(({ family }) => families.includes(family));
  describe(`the corpus: ${families.join(', ')}`, { timeout: 120_000 }, () => {
    const samples: Kept[] = [];
    let tmpFolder: AsyncDisposable;
    let lane: Lane;
    beforeAll(async () => {
      tmpFolder = await ownTmpFolder();
      lane = await Lane.open({ controlEvery: CONTROL_EVERY });
    });
    afterAll(async () => {
      const faults = await lane.lastFaults();
      await lane[Symbol.asyncDispose]();
      await tmpFolder[Symbol.asyncDispose]();
      expect([...faults, ...growthFaults(samples)]).toEqual([]);
      expect(process.resourceUsage().maxRSS / 1024, 'MiB of the worker').toBeLessThan(MAX_MIB);
    });

    for (const family of families) {
      describe(`${family}: ${catalogue.families[family] ?? ''}`, () => {
        const own = cases.filter((corpusCase) => corpusCase.family === family);
        it.each(own.map((corpusCase) => [corpusCase.id, corpusCase] as const))('%s', async (_, corpusCase) => {
          const report = await lane.run(corpusCase);
          samples.push(report.kept);
          expect(report.faults, corpusCase.expectation.title).toEqual([]);
        });
      });
    }
  });
}
