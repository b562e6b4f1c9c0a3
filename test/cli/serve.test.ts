import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { signedHeaders, submission } from '../server/client.js';
import { startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';

let course: TestFolder;
let folder: TestFolder;
let redis: RedisServer;
let state: string;

beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  folder = await testFolder();
  redis = await redisServer(folder.path);
  state = await openStateDir(join(folder.path, 'state'));
});
afterAll(async () => {
  for (const resource of [redis, folder, course]) await resource[Symbol.asyncDispose]();
});

async function startServer(...options: string[]): Promise<AssayProcess> {
  const args = ['serve', '--course', course.path, '--listen', '127.0.0.1:0', ...options];
  const server = startAssay(args, { state, env: { REDIS_URL: redis.url } });
  await server.hasSaid(/"ready"/u);
  return server;
}

it('starts again, and records who works on the course, but changes no charge', async () => {
  await writeFile(join(course.path, 'late.yaml'), 'schemaVersion: 1\nstaff:\n  ada: { role: instructor }\n');
  const first = await startServer();
  first.kill('SIGTERM');
  await first.ended;
  await writeFile(
    join(course.path, 'late.yaml'),
    'schemaVersion: 1\npolicy: { budgetHours: 3 }\nstaff:\n  ada: { role: instructor }\n  tim: { role: ta }\n',
  );
  const second = await startServer();
  expect(second.said()).toContain('"events":1');
  expect(second.said()).toMatch(
    /budgetHours is 120 in the ledger.*late import course.*course files and ledger differ/u,
  );
  second.kill('SIGTERM');
  expect((await second.ended).exitCode).toBe(0);
});

it('removes at its start what killed writers left', async () => {
  await mkdir(join(state, 'uploads', 'half'), { recursive: true });
  const [old, young] = ['secret.0123456789ab', 'secret.ba9876543210'];
  for (const name of [old, young]) await writeFile(join(state, name), '');
  await utimes(join(state, old), 0, 0);
  const server = await startServer();
  expect(await readdir(join(state, 'uploads'))).toEqual([]);
  const names = await readdir(state);
  expect([names.includes(old), names.includes(young)]).toEqual([false, true]);
  server.kill('SIGTERM');
  await server.ended;
});

it('is not held up by uploads that stand still or were cut off', async () => {
  const key = await openHookKeys(state).create(
    { course: 'quick', assignment: 'quick', workClass: 'submission' },
    new Date(),
  );
  const server = await startServer('--drain-seconds', '600');
  const port = Number(/"port":(\d+)/u.exec(server.said())?.[1]);
  const uploads = Array.from({ length: 8 }, (_, id) => {
    const sent = submission({ id: 100 + id });
    const headers = { ...sent.headers, ...signedHeaders(key, sent), 'Content-Length': sent.body?.length };
    const upload = request({ port, method: sent.method, path: sent.target, headers, agent: false });
    upload.on('error', () => undefined).write(sent.body?.subarray(0, 100));
    return upload;
  });
  await waitFor('the server to receive them', async () => (await readdir(join(state, 'uploads'))).length === 8);
  for (const upload of uploads.slice(4)) upload.destroy();
  server.kill('SIGTERM');
  const startedAt = performance.now();
  expect((await server.ended).exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(12_000);
});

it('lets a request end after the first signal, and cuts it off at the second', async () => {
  const key = await openHookKeys(state).create(
    { course: 'quick', assignment: 'quick', workClass: 'submission' },
    new Date(),
  );
  const server = await startServer('--drain-seconds', '600');
  const sent = submission({ id: 1 });
  const upload = request({
    port: Number(/"port":(\d+)/u.exec(server.said())?.[1]),
    method: sent.method,
    path: sent.target,
    headers: { ...sent.headers, ...signedHeaders(key, sent), 'Content-Length': sent.body?.length },
  });
  const cut = new Promise((resolve) => upload.on('error', resolve));
  upload.write(sent.body?.subarray(0, 100));
  await waitFor('the server to receive it', async () => (await readdir(join(state, 'uploads'))).length === 1);

  server.kill('SIGTERM');
  await server.hasSaid(/signal again/u);
  expect(server.hasEnded()).toBe(false);
  server.kill('SIGTERM');
  expect((await server.ended).exitCode).toBe(0);
  expect(await cut).toMatchObject({ code: 'ECONNRESET' });
});
