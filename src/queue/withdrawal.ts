import type { Redis } from 'ioredis';

/** Why a run was cancelled whose result nobody waits for any more; any other reason puts the job back. */
export const WITHDRAWN = 'withdrawn';

const CHANNEL = 'assay:withdrawn';

/** Tells the worker that runs this job to end it. Whoever is not connected does not hear it: to be told again. */
export async function tellWithdrawn(redis: Redis, jobId: string): Promise<void> {
  await redis.publish(CHANNEL, jobId);
}

/** Hears of such jobs for as long as the connection, which can do nothing else, is open. */
export async function hearWithdrawn(redis: Redis, hear: (jobId: string) => void): Promise<void> {
  redis.on('message', (_channel, jobId) => {
    hear(jobId);
  });
  await redis.subscribe(CHANNEL);
}
