import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startBatch, type BatchOptions } from '../../src/batch/runBatch.js';
import { runFolder } from '../../src/batch/runFolder.js';
import { loadAssignment } from '../../src/course/load.js';
import { QUEUE_NAMES } from '../../src/queue/job.js';
import { openProducer, type Producer } from '../../src/queue/producer.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { openDesk, type Desk } from '../work/desk.js';
import { item } from './sampleRun.js';

let desk: Desk;
let producer: Producer;
let ended: string[];
beforeEach(async () => {
  desk = await openDesk();
  producer = openProducer(desk.redis, 'cpu', '1.0.0');
  ended = [];
});
afterEach(async () => {
  await producer[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const folder = () => runFolder(join(desk.folder, 'run'));

async function batchOf(names: readonly string[], changes: Partial<BatchOptions> = {}): Promise<BatchOptions> {
  const loaded = await loadAssignment(QUICK_COURSE_DIR, 'quick');
  const items = names.map((name) => item(name));
  const about = { assignment: 'quick', assignmentDigest: loaded.digest, graderVersion: '1.0.0', source: '' };
  const run = { schemaVersion: 1, id: '0'.repeat(12), ...about, checks: null, startedAt: '', items } as const;
  const onEnd: BatchOptions['onEnd'] = ({ key }) => ended.push(key);
  const options = { run, folder: folder(), loaded, items, producer, blobs: desk.blobs, window: 2, onEnd };
  return { ...options, run: { ...run, items }, ...changes };
}

/** A worker whose grades can be fetched. */
const work = (ms = 0): AsyncDisposable =>
  desk.work({
    process: async (job) => {
      await sleep(ms);
      return { ...(await desk.grade(job.data)), executed: await desk.blobs.put(Buffer.from('{}')) } as never;
    },
  });

const jobsInQueue = (): Promise<number> => desk.client.zcard(`bull:${QUEUE_NAMES.cpu}:prioritized`);

it('a drain takes back what is being sent at that moment', async () => {
  let proceed: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (proceed = resolve));
  let isSent = false;
  const slow: Producer = {
    ...producer,
    async add(job) {
      const id = await producer.add(job);
      isSent = true;
      await isAsked;
      return id;
    },
  };
  const batch = startBatch(await batchOf(['Ada', 'Bela', 'Chidi'], { producer: slow, window: 1 }));
  await waitFor('a job to be sent', () => isSent);
  const drained = batch.drain();
  proceed();
  await drained;
  await batch.ended;
  expect(await jobsInQueue()).toBe(0);
  expect(ended).toEqual([]);
});

it('a disk that is full ends it with that failure: nothing more is sent, and what was is taken back', async () => {
  await mkdir(desk.folder, { recursive: true });
  // No folder can be made below a file.
  await writeFile(join(desk.folder, 'run'), '');
  const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
  const batch = startBatch(await batchOf(names, { window: 4 }));
  await waitFor('a window to be sent', async () => (await jobsInQueue()) === 4);
  work(50);
  await expect(batch.ended).rejects.toThrow(/ENOTDIR|EEXIST/u);
  expect(await jobsInQueue()).toBe(0);
  const begun = desk.begun.length;
  expect(begun).toBeLessThan(6);
  await sleep(300);
  expect(desk.begun).toHaveLength(begun);
  expect(ended).toEqual([]);
});

it('otherwise everything ends in the folder', async () => {
  work();
  const names = ['Ada', 'Bela', 'Chidi'];
  await startBatch(await batchOf(names)).ended;
  expect(ended.sort()).toEqual(names);
  expect(await readdir(join(folder().path, 'submissions'))).toEqual(names);
});

it('keeps the answers to what people grade beside the grade', async () => {
  work();
  const options = await batchOf(['Ada']);
  const { assignment } = options.loaded;
  const manual = [{ number: '2', title: 'Essay', points: 1 }];
  const essay = { markdown: '## 2 Essay\n\nBecause $x > 0$.' };
  const blob = await desk.blobs.put(notebookFile(['x = 1', essay]));
  const ada = item('Ada', { notebook: { path: 'ada.ipynb', blob, digest: `sha256:${'b'.repeat(64)}` } });
  const loaded = { ...options.loaded, assignment: { ...assignment, manual } };
  await startBatch({ ...options, loaded, items: [ada] }).ended;
  const written = await readFile(join(folder().path, 'submissions', 'Ada', 'written.json'), 'utf8');
  expect(JSON.parse(written)).toMatchObject({
    assignment: 'quick',
    answers: [{ number: '2', state: 'answered', answer: 'Because $x > 0$.' }],
  });
});
