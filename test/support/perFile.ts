import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testFolder, type TestFolder } from './folder.js';
import { redisServer, type RedisServer } from './redisServer.js';

/** A folder of the test file that calls this, with a place for the commands' state; it goes after the last test. */
export function fileFolder(): { readonly path: string; readonly state: string } {
  let folder: TestFolder;
  beforeAll(async () => {
    folder = await testFolder();
  });
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
  });
  return {
    get path() {
      return folder.path;
    },
    get state() {
      return join(folder.path, 'state');
    },
  };
}

/** A Redis of the test file that calls this; it is stopped after the last test. */
export function fileRedis(): { readonly url: string } {
  const folder = fileFolder();
  let server: RedisServer;
  beforeAll(async () => {
    server = await redisServer(folder.path);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });
  return {
    get url() {
      return server.url;
    },
  };
}
