import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import type { Validation } from '../../src/validate/validate.js';
import { validationPage } from '../../src/validate/validationPage.js';
import { validationText } from '../../src/validate/validationText.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { AUTHOR_COURSE_DIR, errorsOf, newCourse, validationOf } from './validationOf.js';

let folder: TestFolder;
beforeAll(async () => void (folder = await testFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

async function validated(id: string, courseDir = AUTHOR_COURSE_DIR): Promise<Validation> {
  return validationOf(await loadAssignment(courseDir, id), folder.path);
}

describe('validation', { timeout: 900_000 }, () => {
  it('lets a new assignment be published as `assay new` makes it, and the second time tries nothing again', async () => {
    await using course = await newCourse();
    const first = await validated('hw5', course.path);
    expect(errorsOf(first)).toEqual([]);
    expect(first.notebooks).toMatchObject({
      earnedMicroPoints: 5_000_000,
      maxMicroPoints: 5_000_000,
      starterEarns: [],
    });
    expect(first.written.mutants.map(({ fails }) => fails)).toEqual([
      ['1.1', '1.2', '1.3'],
      ['1.1', '1.2', '1.3'],
      ['1.3'],
    ]);
    expect(first.made.killed).toBe(first.made.of);
    expect(first.made.of).toBeGreaterThan(8);
    expect(first.tries.made).toBe(first.tries.of);
    const second = await validated('hw5', course.path);
    expect(second.tries).toEqual({ made: 0, of: first.tries.of });
    expect(validationText(second)).toContain('✓ hw5 may be published.');
  });

  it('names what is wrong with bad checks, each fault in a line', async () => {
    const bad = await validated('bad');
    const text = errorsOf(bad).join('\n');
    for (const said of [
      'mutants.yaml:1: mutant “over the columns”: 1.1 the shape lets it pass.',
      'mutant “of a check that is not there” names 9.9, and there is no such check.',
      'mutant “of nothing” replaces nothing that the solution defines: it has only ',
      'Check 1.1 passes zeros of the right shape; ones of the right shape; random noise of the right shape;',
      'Check 1.2 breaks where a function answers True, an empty text, a text,',
      'starter.ipynb holds a line of the solution’s `softmax`: return e / e.sum(axis=1, keepdims=True)',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/Check 1\.3 is wrong about the solution \d+ times in 20/u);
    expect(text).toMatch(/\d+ of \d+ mutants are caught, fewer than 95 %/u);
    expect(bad.made.survivors.length).toBeGreaterThan(0);
    const page = validationPage([bad]);
    expect(page).toContain('✗ To mend in 1 of 1: bad.');
    expect(page).not.toMatch(/<script/u);
  });
});
