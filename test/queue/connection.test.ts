import { expect, it } from 'vitest';
import { openQueueRedis } from '../../src/queue/connection.js';
import { PlatformError } from '../../src/base/platformError.js';
import { testFolder } from '../support/folder.js';
import { redisServer } from '../support/redisServer.js';

it('uses the Redis of REDIS_URL and leaves it running, and tells of it without its password', async () => {
  await using folder = await testFolder();
  await using server = await redisServer(folder.path, ['--requirepass', 'hunter2']);
  for (let round = 0; round < 2; round += 1) {
    await using redis = await openQueueRedis(folder.path, { REDIS_URL: server.url });
    expect(redis.where).toBe(`Redis at ${new URL(server.url).host}`);
    const client = redis.connect('failing');
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  }
});

it.each([undefined, ''])('uses a private one where REDIS_URL is %j', async (url) => {
  await using folder = await testFolder();
  await using redis = await openQueueRedis(folder.path, url === undefined ? {} : { REDIS_URL: url });
  expect(redis.where).toBe(`private redis-server, ${folder.path}/redis.sock`);
});

it.each([
  ['redis://:hunter2@127.0.0.1:1', 'Redis does not answer at REDIS_URL.'],
  ['localhost:6379', 'REDIS_URL is not an address of the form redis://host:port.'],
  ['/run/hunter2.sock', 'REDIS_URL is not an address of the form redis://host:port.'],
  ['http://127.0.0.1:6379', 'REDIS_URL is not an address of the form redis://host:port.'],
])('says of %s what to do, without the password', async (url, message) => {
  const failure = await openQueueRedis('/nowhere', { REDIS_URL: url }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PlatformError);
  expect((failure as PlatformError).text).toBe(message);
  expect((failure as PlatformError).remedy).toMatch(/^Operator: .*unset it to use a private redis-server\.$/u);
  expect(`${String(failure)} ${(failure as PlatformError).remedy}`).not.toContain('hunter2');
});

it('refuses a wrong password without repeating it', async () => {
  await using folder = await testFolder();
  await using server = await redisServer(folder.path, ['--requirepass', 'hunter2']);
  const url = server.url.replace('hunter2', 'hunter3');
  await expect(openQueueRedis(folder.path, { REDIS_URL: url })).rejects.toThrow(
    /^Redis does not answer at REDIS_URL\. Operator: /u,
  );
});
