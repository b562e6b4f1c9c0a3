import { Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';
import { PlatformError } from '../base/platformError.js';
import { usePrivateRedis } from './privateRedis.js';

/** The queue's Redis, and how to open connections to it. Disposing stops a private server that nobody else uses. */
export interface QueueRedis extends AsyncDisposable {
  /** Whether it answered when it was opened. */
  readonly isThere: boolean;
  /** For people: where the queue is. */
  readonly where: string;
  /** Begins the names of its queues, where they are not those that all workers serve. */
  readonly prefix?: string;
  /**
   * A new connection. `waiting`: for workers, which sit out an outage; `failing`: for commands, which tell a person
   * at once; `serving`: for a server, which refuses a request at once and serves the next when Redis is back.
   */
  connect(kind: ConnectionKind): Redis;
}

type ConnectionKind = 'waiting' | 'failing' | 'serving';

const urlSchema = z.url({ protocol: /^rediss?$/u });

/**
 * Opens the Redis of `REDIS_URL`, or a private one in the state folder.
 *
 * @param mayBeAway one that cannot be reached yet is opened all the same: connections to it wait or refuse, as they do
 *   whenever it is away.
 * @throws {PlatformError} where it does not answer, or refuses us.
 */
export async function openQueueRedis(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  { mayBeAway = false }: { readonly mayBeAway?: boolean } = {},
): Promise<QueueRedis> {
  const url = env['REDIS_URL'];
  if (url === undefined || url === '') {
    const server = await usePrivateRedis(stateDir);
    return {
      isThere: true,
      where: `private redis-server, ${server.socket}`,
      connect: (kind) => open(server.socket, kind),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }
  // The address may hold a password: neither it nor an error's own text is printed.
  if (!urlSchema.safeParse(url).success) {
    throw new PlatformError('REDIS_URL is not an address of the form redis://host:port.', {
      remedy: 'Operator: correct REDIS_URL, or unset it to use a private redis-server.',
    });
  }
  const connect = (kind: ConnectionKind): Redis => open(url, kind);
  const probe = connect('failing');
  let isThere = false;
  try {
    await probe.ping();
    isThere = true;
  } catch (cause) {
    // A wrong password stays wrong.
    const isRefused = cause instanceof Error && cause.name === 'ReplyError';
    if (!mayBeAway || isRefused) throw notAnswering(cause);
  } finally {
    probe.disconnect();
  }
  return { isThere, where: `Redis at ${new URL(url).host}`, connect, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function notAnswering(cause: unknown): PlatformError {
  return new PlatformError('Redis does not answer at REDIS_URL.', {
    cause,
    remedy: 'Operator: start it, correct REDIS_URL, or unset it to use a private redis-server.',
  });
}

const OPTIONS = {
  waiting: { maxRetriesPerRequest: null },
  failing: {
    maxRetriesPerRequest: 2,
    connectTimeout: 5_000,
    retryStrategy: (times: number) => (times > 2 ? null : 200),
  },
  serving: { maxRetriesPerRequest: 1, connectTimeout: 5_000, commandTimeout: 2_000, retryStrategy: () => 500 },
} satisfies Record<ConnectionKind, RedisOptions>;

function open(address: string, kind: ConnectionKind): Redis {
  const redis = new Redis(address, OPTIONS[kind]);
  // Every command reports its own failure; without a listener, the connection's would end the process.
  redis.on('error', () => undefined);
  return redis;
}
