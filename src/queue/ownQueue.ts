import { Queue } from 'bullmq';
import type { QueueRedis } from './connection.js';
import { QUEUE_NAMES } from './job.js';

/** What BullMQ must be told of the queues of this Redis. */
export function queuesOf({ prefix }: Pick<QueueRedis, 'prefix'>): { readonly prefix?: string } {
  return prefix === undefined ? {} : { prefix };
}

/**
 * The same Redis with queues that no other worker serves, for a command that grades by itself: it takes nothing that
 * waits for others, and leases of GPUs are still everybody's. Disposing removes the queues.
 *
 * @param owner letters and digits.
 */
export function ownQueue(redis: QueueRedis, owner: string): QueueRedis {
  const own = { prefix: `assay-own-${owner}` };
  return {
    ...redis,
    ...own,
    async [Symbol.asyncDispose]() {
      const connection = redis.connect('failing');
      for (const name of Object.values(QUEUE_NAMES)) {
        const queue = new Queue(name, { connection, ...own });
        queue.on('error', () => undefined);
        await queue.obliterate({ force: true }).finally(() => queue.close());
      }
      connection.disconnect();
    },
  };
}
