import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { readGrade } from '../../src/ledger/grades.js';
import { admit } from '../../src/work/admit.js';
import { tryDispatch } from '../../src/work/dispatch/onlyDispatcher.js';
import { readOpenRegrade, readRunRows } from '../../src/work/regrades.js';
import { assay, startAssay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { gradeRow } from '../work/sample.js';
import { SOLUTION } from './files.js';

const CLASS = [1, 2, 3, 4];
const now = (): Date => new Date();

let folder: TestFolder;
let state: string;
let ledger: string;

/** A ledger of four submissions that somebody gave 1 point each, and no server. */
beforeAll(async () => {
  folder = await testFolder();
  state = join(folder.path, 'state');
  ledger = join(folder.path, 'ledger.db');
  await assay(['late', 'import', 'course', QUICK_COURSE_DIR, '--ledger', ledger], { state });
  const blobs = blobFolder(join(state, 'blobs'));
  using store = openForWriting(ledger, { now });
  for (const id of CLASS) {
    const bytes = notebookFile([`import time\ntime.sleep(1)  # ${id}\n${SOLUTION}`]);
    const { id: row } = admit(store, {
      ...{ course: 'quick', assignment: 'quick', submissionId: String(id), source: 'gradescope' },
      students: [{ email: `s${id}@example.edu` }],
      createdAt: '2027-04-11T03:04:05.000000Z',
      ...{ workClass: 'submission', lane: 'cpu', graderVersion: '1+a', assignmentDigest: `sha256:${'a'.repeat(64)}` },
      notebook: { blob: await blobs.put(bytes), digest: readNotebook(bytes, 'quick.ipynb').digest },
      ...{ fileName: 'quick.ipynb', contentDigest: String(id).repeat(64) },
    });
    gradeRow(store, row, { earnedMicroPoints: 1_000_000 });
  }
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const REGRADE = ['regrade', 'quick', '--course', QUICK_COURSE_DIR, '--workers', '1', '--as', 'ada'];
const run = (...args: readonly string[]) => assay([...args, '--ledger', ledger], { state });

/** The states of the regrade's rows. */
function states(): string[] {
  using store = openForReading(ledger, { now });
  const regrade = readOpenRegrade({ store, course: 'quick' }, 'quick');
  return regrade === undefined ? [] : readRunRows(store, regrade).map((row) => row.state);
}
const graded = (): number => states().filter((word) => word === 'graded').length;

it('without a server the command dispatches and grades, drains on a signal, and goes on where it stopped', async () => {
  const dry = await run(...REGRADE, '--dry-run');
  expect(dry.stdout).toContain('4 submissions to grade again');
  expect(states()).toEqual([]);

  const first = startAssay([...REGRADE, '--ledger', ledger], { state });
  await waitFor('one to be graded', () => graded() > 0);
  first.kill('SIGTERM');
  expect((await first.ended).exitCode).toBe(130);
  expect(first.said()).toContain('Draining');
  expect(graded()).toBeLessThan(4);

  const last = await run(...REGRADE);
  expect(last.stdout).toContain('0 submissions to grade again, 0 to try again, 4 in it already.');
  expect(last.stdout).toContain('quick: 4 graded again, 0 without a grade, 0 not yet.');
  expect(last.exitCode).toBe(0);
  expect((await run('regrade', 'publish', 'quick', '--as', 'ada')).stderr).toContain('Give --reason.');
  const published = await run('regrade', 'publish', 'quick', '--as', 'ada', '--reason', 'by hand before');
  expect(published.stdout).toContain('4 grades published.');
  using store = openForReading(ledger, { now });
  expect(readGrade({ store, course: 'quick' }, '1')?.earnedMicroPoints).toBe(3_000_000);
}, 240_000);

it('where another process dispatches the ledger, the command waits for that one alone', async () => {
  using store = openForWriting(ledger, { now });
  using _server = tryDispatch(store);
  const waiting = startAssay([...REGRADE, '--ledger', ledger], { state });
  await waiting.hasSaid(/The server of this ledger has it graded/u);
  waiting.kill('SIGTERM');
  expect((await waiting.ended).exitCode).toBe(130);
  expect(states()).toEqual(['queued', 'queued', 'queued', 'queued']);
  const cancelled = await run('regrade', 'cancel', 'quick', '--as', 'ada', '--reason', 'once is enough');
  expect(cancelled.stdout).toContain('4 submissions were not graded yet');
}, 120_000);
