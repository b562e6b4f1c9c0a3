import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { openNotebook } from '../../src/intake/openNotebook.js';
import { newAssignment } from '../../src/scaffold/newAssignment.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

const TEMPLATE = join(PACKAGE_DIR, 'template', 'homework');
const TODAY = Temporal.PlainDate.from('2027-01-05');
const COURSE = 'schemaVersion: 1\nid: demo\ntitle: Demo\ntimeZone: America/New_York\n';

async function emptyCourse() {
  const folder = await testFolder();
  await writeFile(join(folder.path, 'course.yaml'), COURSE);
  return folder;
}

// That what it makes validates is seen in test/validate.
describe('a new assignment', () => {
  it('has its id, a title, and a due time two weeks after the last one', async () => {
    await using course = await emptyCourse();
    const first = await newAssignment(course.path, TEMPLATE, { id: 'hw1' }, TODAY);
    expect(first).toMatchObject({ title: 'Homework 1', due: '2027-01-19T23:59' });
    await newAssignment(
      course.path,
      TEMPLATE,
      { id: 'final-lab', title: 'A “lab”: part 1', due: '2027-05-01T12:00' },
      TODAY,
    );
    const third = await newAssignment(course.path, TEMPLATE, { id: 'hw2' }, TODAY);
    expect(third.due).toBe('2027-05-15T12:00');

    const { assignment, dir } = await loadAssignment(course.path, 'final-lab');
    expect(assignment).toMatchObject({ title: 'A “lab”: part 1', due: { local: '2027-05-01T12:00' } });
    for (const name of ['starter.ipynb', 'solution.ipynb']) {
      const { cells } = await openNotebook(join(dir, name));
      expect(cells[0]?.source).toMatch(/^# A “lab”: part 1\n\n/u);
    }
    // The checker reads it as another user.
    for (const name of ['.', ...(await readdir(dir))]) expect((await stat(join(dir, name))).mode & 0o004).toBe(0o004);
    expect(await readFile(join(dir, 'assignment.yaml'), 'utf8')).toContain('# Graded by people.');
  });

  it.each([
    ['an id with capitals', { id: 'HW5' }, /“HW5” cannot name an assignment\. Course staff: use small letters/u],
    ['a path', { id: '../hw5' }, /cannot name an assignment/u],
    ['an empty title', { id: 'hw5', title: ' ' }, /cannot be a title/u],
    ['no wall time', { id: 'hw5', due: 'tomorrow' }, /due\.local/u],
    ['an hour that clocks skip', { id: 'hw5', due: '2027-03-14T02:30' }, /clocks skip it/u],
  ])('refuses %s, and leaves nothing behind', async (_name, ask, text) => {
    await using course = await emptyCourse();
    await expect(newAssignment(course.path, TEMPLATE, ask, TODAY)).rejects.toThrow(text);
    expect(await readdir(course.path)).toEqual(['course.yaml']);
  });

  it('refuses a folder that is there, whatever is in it', async () => {
    await using course = await emptyCourse();
    await newAssignment(course.path, TEMPLATE, { id: 'hw5', title: 'Mine' }, TODAY);
    await expect(newAssignment(course.path, TEMPLATE, { id: 'hw5' }, TODAY)).rejects.toThrow(/such a folder already/u);
    expect((await loadAssignment(course.path, 'hw5')).assignment.title).toBe('Mine');
  });
});
