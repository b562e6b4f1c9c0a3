import { afterAll, describe, expect, it } from 'vitest';
import { overridesSchema } from '../../src/course/overrides.js';
import { loadAssignment, type LoadedAssignment } from '../../src/course/load.js';
import { prepareCells } from '../../src/grading/prepareCells.js';
import { cellLines } from '../../src/results/wording.js';
import type { TestFolder } from '../support/folder.js';
import { notebook, type TestCell } from '../support/notebook.js';
import { dataCourse } from './dataCourse.js';
import { type Grader, printed, shareGrader, statuses } from './mini.js';

const prepare = (cells: readonly TestCell[], overrides: object) => {
  const { cells: prepared, notes } = prepareCells(notebook(cells).cells, overridesSchema.parse(overrides));
  return { sources: prepared.map(({ source }) => source), notes };
};

describe('parameters', () => {
  it('take the place of what a form says, and of a tagged cell’s', () => {
    const form =
      '#@title Settings\nEPOCHS = 50 #@param {type:"integer"}\nname: str = "a#b"  # @param ["a#b", "c"]\nother = 1';
    const tagged = { source: 'rate = [\n  1,\n]\nsteps = 10', tags: ['parameters'] };
    const parameters = { EPOCHS: 2, name: 'x"\n', rate: 0.5, steps: true };
    expect(prepare([form, tagged], { parameters })).toEqual({
      sources: [
        '#@title Settings\nEPOCHS = 50; EPOCHS = 2 #@param {type:"integer"}\nname: str = "a#b"; name = "x\\"\\n"  # @param ["a#b", "c"]\nother = 1',
        'rate = [\n  1,\n]\nsteps = 10\nrate = 0.5\nsteps = True',
      ],
      notes: [
        'The assignment sets EPOCHS = 2 in cell 1 while grading (yours: 50).',
        'The assignment sets name = "x\\"\\n" in cell 1 while grading (yours: "a#b").',
        'The assignment sets rate = 0.5 in cell 2 while grading (yours: [).',
        'The assignment sets steps = True in cell 2 while grading (yours: 10).',
      ],
    });
  });

  it('leave everything else as it is, and say which names are not there', () => {
    const cells = [
      'EPOCHS = 50',
      'EPOCHS == 50 #@param',
      '  EPOCHS = 1 #@param',
      '# EPOCHS = 1 #@param',
      `EPOCHS = ${' '.repeat(900_000)}`,
    ];
    const { sources, notes } = prepare(cells, { parameters: { EPOCHS: 2, GONE: 1 } });
    expect(sources).toEqual(cells);
    expect(notes).toEqual([
      'The assignment would set EPOCHS, GONE while grading, and no cell of yours has that as a parameter: it stays as it is.',
    ]);
  });

  it.each([{ parameters: { '1x': 1 } }, { parameters: { x: [1] } }, { parameters: { x: Infinity } }, { skip: [] }])(
    'refuses %j',
    (overrides) => {
      expect(overridesSchema.safeParse(overrides).success).toBe(false);
    },
  );
});

it('leaves out the cell that asks for feedback, with and without overrides', () => {
  const cells = notebook([
    'x = 1',
    '#@title Feedback\n# Assay feedback cell 1: …\nask()',
    { markdown: '# Assay feedback cell' },
  ]).cells;
  for (const overrides of [undefined, overridesSchema.parse({ skipTagged: ['a'] })]) {
    const { cells: prepared, notes } = prepareCells(cells, overrides);
    expect(prepared.map(({ skippedFor }) => skippedFor)).toEqual([undefined, 'feedback', undefined]);
    expect(notes).toEqual([]);
  }
});

describe('a graded notebook', { timeout: 60_000 }, () => {
  let grader: Grader;
  shareGrader((shared) => (grader = shared));
  const courses: TestFolder[] = [];
  afterAll(() => Promise.all(courses.map((course) => course[Symbol.asyncDispose]())));
  const load = async (line: string): Promise<LoadedAssignment> => {
    const course = await dataCourse({}, [line]);
    courses.push(course);
    return loadAssignment(course.path, 'hw');
  };

  it('runs with the assignment’s value, and shows the student’s line in a traceback', async () => {
    const loaded = await load('overrides: { parameters: { EPOCHS: 2 } }');
    const cells = ['EPOCHS = 50 #@param {type:"integer"}\nprint(EPOCHS)', 'EPOCHS = 50 / 0 #@param'];
    const { grade, executed } = await grader.grade(cells, { loaded });
    expect(printed(executed, 0)).toBe('2\n');
    expect(executed.cells[0]?.['source']).toBe(cells[0]);
    const shown = JSON.stringify(executed.cells[1]?.['outputs']).replaceAll(/\\u001b\[[\d;]*m/gu, '');
    expect(shown).toContain('EPOCHS = 50 / 0; EPOCHS = 2 #@param');
    expect(grade.notes).toContain('The assignment sets EPOCHS = 2 in cell 1 while grading (yours: 50).');
  });

  it('leaves out tagged cells, also where that is every cell, and says what follows', async () => {
    const loaded = await load('overrides: { skipTagged: [training] }');
    const training = { source: 'model = 1\nraise SystemExit', tags: ['training'] };
    const { grade } = await grader.grade([training, 'print(model)'], { loaded });
    expect(statuses(grade)).toEqual(['ok', 'error']);
    expect(cellLines(grade.cells)).toEqual([
      'Cell 2 failed because `model` was never made: the assignment leaves out cell 1, which makes it.',
    ]);
    const every = await grader.grade([training, training, training], { loaded });
    expect(statuses(every.grade)).toEqual(['ok', 'ok', 'ok']);
    expect(every.grade.notes).toEqual([
      'Cells 1–3 are tagged “training” and were not run: the assignment leaves such cells out while grading.',
    ]);
    expect(every.grade.earnedMicroPoints).toBe(0);
  });
});
