import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { openHookKeys, type HookKey } from '../../src/server/hookKeys.js';
import { readEvents } from '../../src/store/events.js';
import { openForReading } from '../../src/store/open.js';
import { HOOK, send, sendSigned, submission, type Answer } from '../server/client.js';
import { assay, startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';

const COURSE = ['--course', QUICK_COURSE_DIR];
const SOLUTION = ['def double(x):\n    return 2 * x', 'answer = 42'];

let folder: TestFolder;
let redis: RedisServer;
let state: string;
let env: Record<string, string>;
let server: AssayProcess;
let worker: AssayProcess;
let port = 0;
let key: HookKey;

async function startServer(): Promise<AssayProcess> {
  const process = startAssay(['serve', ...COURSE, '--listen', `127.0.0.1:${port}`], { state, env });
  await process.hasSaid(/"ready"/u);
  port = Number(/"port":(\d+)/u.exec(process.said())?.[1]);
  return process;
}

beforeAll(async () => {
  folder = await testFolder();
  redis = await redisServer(folder.path);
  state = join(folder.path, 'state');
  env = { REDIS_URL: redis.url };
  expect((await assay(['keys', 'new', 'quick', ...COURSE], { state })).exitCode).toBe(0);
  const workerKey = (await assay(['keys', 'worker', 'w1'], { state })).stdout;
  const [made] = await openHookKeys(state).list();
  if (made === undefined) throw new Error('no key was made');
  key = made;
  server = await startServer();
  // A worker as on another machine: it shares Redis and a key, and no folder.
  worker = startAssay(['worker', '--concurrency', '1', ...COURSE], {
    state: join(folder.path, 'worker'),
    env: { ...env, ASSAY_SERVER_URL: `http://127.0.0.1:${port}`, ASSAY_WORKER_KEY: workerKey },
  });
  await worker.hasSaid(/"ready"/u);
});
afterAll(async () => {
  for (const process of [worker, server]) process.kill('SIGTERM');
  await Promise.all([worker.ended, server.ended]);
  await redis[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const poll = (id: string): Promise<Answer> =>
  sendSigned(port, key, { method: 'GET', target: `${HOOK}/${id}?waitSeconds=50` });
const post = (id: number, cells: readonly string[] = SOLUTION): Promise<Answer> =>
  sendSigned(port, key, submission({ id, files: [['hw.ipynb', notebookFile(cells)]] }));

it('grades: handed in, waited for, and known at once the next time', { timeout: 60_000 }, async () => {
  const first = await post(1);
  expect({ status: first.status, state: first.body.state }).toEqual({ status: 202, state: 'queued' });
  const { body } = await poll(first.body.id);
  expect(body.state).toBe('graded');
  expect(writtenResultsSchema.parse(body.results)).toMatchObject({ score: 3 });
  const again = await post(1);
  expect({ status: again.status, body: again.body }).toEqual({ status: 200, body });
  const metrics = (await send(port, { method: 'GET', target: '/metrics' })).body as unknown as { text: string };
  expect(metrics.text).toMatch(/^assay_commits_total\{result="graded"\} 1$/mu);
});

it('grades once, although the server is killed while a worker grades', { timeout: 90_000 }, async () => {
  const { id } = (await post(2, [...SOLUTION, 'import time; time.sleep(4)'])).body;
  await waitFor('a worker to begin', () => worker.said().includes('"submission":"2"'));
  const waiting = poll(id).catch((error: unknown) => error);
  server.kill('SIGKILL');
  await server.ended;
  expect(await waiting).toBeInstanceOf(Error);
  server = await startServer();
  const { body } = await poll(id);
  expect({ state: body.state, score: body.results?.['score'] }).toEqual({ state: 'graded', score: 3 });
  using store = openForReading(join(state, 'ledger.db'), { now: () => new Date() });
  const graded = readEvents(store, 'quick', { types: ['submission_graded'] });
  expect(graded.filter(({ content }) => 'submissionId' in content && content.submissionId === '2')).toHaveLength(1);
});

it('stops when it is told: answers who waits, and ends with 0', async () => {
  worker.kill('SIGTERM');
  await worker.ended;
  const { id } = (await post(3)).body;
  const waiting = poll(id);
  await waitFor('the long poll to wait', async () => {
    const { body } = await send(port, { method: 'GET', target: '/metrics' });
    return /^assay_http_waiting 1$/mu.test((body as unknown as { text: string }).text);
  });
  server.kill('SIGTERM');
  expect((await waiting).body.state).toMatch(/^(queued|dispatched)$/u);
  expect((await server.ended).exitCode).toBe(0);
});
