import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { Redis } from 'ioredis';
import { PlatformError } from '../base/platformError.js';
import { takeLock } from '../base/fileLock.js';

const USER_PREFIX = 'assay-user-';
const START_MS = 10_000;
/** The room that the kernel has for a Unix socket's path, without the NUL at its end. */
const MAX_SOCKET_PATH_BYTES = 107;

/**
 * A `redis-server` of our own on a Unix socket in the state folder: no port, no other user of the machine.
 *
 * Whoever comes first starts it, everyone else finds it by its socket, and whoever leaves last stops it; the
 * append-only file keeps queued jobs for the next. A server left by a crash is found and used like any other.
 *
 * @throws {PlatformError} where it cannot be started, or where the folder's path is too long for a socket.
 */
export async function usePrivateRedis(stateDir: string): Promise<{ socket: string } & AsyncDisposable> {
  const socket = join(stateDir, 'redis.sock');
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH_BYTES) {
    throw new PlatformError(`The path ${socket} is too long for a socket: at most ${MAX_SOCKET_PATH_BYTES} bytes.`, {
      remedy: 'Operator: set ASSAY_STATE_DIR to a folder with a shorter path, or set REDIS_URL.',
    });
  }
  // redis-server removes a socket that is in its way, so two starts at once would part the users; and nobody may come
  // between the last user's look around and its shutdown. So users come and go one at a time.
  const lockFile = join(stateDir, 'redis.lock');
  await using _coming = await takeLock(lockFile);
  const probe = await connectOnce(socket).catch(() => startServer(stateDir, socket));
  probe.disconnect();
  const name = `${USER_PREFIX}${randomBytes(6).toString('hex')}`;
  const mark = await leaveMark(socket, name);
  return {
    socket,
    async [Symbol.asyncDispose]() {
      await using _going = await takeLock(lockFile);
      mark.disconnect();
      const client = await connectOnce(socket).catch(() => undefined);
      if (!client) return;
      if (!(await hasOtherUsers(client, name))) await client.shutdown().catch(() => undefined);
      client.disconnect();
    },
  };
}

async function connectOnce(socket: string): Promise<Redis> {
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

/** A connection whose name marks this process as a user for as long as it lives, a restarted server's included. */
async function leaveMark(socket: string, name: string): Promise<Redis> {
  const mark = new Redis({ path: socket, connectionName: name, lazyConnect: true });
  mark.on('error', () => undefined);
  await mark.connect();
  return mark;
}

async function startServer(stateDir: string, socket: string): Promise<Redis> {
  const server = execa('redis-server', redisArguments(stateDir, socket), {
    // Detached and without our streams: Ctrl-C in a terminal must reach the worker, not the queue's memory.
    detached: true,
    stdio: 'ignore',
    cleanup: false,
    reject: false,
  });
  server.unref();
  for (const deadline = Date.now() + START_MS; Date.now() < deadline;) {
    const client = await connectOnce(socket).catch(() => undefined);
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

async function hasOtherUsers(client: Redis, own: string): Promise<boolean> {
  const list = String(await client.client('LIST').catch(() => ''));
  return [...list.matchAll(/ name=(\S+)/gu)].some(([, name]) => name?.startsWith(USER_PREFIX) && name !== own);
}
