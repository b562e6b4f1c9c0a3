import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { loadCases } from './cases.js';
import { Lane } from './lane.js';
import { growthBytes } from './memory.js';

/** What a worker may keep of a hundred attacks: the code that it has loaded, and no outputs. */
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** One test for each case of these families, all on one lane, so that the worker's memory has a history. */
export function testFamilies(families: readonly string[]): void {
  const cases = loadCases().filter(({ family }) => families.includes(family));
  describe(`the corpus: ${families.join(', ')}`, { timeout: 120_000 }, () => {
    const samples: number[] = [];
    let lane: Lane;
    beforeAll(async () => {
      lane = await Lane.open();
    });
    afterAll(async () => {
      await lane[Symbol.asyncDispose]();
      expect(growthBytes(samples)).toBeLessThan(MAX_GROWTH_BYTES);
    });

    for (const family of families) {
      describe(`${family}: ${catalogue.families[family] ?? ''}`, () => {
        const own = cases.filter((corpusCase) => corpusCase.family === family);
        it.each(own.map((corpusCase) => [corpusCase.id, corpusCase] as const))('%s', async (_, corpusCase) => {
          const report = await lane.run(corpusCase);
          samples.push(report.liveBytes);
          expect(report.faults, corpusCase.expectation.title).toEqual([]);
        });
      });
    }
  });
}
