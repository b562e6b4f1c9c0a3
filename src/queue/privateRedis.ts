import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { Redis } from 'ioredis';
import { PlatformError } from '../sandbox/platformError.js';

const CLIENT_PREFIX = 'assay-user-';
const START_MS = 10_000;

/**
 * A `redis-server` of our own on a Unix socket in the state folder: no port, no other user of the machine.
 *
 * Whoever comes first starts it, everyone else finds it by its socket, and whoever leaves last stops it; the
 * append-only file keeps queued jobs for the next. A server left by a crash is found and used like any other.
 */
export async function usePrivateRedis(stateDir: string): Promise<{ socket: string } & AsyncDisposable> {
  const socket = join(stateDir, 'redis.sock');
  const client = await connect(socket).catch(() => startServer(stateDir, socket));
  // Marks this process as a user for as long as it lives; the mark goes with the connection.
  await client.client('SETNAME', `${CLIENT_PREFIX}${process.pid}`);
  return {
    socket,
    async [Symbol.asyncDispose]() {
      const others = await otherUsers(client);
      if (others === 0) await client.shutdown().catch(() => undefined);
      client.disconnect();
    },
  };
}

async function connect(socket: string): Promise<Redis> {
  const client = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return client;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

async function startServer(stateDir: string, socket: string): Promise<Redis> {
  // redis-server removes a socket that is in its way, so two starts at once would part the users: one at a time.
  await using _lock = await takeLock(join(stateDir, 'redis.lock'));
  const existing = await connect(socket).catch(() => undefined);
  if (existing) return existing;
  const server = execa('redis-server', redisArguments(stateDir, socket), {
    // Detached and without our streams: Ctrl-C in a terminal must reach the worker, not the queue's memory.
    detached: true,
    stdio: 'ignore',
    cleanup: false,
    reject: false,
  });
  server.unref();
  for (const deadline = Date.now() + START_MS; Date.now() < deadline;) {
    const client = await connect(socket).catch(() => undefined);
    if (client) return client;
    if (server.exitCode !== null || server.pid === undefined) break;
    await sleep(20);
  }
  throw new PlatformError('The private redis-server does not start.', {
    remedy:
      server.pid === undefined
        ? 'Operator: install it with `apt-get install redis-server`, or set REDIS_URL.'
        : `Operator: see ${join(stateDir, 'redis.log')}, or set REDIS_URL.`,
  });
}

function redisArguments(stateDir: string, socket: string): string[] {
  const options = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '600',
    dir: stateDir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    logfile: join(stateDir, 'redis.log'),
    daemonize: 'no',
  };
  return Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]);
}

async function otherUsers(client: Redis): Promise<number> {
  const list = String(await client.client('LIST').catch(() => ''));
  const names = new Set([...list.matchAll(/ name=(\S+)/gu)].map(([, name]) => name ?? ''));
  const own = `${CLIENT_PREFIX}${process.pid}`;
  return [...names].filter((name) => name.startsWith(CLIENT_PREFIX) && name !== own).length;
}

/** A lock file with its owner's pid; the file of an owner that no longer runs is no lock. */
async function takeLock(file: string): Promise<AsyncDisposable> {
  for (const deadline = Date.now() + START_MS; ;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || Date.now() > deadline) throw error;
      const owner = Number(await readFile(file, 'utf8').catch(() => ''));
      if (owner > 0 && !isRunning(owner)) await rm(file, { force: true });
      await sleep(20);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
