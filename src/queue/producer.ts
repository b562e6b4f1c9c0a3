import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents, type Job } from 'bullmq';
import type { Progress } from '../grading/gradeSubmission.js';
import type { LaneName } from '../course/lane.js';
import type { QueueRedis } from './connection.js';
import { jobId, jobResultSchema, progressSchema, QUEUE_NAMES, type GradeJob, type JobResult } from './job.js';
import { queuesOf } from './ownQueue.js';

/** How a job ended for the one who waits for it. */
export type JobEnd =
  | JobResult
  | { readonly kind: 'platformFailure'; readonly message: string }
  /** Taken back while no worker had it. */
  | { readonly kind: 'withdrawn' };

export interface Producer extends AsyncDisposable {
  /**
   * Queues a job; of the same id only one is ever queued, and one that has been graded is not graded again. One that
   * ended without a grade is tried afresh: whoever sends it again has mended what was wrong.
   */
  add(job: GradeJob): Promise<string>;
  /** Whether a job for the same submission is in the queue, in whatever state. */
  knows(job: GradeJob): Promise<boolean>;
  /** Workers that serve this lane now. */
  countWorkers(): Promise<number>;
  /** Takes a job back as soon as no worker has it, unless it has ended by then; whoever waits for it is told. */
  withdraw(id: string): Promise<void>;
  /** Waits until a job has ended, telling where it is. Never gives up by itself. */
  wait(id: string, onProgress: (progress: Progress | { phase: 'queued' }) => void): Promise<JobEnd>;
}

/** Events may be lost with a connection, so a waiting command also looks for itself, this often. */
const LOOK_MS = 1_000;
/** Behind whatever a server sends: a command that waits is no submission. */
const PRIORITY = 3;
/** A platform failure is tried again this often, with growing pauses. */
const ATTEMPTS = 3;

/** Queues submissions on one lane and waits for their results. */
export function openProducer(redis: QueueRedis, lane: LaneName, grader: string): Producer {
  const connections = [redis.connect('failing'), redis.connect('waiting')] as const;
  const queue = new Queue<GradeJob, JobResult>(QUEUE_NAMES[lane], {
    connection: connections[0],
    ...queuesOf(redis),
    streams: { events: { maxLen: 10_000 } },
  });
  const events = new QueueEvents(QUEUE_NAMES[lane], { connection: connections[1], ...queuesOf(redis) });
  // One listener for all: a class of 1 000 must not become 1 000 listeners.
  const listeners = new Map<string, (progress: Progress) => void>();
  const wakers = new Map<string, () => void>();
  const withdrawals = new Map<string, Promise<boolean>>();
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  events.on('progress', ({ jobId: id, data }) => {
    const progress = progressSchema.safeParse(data);
    if (progress.success) listeners.get(id)?.(progress.data);
  });
  const wake = ({ jobId: id }: { jobId: string }): void => wakers.get(id)?.();
  events.on('completed', wake);
  events.on('failed', wake);

  return {
    async add(job) {
      const id = jobId(job, grader);
      const before = await queue.getJob(id);
      const end = before && (await endWithoutGrade(before));
      // Fails where another command was quicker to do the same.
      if (end) await before.retry(end, { resetAttemptsMade: true }).catch(() => undefined);
      await queue.add('grade', job, {
        jobId: id,
        priority: PRIORITY,
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: 1_000 },
        removeOnComplete: { count: 5_000 },
        removeOnFail: { count: 5_000 },
      });
      return id;
    },
    knows: async (job) => (await queue.getJob(jobId(job, grader))) !== undefined,
    countWorkers: () => queue.getWorkersCount(),
    async withdraw(id) {
      const withdrawal = removeUnbegun(queue, id);
      withdrawals.set(id, withdrawal);
      if (await withdrawal) wakers.get(id)?.();
    },
    async wait(id, onProgress) {
      listeners.set(id, onProgress);
      onProgress({ phase: 'queued' });
      try {
        for (;;) {
          // The state first: of a job that ends between two questions, its end would be missing.
          const state = await queue.getJobState(id);
          const withdrawal = withdrawals.get(id);
          if (await withdrawal) return { kind: 'withdrawn' };
          if (state === 'completed' || state === 'failed' || state === 'unknown') {
            return endOf(await queue.getJob(id), state);
          }
          // A worker had begun it, and has put it back since.
          if (withdrawal !== undefined && state !== 'active' && (await removeUnbegun(queue, id))) {
            return { kind: 'withdrawn' };
          }
          await Promise.race([
            sleep(LOOK_MS, undefined, { ref: false }),
            new Promise<void>((resolve) => wakers.set(id, resolve)),
          ]);
        }
      } finally {
        listeners.delete(id);
        wakers.delete(id);
        withdrawals.delete(id);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([queue.close(), events.close()]);
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** Whether the job was removed: what a worker holds cannot be, and what has ended keeps its result. */
async function removeUnbegun(queue: Queue<GradeJob, JobResult>, id: string): Promise<boolean> {
  const job = await queue.getJob(id);
  if (!job || (await job.isCompleted()) || (await job.isFailed())) return false;
  return job.remove().then(
    () => true,
    () => false,
  );
}

async function endWithoutGrade(job: Job<GradeJob, JobResult>): Promise<'failed' | 'completed' | undefined> {
  if (await job.isFailed()) return 'failed';
  const isGraded = jobResultSchema.safeParse(job.returnvalue).data?.kind === 'graded';
  return !isGraded && (await job.isCompleted()) ? 'completed' : undefined;
}

function endOf(job: Job<GradeJob, JobResult> | undefined, state: 'completed' | 'failed' | 'unknown'): JobEnd {
  if (!job || state === 'unknown') return { kind: 'platformFailure', message: 'The job has vanished from the queue.' };
  if (state === 'failed') return { kind: 'platformFailure', message: job.failedReason };
  return jobResultSchema.parse(job.returnvalue);
}
