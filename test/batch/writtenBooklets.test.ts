import { join } from 'node:path';
import { expect, it } from 'vitest';
import { printBooklets, type PrintedFile } from '../../src/batch/printBooklets.js';
import { runFolder } from '../../src/batch/runFolder.js';
import { writtenSource } from '../../src/batch/writtenBooklets.js';
import { writtenIndex } from '../../src/batch/writtenIndex.js';
import { loadAssignment } from '../../src/course/load.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import type { BookletForm } from '../../src/written/print/booklet.js';
import type { Printer } from '../../src/written/print/printer.js';
import type { WrittenDocument } from '../../src/written/written.js';
import { sampleGrade } from '../results/sampleGrade.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';

const answered: WrittenDocument = {
  ...{ schemaVersion: 1, assignment: 'hw4', notebookDigest: 'd' },
  answers: [
    {
      ...{ number: '8.3', title: 'Written part', state: 'answered', foundBy: 'heading', cells: [3], source: 'So.' },
      ...{ answer: 'So.', isCut: false, pictures: [], leftOut: [] },
    },
  ],
};
const form: BookletForm = {
  ...{ course: 'C', assignment: 'hw4', title: 'Homework 4', paper: 'letter' },
  questions: [{ number: '8.3', title: 'Written part', points: 5, pages: 2 }],
};

it('takes the answers of a run, and one that cannot be printed costs only itself', async () => {
  await using temporary = await testFolder();
  const folder = runFolder(join(temporary.path, 'run'));
  const item = (key: string) => ({
    ...{ key, submissionId: key, people: [{ name: `=${key}`, email: null, sid: '7' }], createdAt: null },
    ...{ notebook: { path: 'x.ipynb', blob: 'a'.repeat(64), digest: 'd' }, problem: null, note: null },
  });
  const items = ['1', '2', '3'].map(item);
  await folder.writeRun({
    ...{ schemaVersion: 1, id: '0123456789ab', assignment: 'hw4', assignmentDigest: 'd', graderVersion: 'v' },
    ...{ checks: null, source: 's', startedAt: '2027-01-01T00:00:00Z', items },
  });
  for (const one of items.slice(0, 2)) {
    await folder.writeGrade(one, sampleGrade(), { results: '{}', executed: '{}', written: answered });
  }
  const loaded = await loadAssignment(join(PACKAGE_DIR, 'graders'), 'hw4');
  const blobs = blobFolder(join(temporary.path, 'blobs'));
  const source = await writtenSource(folder.path, { loaded, blobs });
  const [first, second, third] = source.items;
  if (first === undefined || second === undefined || third === undefined) throw new Error('the run has three');
  expect(await source.booklet(first)).toMatchObject({ key: '1', answers: answered.answers, problem: null });
  expect(await source.booklet(third)).toMatchObject({
    answers: [],
    problem: 'Its notebook is no longer kept on this machine.',
  });

  // A printer that fails at the second student's answers, as one that runs out of time would.
  const printer: Printer = {
    print: (booklets) =>
      booklets.some(({ key, answers }) => key === '2' && answers.length > 0)
        ? Promise.reject(new Error('out of time'))
        : Promise.resolve({ pdf: Buffer.from('%PDF'), fits: booklets.map(() => [{ scale: 1, needed: 3 }]) }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const files: PrintedFile[] = [];
  for await (const file of printBooklets({ source, printer, form, together: true, onPrinted: () => undefined }))
    files.push(file);
  expect(writtenIndex(files, form).split('\r\n').slice(1, 4)).toEqual([
    "hw4-written-1.pdf,1,3,1,'=1,7,,8.3,,,8.3,0,",
    "hw4-written-1.pdf,4,6,2,'=2,7,,,,,8.3,0,The answers could not be printed. Look into the notebook.",
    "hw4-written-1.pdf,7,9,3,'=3,7,,,,,8.3,0,Its notebook is no longer kept on this machine.",
  ]);
  const hw1 = await loadAssignment(join(PACKAGE_DIR, 'graders'), 'hw1');
  await expect(writtenSource(folder.path, { loaded: hw1, blobs })).rejects.toThrow('is a run of hw4, not of hw1.');
});
