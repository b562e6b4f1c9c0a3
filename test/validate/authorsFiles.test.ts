import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import type { Validation } from '../../src/validate/validate.js';
import { errorsOf, newCourse, validationOf } from './validationOf.js';
import { notebookFile } from '../support/notebook.js';

type Change = (text: string) => string | Uint8Array;

/** Validates a new assignment with files of it changed. */
async function withFiles(changes: Readonly<Record<string, Change>>): Promise<Validation> {
  await using course = await newCourse();
  for (const [name, change] of Object.entries(changes)) {
    const file = join(course.path, 'hw5', name);
    await writeFile(file, change(await readFile(file, 'utf8')));
  }
  return await validationOf(await loadAssignment(course.path, 'hw5'), join(course.path, 'cache'), { isQuick: true });
}

const replaced =
  (from: string, to: string): Change =>
  (text) =>
    text.replace(from, to);

describe('an author’s file that cannot be used', { timeout: 120_000 }, () => {
  it('that is no list of mutants is refused with its line', async () => {
    const wrong = withFiles({ 'mutants.yaml': replaced("fails: ['1.3']", 'fails: 1.3') });
    await expect(wrong).rejects.toThrow(/mutants\.yaml:18:\d+: .*fails.*Course staff/u);
  });

  it('with two mutants of a name is refused with the line of the second', async () => {
    const wrong = withFiles({ 'mutants.yaml': replaced('name: overflows', 'name: over the columns') });
    await expect(wrong).rejects.toThrow(/mutants\.yaml:17:\d+: two entries are called “over the columns”/u);
  });

  it('with two checks of a number is refused with the line of the second', async () => {
    const wrong = withFiles({ 'checks.py': replaced('"1.3 large', '"1.2 large') });
    await expect(wrong).rejects.toThrow(/^checks\.py:25: ValueError: two checks have the number 1\.2/mu);
  });

  it('that imports what the image lacks is refused with the line', async () => {
    const wrong = withFiles({ 'checks.py': replaced('import numpy as np', 'import numpy as np\nimport keras') });
    await expect(wrong).rejects.toThrow(/^checks\.py:4: ModuleNotFoundError: .*keras.* The image has no such module/mu);
  });

  it('with a cell that takes longer than a student’s may is refused with the cell', async () => {
    const endless = notebookFile(['import numpy as np', 'while True:\n    pass']);
    const wrong = withFiles({
      'solution.ipynb': () => endless,
      'assignment.yaml': replaced('cellSeconds: 10', 'cellSeconds: 1'),
    });
    await expect(wrong).rejects.toThrow(/solution\.ipynb: code cell 2 \(`while True:`\) takes longer than 3 s/u);
  });

  it('with what cannot be tried is told by its line, and all else is tried', async () => {
    const wrong = await withFiles({
      'mutants.yaml': (text) => `${text}\n- name: no Python\n  fails: ['1.1']\n  source: |\n    def softmax(x)\n`,
      'variants.yaml': (text) =>
        `${text}\n- name: misspelt\n  source: |\n    def softmx(x):\n        return x\n` +
        `- name: stops\n  source: |\n    def softmax(x):\n        return x\n    nothing_here\n`,
    });
    expect(errorsOf(wrong)).toEqual([
      expect.stringMatching(/^mutants\.yaml:\d+: mutant “no Python” cannot be run: SyntaxError: .*line 1/u),
      expect.stringMatching(
        /^variants\.yaml:\d+: variant “misspelt” replaces nothing .* only softmx; is softmax meant\?/u,
      ),
      expect.stringMatching(/^variants\.yaml:\d+: variant “stops” cannot be run: NameError: .*nothing_here/u),
    ]);
  });
});
