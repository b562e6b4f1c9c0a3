import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { freeze } from '../../src/course/freeze.js';
import { blobsOfVersion } from '../../src/course/frozen.js';
import { readStoredFiles, removeStoredFile } from '../../src/retention/files.js';
import { prune, type PruneOptions, type Removed } from '../../src/retention/prune.js';
import { startDailyPruning } from '../../src/retention/daily.js';
import type { Tally } from '../../src/retention/tally.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { blobFile } from '../../src/machine/blobStore.js';
import { holdBlobs } from '../../src/machine/heldBlobs.js';
import { openForWriting } from '../../src/ledger/open.js';
import type { Store } from '../../src/db/store.js';
import { recordVersion } from '../../src/ledger/versions.js';
import { cancel, force } from '../../src/work/decide.js';
import { readWork } from '../../src/work/rows.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { beginCourse, gradeOf, now } from '../ledger/sample.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';
import { submit } from '../work/sample.js';

const DAY_MS = 86_400_000;
const TERMS = { feedbackDays: 100, fileDays: 30 };
const at = (days: number): Date => new Date(now().getTime() + days * DAY_MS);

/** A state folder with a ledger whose clock can be set, and blobs stored at the beginning of time. */
async function place() {
  const folder = await testFolder();
  let clock = now();
  const store = openForWriting(join(folder.path, 'ledger.db'), { now: () => clock });
  beginCourse(store);
  const blobsDir = join(folder.path, 'blobs');
  const blobs = blobFolder(blobsDir);
  const options = { store, stateDir: folder.path, terms: TERMS };
  return {
    ...{ store, blobs, blobsDir, stateDir: folder.path },
    setClock: (time: Date) => (clock = time),
    fileOf: (digest: string) => blobFile(blobsDir, digest),
    /** Stores a text, `days` after the beginning. */
    async put(text: string, days = 0, by: typeof blobs | ReturnType<typeof workersBlobs> = blobs): Promise<string> {
      const digest = await by.put(Buffer.from(text));
      for (const suffix of ['', '.worker']) {
        await utimes(blobFile(blobsDir, digest) + suffix, at(days), at(days)).catch(() => undefined);
      }
      return digest;
    },
    async prune(days: number, changes: Partial<PruneOptions> = {}): Promise<Removed[]> {
      const removed: Removed[] = [];
      for await (const one of prune({ ...options, now: at(days), ...changes })) removed.push(one);
      return removed;
    },
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A submission with this notebook, graded. */
function graded(store: Store, blob: string, workClass: 'feedback' | 'submission', email = 's1@example.edu'): string {
  const { id } = submit(store, email, { workClass, contentDigest: blob, notebook: { blob, digest: `sha256:${blob}` } });
  dispatch(store, id);
  const work = readWork(store, id);
  if (work === undefined || !commit(store, work, gradeOf(work.submissionId, 10))) throw new Error('not graded');
  return id;
}

it('removes files that nothing refers to, when they are old, and says what would go before', async () => {
  await using here = await place();
  const { store, blobs, fileOf } = here;
  const handedIn = await here.put('handed in');
  const waiting = await here.put('waits for its feedback');
  const written = await here.put('what people grade');
  const stray = await here.put('stray');
  const executed = await here.put('executed notebook', 0, workersBlobs(blobs));
  const recent = await here.put('recent', 20);
  graded(store, handedIn, 'submission');
  submit(store, 's2@example.edu', { workClass: 'feedback', notebook: { blob: waiting, digest: 'sha256:w' } });
  submit(store, 's3@example.edu', { written });
  const draft = `${fileOf(recent)}.${'a'.repeat(12)}`;
  const freshDraft = `${fileOf(recent)}.${'b'.repeat(12)}`;
  for (const [file, days] of [
    [draft, 0],
    [freshDraft, 39.9],
  ] as const) {
    await writeFile(file, 'half');
    await utimes(file, at(days), at(days));
  }

  expect(await here.prune(29)).toEqual([{ kind: 'draft', id: recent, bytes: 4 }]);
  const would = await here.prune(40, { dryRun: true });
  expect(existsSync(fileOf(stray)) && existsSync(fileOf(executed))).toBe(true);
  expect(new Set(would.map(({ id }) => id))).toEqual(new Set([stray, executed]));
  expect(await here.prune(40)).toEqual(would);
  expect(
    [stray, executed, `${executed}.worker`].map((name) => existsSync(fileOf(name.slice(0, 64)) + name.slice(64))),
  ).toEqual([false, false, false]);
  for (const kept of [handedIn, waiting, written, recent]) expect((await blobs.get(kept)).length).toBeGreaterThan(0);
  expect(existsSync(freshDraft)).toBe(true);
  expect((await here.prune(4000)).map(({ id }) => id)).toEqual(expect.arrayContaining([recent]));
  for (const kept of [handedIn, waiting, written]) expect((await blobs.get(kept)).length).toBeGreaterThan(0);
});

it('removes feedback that ended long ago with its notebook, and no submission ever', async () => {
  await using here = await place();
  const { store, blobs } = here;
  const asked = await here.put('asked for feedback');
  const shared = await here.put('asked for, and handed in');
  const feedback = [graded(store, asked, 'feedback'), graded(store, shared, 'feedback')];
  const submission = graded(store, shared, 'submission');
  const cancelled = submit(store, 's2@example.edu', { workClass: 'feedback' }).id;
  cancel(store, cancelled, { actor: 'staff:ada', reason: 'r' });
  const queued = submit(store, 's3@example.edu', { workClass: 'feedback' }).id;

  expect(await here.prune(99)).toEqual([]);
  const would = await here.prune(101, { dryRun: true });
  expect(would.map(({ kind }) => kind).sort()).toEqual(['blob', 'feedback', 'feedback', 'feedback']);
  expect(would.find(({ id }) => id === feedback[0])?.bytes).toBeGreaterThan(100);
  expect(await here.prune(101)).toEqual(would);
  expect([...feedback, cancelled].map((id) => readWork(store, id))).toEqual([undefined, undefined, undefined]);
  await expect(blobs.get(asked)).rejects.toThrow();
  await blobs.get(shared);
  expect([readWork(store, submission)?.state, readWork(store, queued)?.state]).toEqual(['graded', 'queued']);
  expect(await here.prune(101)).toEqual([]);
});

it('keeps what the folder of a batch refers to, as long as it is there', async () => {
  await using here = await place();
  const item = await here.put('of a batch');
  const run = join(here.stateDir, 'elsewhere', 'run.json');
  await mkdir(dirname(run));
  await writeFile(run, '{}');
  await holdBlobs(here.stateDir, 'abc123', { file: run, digests: [item] });
  expect(await here.prune(4000)).toEqual([]);
  await rm(run);
  // A folder that cannot be seen for a while is not one that is gone.
  const hold = join(here.stateDir, 'holds', 'abc123.json');
  await utimes(hold, at(3980), at(3980));
  expect(await here.prune(4000)).toEqual([]);
  expect((await here.prune(4020)).map(({ id }) => id)).toEqual([item]);
  expect(existsSync(hold)).toBe(false);
});

it('leaves a file alone that is stored again, or referred to, while it is being removed', async () => {
  await using here = await place();
  const digest = await here.put('an upload');
  const list = async () =>
    (await readStoredFiles(here.blobsDir, digest.slice(0, 2))).filter(({ kind }) => kind === 'blob');
  const [seen] = await list();
  if (seen === undefined) throw new Error('there is no file');
  // The upload's own put, after the file was looked at and before its row is there.
  await here.put('an upload', 1);
  expect(await removeStoredFile(seen, () => false)).toBe(false);
  const [again] = await list();
  if (again === undefined) throw new Error('the file is gone');
  expect(await removeStoredFile(again, () => true)).toBe(false);
  expect((await here.blobs.get(digest)).toString()).toBe('an upload');
  expect(await list()).toEqual([again]);
  expect(await removeStoredFile(again, () => false)).toBe(true);
  expect(await list()).toEqual([]);
});

it('a blob that a worker stores again bears its mark again', async () => {
  await using here = await place();
  const workers = workersBlobs(here.blobs);
  const digest = await here.put('a grade', 0, workers);
  await here.prune(40);
  expect(await here.blobs.isWorkers(digest)).toBe(false);
  await workers.put(Buffer.from('a grade'));
  expect(await here.blobs.isWorkers(digest)).toBe(true);
  expect((await stat(here.fileOf(digest))).size).toBe((await readFile(here.fileOf(digest))).length);
});

it('is done again and again while the server runs, in steps that leave its event loop free', async () => {
  await using here = await place();
  for (let n = 0; n < 150; n++) await here.put(`stray ${n}`);
  for (let n = 0; n < 150; n++)
    cancel(here.store, submit(here.store, 's1@example.edu', { workClass: 'feedback' }).id, { actor: 'a', reason: 'r' });
  const tallies: Tally[] = [];
  const errors: unknown[] = [];
  let turns = 0;
  const counter = setInterval(() => (turns += 1), 1);
  const daily = startDailyPruning({
    ...{ store: here.store, stateDir: here.stateDir, terms: TERMS, now: () => at(200), firstMs: 1, everyMs: 50 },
    onPruned: (tally) => tallies.push(tally),
    onError: (error) => errors.push(error),
  });
  await waitFor('two rounds', () => tallies.length >= 2);
  await daily[Symbol.asyncDispose]();
  clearInterval(counter);
  expect(errors).toEqual([]);
  expect(tallies[0]).toMatchObject({ feedback: { count: 150 }, blob: { count: 150 } });
  expect(tallies[1]).toMatchObject({ feedback: { count: 0 }, blob: { count: 0 } });
  expect(turns).toBeGreaterThan(10);
  const rounds = tallies.length;
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(tallies).toHaveLength(rounds);
});

it('force and prune agree: what staff queued again is not old', async () => {
  await using here = await place();
  const { id } = submit(here.store, 's1@example.edu', { workClass: 'feedback' });
  cancel(here.store, id, { actor: 'a', reason: 'r' });
  here.setClock(at(150));
  force(here.store, id, { actor: 'a', reason: 'r' }, '1.0.0');
  expect(await here.prune(200)).toEqual([]);
  expect(readWork(here.store, id)?.state).toBe('queued');
});

it('keeps the versions of assignments that are published or that rows name, with all their files', async () => {
  await using here = await place();
  await using course = await testFolder(QUICK_COURSE_DIR);
  const { store, blobs } = here;
  const { digest } = await freeze(blobs, course.path, 'quick');
  await appendFile(join(course.path, 'quick', 'checks.py'), '# changed\n');
  const { digest: newer } = await freeze(blobs, course.path, 'quick');
  recordVersion(store, { course: 'quick', assignment: 'quick', digest });
  const own = new Set(await blobsOfVersion(blobs, digest));
  const others = (await blobsOfVersion(blobs, newer)).filter((one) => !own.has(one));
  const removed = await here.prune(100_000);
  expect(removed.map(({ id }) => id).sort()).toEqual(others.sort());
  for (const one of own) await blobs.get(one);
});
