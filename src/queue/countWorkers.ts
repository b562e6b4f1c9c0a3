import { Queue } from 'bullmq';
import type { LaneName } from '../course/lane.js';
import type { QueueRedis } from './connection.js';
import { QUEUE_NAMES } from './job.js';

/** Workers that serve these lanes now. */
export async function countWorkers(redis: QueueRedis, lanes: readonly LaneName[]): Promise<number> {
  const connection = redis.connect('failing');
  const queues = lanes.map((lane) => new Queue(QUEUE_NAMES[lane], { connection }));
  for (const queue of queues) queue.on('error', () => undefined);
  try {
    const counts = await Promise.all(queues.map((queue) => queue.getWorkersCount()));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
    connection.disconnect();
  }
}
