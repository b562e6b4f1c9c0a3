import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { startAssay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { redisServer } from '../support/redisServer.js';
import { zipOf } from '../support/zip.js';
import { metadataOf, send, sendSigned, submission, type Answer, type SubmissionParts } from './client.js';

/** docs/service.md says to give it 1 GiB. */
const HEAP_MIB = 64;

/** A notebook whose outputs hold millions of numbers: `bytes` of work for a reader, and little to send in a zip. */
function padded(source: string, bytes: number): Buffer {
  const [before = '', after = ''] = notebookFile([source]).toString().split('"outputs":[]');
  // So much chance that it is no bomb.
  const noise = randomBytes(bytes / 250).toString('base64');
  return Buffer.from(`${before}"outputs":["${noise}",${'1234567,'.repeat((bytes - noise.length) / 8)}0]${after}`);
}

/** Within every limit: archives that unpack to 245 MB together, and metadata of millions of values. */
async function worstArchives(id: number): Promise<SubmissionParts> {
  const archives = [0, 1, 2, 3, 4].map(async (number) => {
    const content = await zipOf({ 'hw.ipynb': padded(`x = ${number % 2}`, 48_900_000) });
    return [`${number}.zip`, content] as const;
  });
  const results = Array.from({ length: 90_000 }, (_, number) => ({ name: `test ${number}`, score: '1', output: 'é' }));
  const previous = [{ id: 1, submission_time: '2027-02-10T10:00:00.000000-08:00', score: '1', results }];
  return { id, metadata: { ...metadataOf(id), previous_submissions: previous }, files: await Promise.all(archives) };
}

/** The largest notebooks. */
function worstFiles(id: number): SubmissionParts {
  return { id, files: [0, 1].map((number) => [`${number}.ipynb`, padded(`x = ${number}`, 48_900_000)] as const) };
}

it('a server with a small heap takes the worst uploads at once, and answers meanwhile', async () => {
  await using folder = await testFolder();
  await using redis = await redisServer(folder.path);
  const state = await openStateDir(join(folder.path, 'state'));
  const purpose = { course: 'quick', assignment: 'quick', workClass: 'submission' } as const;
  const key = await openHookKeys(state).create(purpose, new Date());
  const server = startAssay(['serve', '--course', QUICK_COURSE_DIR, '--listen', '127.0.0.1:0'], {
    state,
    env: { REDIS_URL: redis.url, NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` },
  });
  await server.hasSaid(/"ready"/u);
  const port = Number(/"port":(\d+)/u.exec(server.said())?.[1]);
  const uploads = [await worstArchives(1), worstFiles(2)];
  const post = (parts: SubmissionParts): Promise<Answer> => sendSigned(port, key, submission(parts));

  // A neighbour on this machine can hold the loop up; only what is read on it does so each time.
  const delays: number[] = [];
  for (let round = 0; round < 3 && !delays.some((ms) => ms <= 100); round++) {
    await delayMs(port);
    for (const { status, body } of await Promise.all(uploads.map(post))) {
      expect(status).toBe(200);
      expect(JSON.stringify(body.results)).toMatch(/There are [25] notebooks: /u);
    }
    delays.push(await delayMs(port));
  }
  expect((await post({ id: 3 })).status).toBe(202);
  expect(Math.min(...delays)).toBeLessThanOrEqual(100);
  server.kill('SIGTERM');
  expect((await server.ended).exitCode).toBe(0);
}, 240_000);

/** The 99th percentile of the server's event loop delay since it was last asked. */
async function delayMs(port: number): Promise<number> {
  const { body } = await send(port, { method: 'GET', target: '/metrics' });
  const { text } = body as unknown as { text: string };
  return Number(/^assay_nodejs_eventloop_lag_p99_seconds (\S+)$/mu.exec(text)?.[1]) * 1_000;
}
