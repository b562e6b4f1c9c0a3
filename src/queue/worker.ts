import { Worker } from 'bullmq';
import type { LaneName } from '../course/lane.js';
import type { GpuSlots } from '../gpu/gpuSlots.js';
import type { QueueRedis } from './connection.js';
import { startGpuGate, type GpuGate } from './gpuGate.js';
import { QUEUE_NAMES, type JobResult } from './job.js';
import { queuesOf } from './ownQueue.js';
import { processJob, type JobOptions } from './processJob.js';
import { hearWithdrawn, WITHDRAWN } from './withdrawal.js';

/** A job whose worker has not renewed its lock for so long is another worker's. */
const LOCK_MS = 60_000;
/** Between two looks whether a GPU has become free, or an operator has cleared one. */
const GPU_LOOK_MS = 5_000;

export interface WorkerOptions extends JobOptions {
  readonly redis: QueueRedis;
  readonly lanes: readonly LaneName[];
  /** Submissions at once in the cpu lane. In the gpu lane it is as many as `gpus` has slots. */
  readonly concurrency: number;
  /** The slots for jobs of the gpu lane; without them such a job runs on processors, where it may. */
  readonly gpus?: GpuSlots;
  readonly gpuLookMs?: number;
  /** How long a job stays this worker's without a sign of life; looked at twice as often. */
  readonly lockMs?: number;
}

/** A running worker. */
export interface WorkerHandle extends AsyncDisposable {
  /** Takes no new job and waits until the running ones have ended. Asking again changes nothing. */
  drain(): Promise<void>;
  /** Kills the running containers; their jobs go back to the queue for another worker. */
  kill(): Promise<void>;
}

/**
 * Serves the queue.
 *
 *   running  → drain → draining → (jobs end) → stopped
 *   running, draining → kill → (containers die, jobs are put back) → stopped
 *
 * A job that is cancelled, because of `kill` or because its lock was lost, is put back without counting as a try; one
 * that nobody waits for any more is killed for good. What else may become of one: processJob.ts. Disposing drains, then
 * closes everything.
 */
export function startWorker(options: WorkerOptions): WorkerHandle {
  const { grader, redis, events, lockMs = LOCK_MS } = options;
  const connections = options.lanes.map((lane) => ({ lane, connection: redis.connect('waiting') }));
  const hearing = redis.connect('waiting');
  const gates: GpuGate[] = [];
  const workers = connections.map(({ lane, connection }) => {
    const gpus = lane === 'gpu' ? options.gpus : undefined;
    let gate: GpuGate | undefined;
    const worker = new Worker<unknown, JobResult>(
      QUEUE_NAMES[lane],
      async (job, token, cancelled) => processJob(options, { takeGpu: gate?.take }, { job, token, cancelled }),
      {
        connection,
        ...queuesOf(redis),
        concurrency: gpus?.slots.length ?? options.concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        // The second worker that dies with a job is the last one: a third would, too.
        maxStalledCount: 1,
        // A drained worker must not wait for this long for a job that does not come.
        drainDelay: 5,
        // The gate lets it begin.
        autorun: gpus === undefined,
      },
    );
    worker.on('error', (error) => events?.onError?.(error));
    // The lock is lost: another worker may run this job by now, so this run must end.
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'the lock was lost');
    });
    if (gpus !== undefined) {
      gate = startGpuGate(worker, gpus, options.gpuLookMs ?? GPU_LOOK_MS, (error) => events?.onError?.(error));
      gates.push(gate);
    }
    return worker;
  });

  hearWithdrawn(hearing, (jobId) => {
    for (const worker of workers) worker.cancelJob(jobId, WITHDRAWN);
  }).catch((error: unknown) => {
    if (closing === undefined) events?.onError?.(error);
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= Promise.all([...gates, ...workers].map((part) => part.close())).then(async () => {
      await grader[Symbol.asyncDispose]();
      for (const { connection } of connections) connection.disconnect();
      hearing.disconnect();
    }));
  return {
    drain: close,
    async kill() {
      for (const worker of workers) worker.cancelAllJobs('the worker is stopping');
      await close();
    },
    [Symbol.asyncDispose]: close,
  };
}
