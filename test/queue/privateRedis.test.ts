import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { usePrivateRedis } from '../../src/queue/privateRedis.js';
import { PlatformError } from '../../src/base/platformError.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { processesWith } from '../support/traces.js';
import { waitFor } from '../support/waitFor.js';

const serversIn = (folder: string): Promise<string[]> => processesWith(`redis-server unixsocket:${folder}/`);

/** What a client says, in a connection of its own. */
async function ask<T>(socket: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(socket);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

/** A process of its own that uses the server until it is killed. */
async function userProcess(folder: string): Promise<{ pid: number; kill: (signal: NodeJS.Signals) => Promise<void> }> {
  const module = pathToFileURL(join(PACKAGE_DIR, 'dist/queue/privateRedis.js')).href;
  const program = `
    const { usePrivateRedis } = await import(${JSON.stringify(module)});
    await usePrivateRedis(${JSON.stringify(folder)});
    console.log('using');
    setInterval(() => {}, 1000);`;
  const child = execa(process.execPath, ['--input-type=module', '-e', program], { reject: false });
  await waitFor(
    'the other process',
    () =>
      new Promise((resolve) =>
        child.stdout.once('data', () => {
          resolve(true);
        }),
      ),
  );
  return {
    pid: child.pid ?? 0,
    async kill(signal) {
      child.kill(signal);
      await child;
    },
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('coming and going', () => {
  it('the first starts it, the second finds it, the last stops it', async () => {
    await using folder = await testFolder();
    const first = await usePrivateRedis(folder.path);
    const second = await usePrivateRedis(folder.path);
    expect(second.socket).toBe(first.socket);
    expect(await serversIn(folder.path)).toHaveLength(1);

    await first[Symbol.asyncDispose]();
    expect(await ask(second.socket, (client) => client.ping())).toBe('PONG');
    await second[Symbol.asyncDispose]();
    expect(await readdir(folder.path)).not.toContain('redis.sock');
    await waitFor('the server to end', async () => (await serversIn(folder.path)).length === 0);
  });

  it('starts at the same moment end in one server, which ends with the last of them', async () => {
    await using folder = await testFolder();
    const users = await Promise.all(Array.from({ length: 6 }, () => usePrivateRedis(folder.path)));
    expect(await serversIn(folder.path)).toHaveLength(1);
    await Promise.all(users.map((user) => user[Symbol.asyncDispose]()));
    await waitFor('the server to end', async () => (await serversIn(folder.path)).length === 0);
  });

  it('nobody who comes while another leaves is left without a server', async () => {
    await using folder = await testFolder();
    let user = await usePrivateRedis(folder.path);
    for (let round = 0; round < 10; round += 1) {
      const [next] = await Promise.all([usePrivateRedis(folder.path), user[Symbol.asyncDispose]()]);
      expect(await ask(next.socket, (client) => client.ping())).toBe('PONG');
      user = next;
    }
    await user[Symbol.asyncDispose]();
  });

  it('a server left by a command that was killed is found, used and stopped', async () => {
    await using folder = await testFolder();
    const other = await userProcess(folder.path);
    await other.kill('SIGKILL');
    const left = await ask(join(folder.path, 'redis.sock'), (client) => client.info('server'));

    const user = await usePrivateRedis(folder.path);
    const found = await ask(user.socket, (client) => client.info('server'));
    const runId = /run_id:\w+/u;
    expect(runId.exec(found)?.[0]).toBe(runId.exec(left)?.[0]);
    await user[Symbol.asyncDispose]();
    await waitFor('the server to end', async () => (await serversIn(folder.path)).length === 0);
  });

  it('a server stays while another process uses it, also after the server was killed and started again', async () => {
    await using folder = await testFolder();
    const other = await userProcess(folder.path);
    const [server] = await pidsOfServers(folder.path);
    process.kill(server ?? 0, 'SIGKILL');
    await waitFor('the server to die', async () => (await serversIn(folder.path)).length === 0);

    const user = await usePrivateRedis(folder.path);
    await waitFor('the other process to be back', () =>
      ask(
        user.socket,
        async (client) => (String(await client.client('LIST')).match(/name=assay-user-/gu) ?? []).length === 2,
      ),
    );
    await user[Symbol.asyncDispose]();
    expect(await serversIn(folder.path)).toHaveLength(1);
    await other.kill('SIGKILL');
    await (await usePrivateRedis(folder.path))[Symbol.asyncDispose]();
    await waitFor('the server to end', async () => (await serversIn(folder.path)).length === 0);
  });
});

async function pidsOfServers(folder: string): Promise<number[]> {
  const info = await ask(join(folder, 'redis.sock'), (client) => client.info('server'));
  return [Number(/process_id:(\d+)/u.exec(info)?.[1])];
}

describe('what it keeps and to whom it is open', () => {
  it('keeps what was queued over a restart', async () => {
    await using folder = await testFolder();
    const before = await usePrivateRedis(folder.path);
    await ask(before.socket, (client) => client.set('queued', 'work'));
    await before[Symbol.asyncDispose]();
    const after = await usePrivateRedis(folder.path);
    expect(await ask(after.socket, (client) => client.get('queued'))).toBe('work');
    await after[Symbol.asyncDispose]();
  });

  it('listens on a socket that its owner alone may use, and on no port', async () => {
    await using folder = await testFolder();
    await using server = await usePrivateRedis(folder.path);
    expect((await stat(server.socket)).mode & 0o777).toBe(0o600);
    const setting = async (name: string): Promise<unknown> =>
      ask(server.socket, async (client) => ((await client.config('GET', name)) as unknown[])[1]);
    expect(await setting('port')).toBe('0');
    expect(await setting('tls-port')).toBe('0');
    expect(await setting('maxmemory-policy')).toBe('noeviction');
    expect(await setting('appendonly')).toBe('yes');
  });
});

describe('where it cannot be started, an operator is told what to do', () => {
  async function failure(folder: string): Promise<PlatformError> {
    const error = await usePrivateRedis(folder).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(PlatformError);
    return error as PlatformError;
  }

  it('no redis-server on PATH', async () => {
    await using folder = await testFolder();
    await using bin = await testFolder();
    vi.stubEnv('PATH', bin.path);
    const { text, remedy } = await failure(folder.path);
    expect(text).toBe('The private redis-server does not start.');
    expect(remedy).toBe('Operator: install it with `apt-get install redis-server`, or set REDIS_URL.');
  });

  it('a redis-server that ends at once', async () => {
    await using folder = await testFolder();
    // A folder where its log should be.
    await mkdir(join(folder.path, 'redis.log'));
    expect((await failure(folder.path)).remedy).toBe(`Operator: see ${folder.path}/redis.log, or set REDIS_URL.`);
  });

  it('a path that is too long for a socket', async () => {
    await using folder = await testFolder();
    const long = join(folder.path, 'x'.repeat(100));
    await mkdir(long);
    const { text, remedy } = await failure(long);
    expect(text).toBe(`The path ${long}/redis.sock is too long for a socket: at most 107 bytes.`);
    expect(remedy).toMatch(/ASSAY_STATE_DIR/u);
    expect(await readdir(long)).toEqual([]);
  });

  it('the longest path that fits works', async () => {
    await using folder = await testFolder();
    const long = join(folder.path, 'x'.repeat(107 - folder.path.length - '//redis.sock'.length));
    await mkdir(long);
    await using server = await usePrivateRedis(long);
    expect(server.socket).toHaveLength(107);
    expect(await ask(server.socket, (client) => client.ping())).toBe('PONG');
  });
});
