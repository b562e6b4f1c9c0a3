import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { catalogue } from './runner/catalogue.js';
import { loadCases } from './runner/cases.js';
import { parseCells } from './runner/cellsFile.js';
import { growth, growthFaults } from './runner/kept.js';

/** `--max-old-space-size`; the young generation comes on top. */
const WORKER_HEAP_MIB = 400;

describe('the corpus', () => {
  const cases = loadCases();

  it('has cases in every family, each under an id of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(cases.map(({ family }) => family))).toEqual(new Set(Object.keys(catalogue.families)));
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    const misplaced = cases.filter(({ id, family }) => family !== 'ordinary' && !id.startsWith(family));
    expect(misplaced).toEqual([]);
  });

  it('has two files in each folder of a case: what is handed in and what is expected', () => {
    for (const { family, id } of cases) {
      expect(readdirSync(join(import.meta.dirname, family, id)), id).toHaveLength(2);
    }
  });

  it('is run whole by the test files beside this one', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
    const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
    const lists = [...sources.matchAll(/testFamilies\(\[(.*)\]\)/gu)].map(([, list]) => list ?? '');
    const run = lists.flatMap((list) => [...list.matchAll(/'(\w+)'/gu)].map(([, family]) => family));
    expect(run.sort()).toEqual(Object.keys(catalogue.families).sort());
  });
});

it('runs under the heap limit that docs/operate.md gives a worker', () => {
  expect(getHeapStatistics().heap_size_limit).toBeLessThanOrEqual(WORKER_HEAP_MIB * 1.15 * 2 ** 20);
});

describe('parseCells', () => {
  it('reads code, tags, Markdown and parts of a snippet', () => {
    const text = '# %% tags: a, b\nx = 1\n# %% [markdown]\n# ## Title\n# text\n# %% a remark\n\ny = 2\n';
    expect(parseCells(text)).toEqual([{ source: 'x = 1', tags: ['a', 'b'] }, { markdown: '## Title\ntext' }, 'y = 2']);
    const all = parseCells('# %% include numbers');
    expect(parseCells('# %% repeat 2\nx += 1')).toEqual(['x += 1', 'x += 1']);
    expect(parseCells('# %% include numbers without double, shout')).toEqual([...all.slice(1, 4), ...all.slice(5)]);
  });

  it('refuses what would leave out a cell in silence', () => {
    expect(() => parseCells('x = 1\n# %%\ny = 2')).toThrow('begins with');
    expect(() => parseCells('# %% include numbers without dubble')).toThrow('dubble');
  });
});

describe('growth', () => {
  it('sees what stays and not what comes and goes', () => {
    expect(growth([1, 9, 1, 1, 9, 1, 1, 9, 1])).toBe(0);
    expect(growth([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe(6);
    expect(growth([5])).toBe(0);
    const leak = [1, 2, 3].map((step) => ({ liveBytes: step * 1e8, descriptors: 20 }));
    expect(growthFaults(leak)).toEqual([expect.stringContaining('liveBytes')]);
  });
});
