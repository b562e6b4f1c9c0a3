import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freeze } from '../../src/course/freeze.js';
import { openQueueRedis } from '../../src/queue/connection.js';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { admit } from '../../src/work/admit.js';
import { startDispatcher } from '../../src/work/dispatch/dispatcher.js';
import { statusOf } from '../../src/work/status.js';
import { draft, homework, newStore, COURSE } from '../ledger/sample.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebook, notebookFile } from '../support/notebook.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { digest, request } from '../work/sample.js';
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
  recordEvents(store, COURSE, [draft(homework('quick', '2027-02-10T23:59:00'))]);
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
