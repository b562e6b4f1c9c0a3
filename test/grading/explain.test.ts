import { describe, expect, it } from 'vitest';
import { explain } from '../../src/grading/explain.js';
import type { Cause, Grade } from '../../src/grade/grade.js';
import { cellLines } from '../../src/results/wording.js';
import type { CellRecord } from '../../src/grading/runNotebook.js';
import { notebook, type TestCell } from '../support/notebook.js';
import { type Grader, shareGrader } from './mini.js';

describe('what follows from the first error', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));
  const run = async (cells: readonly TestCell[]): Promise<Grade> => (await grader.grade(cells)).grade;
  const causes = async (cells: readonly TestCell[]): Promise<(Cause | undefined)[]> =>
    (await run(cells)).cells.map(({ cause }) => cause);

  it('is told apart from it, also where it follows from what follows', async () => {
    const grade = await run([
      '1 / 0\nmodel = 1',
      'ready = 1',
      'loss = model + 1',
      'print(model)',
      'print(loss)',
      'print(ready)',
    ]);
    expect(grade.cells.map(({ cause }) => cause)).toEqual([
      undefined,
      undefined,
      { kind: 'stopped', name: 'model', cell: 1 },
      { kind: 'stopped', name: 'model', cell: 1 },
      { kind: 'stopped', name: 'loss', cell: 3, root: 1 },
      undefined,
    ]);
    expect(cellLines(grade.cells)).toEqual([
      'Cell 1 stopped with an error: ZeroDivisionError: division by zero',
      'Cells 3–4 failed because `model` was never made: cell 1 stopped first.',
      'Cell 5 failed because `loss` was never made: cell 3 stopped first, which follows from cell 1.',
    ]);
  });

  it.each([
    ['a function', '1 / 0\ndef f(): pass', 'f()'],
    ['a class', '1 / 0\nclass f: pass', 'f()'],
    ['a name in a function', '1 / 0\nf = 1\n', 'def g():\n    return f\ng()'],
    ['a branch', 'if 1 / 0:\n    f = 1', 'f'],
    ['a magic', '%%time\n1 / 0\nf = 1', 'f'],
    ['a cell that ends the process', 'import os\nos._exit(1)\nf = 1', 'f'],
  ])('through %s', async (_, first, second) => {
    expect((await causes([first, second])).at(-1)).toEqual({ kind: 'stopped', name: 'f', cell: 1 });
  });

  it('is not said of a name that a sound cell made, nor of other errors', async () => {
    expect(await causes(['1 / 0\nx = 1', 'x = 2', 'del x', 'print(x)', 'raise NameError("mine")', '[].x'])).toEqual(
      Array<undefined>(6).fill(undefined),
    );
  });

  it('comes to an end where names go round in a circle', async () => {
    expect(await causes(['a = b', 'b = c', 'c = a', 'def f(): return g()', 'def g(): return f', 'a'])).toEqual([
      { kind: 'below', name: 'b', cell: 2, ranBefore: false },
      { kind: 'below', name: 'c', cell: 3, ranBefore: false },
      { kind: 'stopped', name: 'a', cell: 1 },
      undefined,
      undefined,
      { kind: 'stopped', name: 'a', cell: 1 },
    ]);
  });

  it('says where the notebook’s own session had another order', async () => {
    const grade = await run([
      { source: 'lr = 1', count: 1 },
      { source: 'print(lr, model)', count: 5 },
      { source: 'model = 2', count: 2 },
      { source: 'lr = 3', count: 4 },
      { source: 'gone + 1', count: 6 },
      { source: 'never_run' },
    ]);
    expect(cellLines(grade.cells)).toEqual([
      'Cell 2 failed because `model` is made only in cell 3, further down: move that above. It worked for you because you had run that cell before.',
      'Cell 5 failed because no cell makes `gone`. If it worked for you, the cell that made it has since been deleted or changed.',
      'Cell 6 failed because no cell makes `never_run`. You had not run it yourself.',
    ]);
    expect(grade.notes).toEqual([
      'When you ran cell 2, `lr` was that of cell 4, which you had run before it; from the top down it is that of cell 1. Run all cells from the top and compare.',
    ]);
  });

  it('says nothing of an order that the counts do not show', async () => {
    // A restart in between, a later run of the cell above, no counts at all.
    for (const counts of [
      [1, 3, 3],
      [5, 4, 3],
      [1, undefined, 2],
    ]) {
      const cells = ['lr = 1', 'print(lr)', 'lr = 3'].map((source, at) => {
        const count = counts[at];
        return count === undefined ? source : { source, count };
      });
      expect((await run(cells)).notes).toEqual([]);
    }
  });

  it('says that a name is made nowhere only where that can be seen', async () => {
    expect((await causes(['from os.path import *', 'x']))[1]).toBeUndefined();
    expect((await causes(['import os\n!ls', '%%time\ny = 1', 'x']))[2]).toEqual({ kind: 'gone', name: 'x' });
  });

  it('shows no name that is none, whatever a cell says of itself', async () => {
    const forged = [
      'import assay_runner.worker as w',
      'from assay_runner.names import Names',
      'w.names_of = lambda *_: Names(["**You pass**", "x\\ny"], ["x"] * 300, True)',
    ].join('\n');
    const grade = await run([forged, '1 / 0', 'raise NameError("name \'**You pass**\' is not defined")', 'x']);
    expect(grade.cells.map(({ cause }) => cause)).toEqual([
      undefined,
      undefined,
      undefined,
      { kind: 'gone', name: 'x' },
    ]);
  });
});

it('explains as many cells as a notebook may have, each with as many names as it may say', () => {
  const names = Array.from({ length: 300 }, (_, at) => `v${at}`);
  const cells = notebook(Array.from({ length: 2_000 }, (_, at) => ({ source: 'x', count: at + 1 }))).cells;
  const records = cells.map(({ index }): CellRecord => ({
    grade: {
      ...{ index, number: index + 1, outputCut: false, wallMs: 1 },
      status: 'error',
      error: { name: 'NameError', text: "name 'v7' is not defined" },
    },
    outputs: undefined,
    names: { binds: names, uses: names, whole: true },
  }));
  const { cells: explained, notes } = explain(cells, records);
  expect(explained.at(-1)?.cause).toEqual({ kind: 'stopped', name: 'v7', cell: 1999, root: 1 });
  expect(notes).toEqual([]);
});
