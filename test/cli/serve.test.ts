import { readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHookKeys } from '../../src/server/hookKeys.js';
import { openStateDir } from '../../src/state/stateDir.js';
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

it('starts again, and records what changed, where the course names its staff and the server is none of them', async () => {
  await writeFile(join(course.path, 'late.yaml'), 'schemaVersion: 1\nstaff:\n  ada: { role: instructor }\n');
  const first = await startServer();
  first.kill('SIGTERM');
  await first.ended;
  await writeFile(
    join(course.path, 'late.yaml'),
    'schemaVersion: 1\nstaff:\n  ada: { role: instructor }\n  tim: { role: ta }\n',
  );
  const second = await startServer();
  expect(second.said()).toContain('"events":1');
  second.kill('SIGTERM');
  expect((await second.ended).exitCode).toBe(0);
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
