import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents, type Job } from 'bullmq';
import type { Progress } from '../../src/grading/gradeSubmission.js';
import type { LaneName } from '../../src/course/lane.js';
import type { QueueRedis } from '../../src/queue/connection.js';
import { jobResultSchema, progressSchema, QUEUE_NAMES, type GradeJob, type JobResult } from '../../src/queue/job.js';

/** How a job ended for the one who waits for it. */
export type JobEnd = JobResult | { readonly kind: 'platformFailure'; readonly message: string };

/** Puts jobs before a worker, without rows: in tests of the worker alone. */
export interface Producer extends AsyncDisposable {
  /** Of the same submission, assignment and checks only one job is ever queued; one that failed is tried afresh. */
  add(job: GradeJob): Promise<string>;
  countWorkers(): Promise<number>;
  /** Waits until a job has ended, telling where it is. */
  wait(id: string, onProgress: (progress: Progress | { phase: 'queued' }) => void): Promise<JobEnd>;
}

const LOOK_MS = 1_000;

export function openProducer(redis: QueueRedis, lane: LaneName): Producer {
  const connections = [redis.connect('failing'), redis.connect('waiting')] as const;
  const queue = new Queue<GradeJob, JobResult>(QUEUE_NAMES[lane], { connection: connections[0] });
  const events = new QueueEvents(QUEUE_NAMES[lane], { connection: connections[1] });
  const listeners = new Map<string, (progress: Progress) => void>();
  const wakers = new Map<string, () => void>();
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
      const id = jobId(job);
      const before = await queue.getJob(id);
      if (await before?.isFailed()) await before?.retry('failed', { resetAttemptsMade: true });
      const backoff = { type: 'exponential', delay: 1_000 };
      await queue.add('grade', job, { jobId: id, priority: 3, attempts: 3, backoff });
      return id;
    },
    countWorkers: () => queue.getWorkersCount(),
    async wait(id, onProgress) {
      listeners.set(id, onProgress);
      onProgress({ phase: 'queued' });
      for (;;) {
        const state = await queue.getJobState(id);
        if (state === 'completed' || state === 'failed') return endOf(await queue.getJob(id));
        const woken = new Promise<void>((resolve) => wakers.set(id, resolve));
        await Promise.race([sleep(LOOK_MS, undefined, { ref: false }), woken]);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([queue.close(), events.close()]);
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** BullMQ keeps `:` for itself. */
function jobId({ submission, assignmentDigest, checks = [] }: GradeJob): string {
  return [submission, assignmentDigest.slice(-12), ...checks].join('-').replaceAll(':', '-');
}

function endOf(job: Job<GradeJob, JobResult> | undefined): JobEnd {
  if (job?.failedReason !== undefined && (job.returnvalue as unknown) == null) {
    return { kind: 'platformFailure', message: job.failedReason };
  }
  return jobResultSchema.parse(job?.returnvalue);
}
