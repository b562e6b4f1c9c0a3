import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { openStateDir } from '../../src/machine/stateDir.js';
import { send, sendSigned, submission } from '../server/client.js';
import { startAssay, type AssayProcess } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';

const portOf = (server: AssayProcess): number => Number(/"port":(\d+)/u.exec(server.said())?.[1]);

it(
  'starts without a Redis, is not ready until it comes, and serves then; its log stays short',
  { timeout: 90_000 },
  async () => {
    await using folder = await testFolder();
    const state = await openStateDir(join(folder.path, 'state'));
    const redis = await redisServer(folder.path);
    await redis.stop();
    const purpose = { course: 'quick', assignment: 'quick', workClass: 'submission' } as const;
    const key = await openHookKeys(state).create(purpose, new Date());
    const start = (): AssayProcess => {
      const args = ['serve', '--course', QUICK_COURSE_DIR, '--listen', '127.0.0.1:0'];
      return startAssay(args, { state, env: { REDIS_URL: redis.url } });
    };
    const stopped = start();
    await stopped.hasSaid(/Redis does not answer yet/u);
    stopped.kill('SIGTERM');
    expect((await stopped.ended).exitCode, stopped.said()).toBe(0);

    const server = start();
    await server.hasSaid(/Redis does not answer yet/u);
    const port = portOf(server);
    const ready = () => send(port, { method: 'GET', target: '/readyz' });
    expect(await ready()).toMatchObject({ status: 503, body: { store: 'ok', redis: 'failed' } });
    expect((await send(port, { method: 'GET', target: '/healthz' })).status).toBe(200);
    expect((await sendSigned(port, key, submission({ id: 1 }))).body.error?.code).toBe('unavailable');
    await sleep(5_000);
    expect(server.said().split('\n').length).toBeLessThan(16);

    await redis.start();
    await waitFor('the server to be ready', async () => (await ready()).status === 200);
    await server.hasSaid(/Redis answers/u);
    const { status, body } = await sendSigned(port, key, submission({ id: 1 }));
    expect(status).toBe(202);
    const ask = () => sendSigned(port, key, { method: 'GET', target: `${submission().target}/${body.id}` });
    await waitFor('it to be handed to the queue', async () => (await ask()).body.state === 'dispatched');
    server.kill('SIGTERM');
    expect((await server.ended).exitCode).toBe(0);
    await redis[Symbol.asyncDispose]();
  },
);
