import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freeze } from '../../src/course/freeze.js';
import { openQueueRedis } from '../../src/queue/connection.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { admit } from '../../src/work/admit.js';
import { all } from '../../src/db/store.js';
import { tryDispatch } from '../../src/work/dispatch/onlyDispatcher.js';
import { startDispatcher } from '../../src/work/dispatch/dispatcher.js';
import { statusOf } from '../../src/work/status.js';
import { draft, homework, newStore, COURSE } from '../ledger/sample.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebook, notebookFile } from '../support/notebook.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { openDesk } from '../work/desk.js';
import { digest, request, submit } from '../work/sample.js';
import { SOLUTION } from './files.js';

it('a batch that grades by itself takes nothing that waits in a server’s queue', async () => {
  await using folder = await testFolder();
  await using server = await redisServer(folder.path);
  await using ledger = await newStore();
  const { store } = ledger;
  const state = join(folder.path, 'state');
  const env = { REDIS_URL: server.url };
  await using redis = await openQueueRedis(state, env);
  const blobs = blobFolder(join(state, 'blobs'));
  recordEvents({ store, course: COURSE }, [draft(homework('quick', '2027-02-10T23:59:00'))]);
  const { digest: assignmentDigest } = await freeze(blobs, QUICK_COURSE_DIR, 'quick');
  const live = { blob: await blobs.put(notebookFile([SOLUTION])), digest: notebook([SOLUTION]).digest };
  const asked = { assignment: 'quick', assignmentDigest, submissionId: 'live', notebook: live };
  const { id } = admit(store, request({ ...asked, contentDigest: digest(1) }));
  await using _dispatcher = startDispatcher({ store, redis, blobs, lanes: ['cpu'], reconcileMs: 200 });
  await waitFor('it to be queued', () => statusOf(store, id)?.state === 'dispatched');

  await mkdir(join(folder.path, 'class'));
  await writeFile(join(folder.path, 'class', 'ada.ipynb'), notebookFile(['double = 1']));
  const source = [join(folder.path, 'class'), '--course', QUICK_COURSE_DIR, '--out', join(folder.path, 'out')];
  const run = await assay(['batch', 'run', 'quick', ...source, '--workers', '1'], { state, env });
  expect(run.stdout).toContain('1 of 1 submissions graded');
  expect(statusOf(store, id)).toMatchObject({ state: 'dispatched', attempt: 1 });
  const client = redis.connect('failing');
  // The job still waits, and of the batch’s own queue nothing is left.
  expect(await client.zcard('bull:assay-grade-cpu:prioritized')).toBe(1);
  expect(await client.keys('assay-own-*')).toEqual([]);
  client.disconnect();
}, 120_000);

it('where a server has the ledger and a worker is there, its rows are handed out by that one as class batch', async () => {
  await using desk = await openDesk();
  using _server = tryDispatch(desk.store);
  desk.dispatch();
  recordEvents({ store: desk.store, course: 'quick' }, [draft(homework('quick', '2027-02-10T23:59:00'))]);
  const cells = ['double = 1'];
  desk.work({
    process: async ({ data }) => {
      const graded = await desk.grade(data, { notebookDigest: notebook(cells).digest });
      return { ...graded, executed: await desk.blobs.put(Buffer.from('{}')) } as never;
    },
  });
  const live = submit(desk.store, 's1@example.edu');
  const [source, out] = [join(desk.folder, 'class'), join(desk.folder, 'out')];
  await mkdir(source);
  await writeFile(join(source, 'ada.ipynb'), notebookFile(cells));
  const args = ['run', 'quick', source, '--course', QUICK_COURSE_DIR, '--out', out, '--ledger', desk.file];
  const run = await assay(['batch', ...args], { state: desk.folder, env: { REDIS_URL: desk.server.url } });
  expect([run.stdout, run.stderr]).toEqual([
    expect.stringContaining('1 of 1 submissions graded') as string,
    expect.stringContaining('The server of this ledger has it graded') as string,
  ]);
  expect((await readdir(out)).includes('work')).toBe(false);
  await desk.reach([live.id], 'needsStaff');
  const rows = all(desk.store, desk.store.query.selectFrom('work').selectAll().where('workClass', '=', 'batch'));
  expect(rows).toMatchObject([{ course: 'quick', assignment: 'quick', state: 'graded', gradedSeq: null }]);
}, 60_000);
