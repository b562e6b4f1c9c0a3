import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { folderBlobStore } from '../../src/machine/blobStore.js';
import { openForWriting } from '../../src/ledger/open.js';
import { admit } from '../../src/work/admit.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { SOLUTION } from './files.js';

const QUICK = ['--course', QUICK_COURSE_DIR];
const EXPORT = `---
submission_11:
  :submitters:
  - :name: Ada Example
    :sid: '007'
    :email: ada@example.edu
  :created_at: 2027-04-16 05:59:00.000000000 Z
submission_12:
  :submitters:
  - :name: Bela Example
    :email: bela@example.edu
  :created_at: 2027-04-10 03:04:05.000000000 Z
submission_13:
  :submitters: []
  :created_at: 2027-04-10 03:04:05.000000000 Z
`;

let folder: TestFolder;
let state: string;
let ledger: string;
beforeAll(async () => {
  folder = await testFolder();
  state = join(folder.path, 'state');
  ledger = join(folder.path, 'ledger.db');
  await writeExport({ 11: SOLUTION, 12: 'double = 1', 13: SOLUTION });
  expect((await late(['import', 'course', QUICK_COURSE_DIR])).exitCode).toBe(0);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

async function writeExport(cells: Readonly<Record<number, string>>): Promise<void> {
  const root = join(folder.path, 'export');
  for (const [id, cell] of Object.entries(cells)) {
    await mkdir(join(root, `submission_${id}`), { recursive: true });
    await writeFile(join(root, `submission_${id}`, 'quick.ipynb'), notebookFile([cell]));
  }
  await writeFile(join(root, 'submission_metadata.yml'), EXPORT);
}

const late = (args: readonly string[]) => assay(['late', ...args, '--ledger', ledger], { state });
const batch = (args: readonly string[]) => assay(['batch', ...args], { state });
const publish = (out: string, more: readonly string[]) =>
  batch(['publish', join(folder.path, out), '--ledger', ledger, '--as', 'grace', ...more]);
const shown = async (who: string): Promise<{ rawScore: string | null; hoursUsed: number }> => {
  const { stdout } = await late(['show', who, '--json']);
  const { assignments } = JSON.parse(stdout) as {
    assignments: Record<string, { rawScore: string; hoursUsed: number }>;
  };
  return assignments['quick'] ?? { rawScore: null, hoursUsed: -1 };
};

describe('assay batch and the ledger', { timeout: 120_000 }, () => {
  it('publishes an export: a dry run stores nothing, lateness is of the upload, what names nobody is left out', async () => {
    const run = await batch(['run', 'quick', join(folder.path, 'export'), ...QUICK, '--out', join(folder.path, 'one')]);
    expect(run.stdout).toContain('3 of 3 submissions graded');

    const dry = await publish('one', ['--dry-run']);
    expect(dry.stdout).toContain('2 grades published, 0 were there already.');
    expect(dry.stdout).toContain('Left out 13: the ledger does not know it');
    expect((await late(['show', 'ada@example.edu'])).exitCode).toBe(2);

    expect((await publish('one', ['--reason', 'first grading'])).exitCode).toBe(0);
    expect(await shown('ada@example.edu')).toMatchObject({ rawScore: '3.00', hoursUsed: 6 });
    expect(await shown('bela@example.edu')).toMatchObject({ rawScore: '0.00', hoursUsed: 0 });
    const again = await publish('one', ['--reason', 'first grading']);
    expect(again.stdout).toContain('0 grades published, 2 were there already.');
  });

  it('grades again what the server keeps of a list of students, and says in a diff whose score changed and why', async () => {
    const blobs = folderBlobStore(join(state, 'blobs'));
    const bytes = notebookFile([SOLUTION]);
    using store = openForWriting(ledger, { now: () => new Date() });
    admit(store, {
      course: 'quick',
      assignment: 'quick',
      submissionId: '21',
      students: [{ email: 'bela@example.edu' }],
      createdAt: '2027-04-11T03:04:05.000000Z',
      source: 'gradescope',
      workClass: 'submission',
      lane: 'cpu',
      assignmentDigest: `sha256:${'a'.repeat(64)}`,
      graderVersion: '1+a',
      notebook: { blob: await blobs.put(bytes), digest: readNotebook(bytes, 'quick.ipynb').digest },
      fileName: 'quick.ipynb',
      contentDigest: 'c'.repeat(64),
    });
    const out = join(folder.path, 'two');
    const students = ['--students', 'bela@example.edu', '--pick', 'latest', '--ledger', ledger];
    const run = await batch(['run', 'quick', ...students, ...QUICK, '--out', out]);
    expect(run.stdout).toContain('1 of 1 submissions graded');

    const diff = await batch(['diff', join(folder.path, 'one'), out]);
    expect(diff.exitCode).toBe(1);
    expect(diff.stdout).toContain('Bela Example (21): 0 points, failed → 3 points, passed; the code changed');
    expect(diff.stdout).toContain('1.1 doubles: failed, 0 → passed, 2');
    const unexplained = await publish('two', []);
    expect(unexplained).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no reason') as string });
    expect((await publish('two', ['--reason', 'newest work'])).exitCode).toBe(0);
    const { stdout: log } = await late(['export', '--format', 'audit']);
    expect(log).toMatch(
      /"actor":"staff:grace".*"reason":"newest work".*submission_graded|submission_graded.*"newest work"/u,
    );
    expect(await shown('bela@example.edu')).toMatchObject({ rawScore: '3.00', hoursUsed: 0 });
    const nobody = await batch(['run', 'quick', '--students', 'zoe@example.edu', '--ledger', ledger, ...QUICK]);
    expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('zoe@example.edu') as string });
  });
});
