import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { fileFolder } from '../support/perFile.js';
import { SOLUTION, writeNotebook } from './files.js';

const folder = fileFolder();

describe('an assignment for GPUs', { timeout: 60_000 }, () => {
  const courseThat = async (wants: string): Promise<TestFolder> => {
    const course = await testFolder(QUICK_COURSE_DIR);
    await appendFile(join(course.path, 'quick', 'assignment.yaml'), `gpu: ${wants}\n`);
    return course;
  };

  it('that prefers one is graded on processors at once, and the grade says so', async () => {
    await using course = await courseThat('preferred');
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const { exitCode, stdout } = await assay(['grade', 'quick', file, '--course', course.path], {
      state: folder.state,
    });
    expect(stdout).toContain('No GPU was to be had in time, so this ran on processors. That costs nothing.');
    expect(exitCode).toBe(0);
  });

  it('that needs one is refused, with what to do', async () => {
    await using course = await courseThat('required');
    const file = await writeNotebook(folder.path, 'ada.ipynb', [SOLUTION]);
    const { exitCode, stdout, stderr } = await assay(['grade', 'quick', file, '--course', course.path], {
      state: folder.state,
    });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/quick needs a GPU.*`assay submit`.*`gpu: preferred`/u);
    expect(exitCode).toBe(2);
  });
});
