import { createServer } from 'node:net';
import { once } from 'node:events';
import { execa } from 'execa';
import { Redis } from 'ioredis';
import { waitFor } from './waitFor.js';

/** A Redis for all to see, as an operator would run it. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  stop(): Promise<void>;
  /** Starts it again with the same files on the same port. */
  start(): Promise<void>;
  /** Stops it and starts it again. */
  restart(): Promise<void>;
}

/** Starts a `redis-server` on a free port of the loopback address; `options` are its command line's. */
export async function redisServer(folder: string, options: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', ...options];
  const password = options[options.indexOf('--requirepass') + 1];
  const secret = options.includes('--requirepass') ? `:${password ?? ''}@` : '';
  const url = `redis://${secret}127.0.0.1:${port}`;
  const spawn = () => execa('redis-server', args, { reject: false, stdio: 'ignore' });
  let server = spawn();
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await server;
  };
  await waitFor('redis-server to answer', () => answers(url));
  const start = async (): Promise<void> => {
    server = spawn();
    await waitFor('redis-server to answer', () => answers(url));
  };
  return {
    ...{ url, stop, start },
    async restart() {
      await stop();
      await start();
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
