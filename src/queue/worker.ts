import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { CourseError } from '../course/courseError.js';
import { loadAssignment, type LoadedAssignment } from '../course/load.js';
import { Cancelled } from '../grading/cancelled.js';
import { BrokenChecks } from '../grading/checkerSession.js';
import { CheckerPool } from '../grading/checkerPool.js';
import type { GradingContext } from '../grading/context.js';
import { gradeSubmission } from '../grading/gradeSubmission.js';
import type { StudentPool } from '../grading/pool/studentPool.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebook } from '../intake/readNotebook.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { answers, type Engine } from '../sandbox/engine.js';
import { PlatformError } from '../sandbox/platformError.js';
import type { BlobStore } from '../state/blobStore.js';
import type { QueueRedis } from './connection.js';
import { jobSchema, QUEUE_NAMES, type GradeJob, type JobResult } from './job.js';
import type { WorkerEvents } from './workerEvents.js';

/** A job whose worker has not renewed its lock for so long is another worker's. */
const LOCK_MS = 60_000;
/** How long a try whose engine has gone away waits for it to come back, before it counts as failed. */
const ENGINE_AWAY_MS = 120_000;
const LOOK_MS = 500;

export interface WorkerOptions {
  readonly context: GradingContext;
  readonly redis: QueueRedis;
  readonly blobs: BlobStore;
  readonly courseDir: string;
  readonly lanes: readonly (keyof typeof QUEUE_NAMES)[];
  /** Submissions at once. */
  readonly concurrency: number;
  /** How long a job stays this worker's without a sign of life; looked at twice as often. */
  readonly lockMs?: number;
  /** Warm containers for the submissions; without it, each starts its own. Disposed of with the worker. */
  readonly students?: StudentPool;
  /** How long a failed job waits for an engine that does not answer. */
  readonly engineAwayMs?: number;
  readonly events?: WorkerEvents;
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
 * A job that is cancelled, because of `kill` or because its lock was lost, is put back without counting as a try. A
 * platform failure is thrown, so that BullMQ tries again, as soon as the engine answers; a failure of the notebook's or the course's is returned, for
 * trying again changes nothing. Disposing drains, then closes everything.
 */
export function startWorker(options: WorkerOptions): WorkerHandle {
  const { context, redis, events, lockMs = LOCK_MS } = options;
  const pool = new CheckerPool(context);
  const connections = options.lanes.map((lane) => ({ lane, connection: redis.connect('waiting') }));
  const workers = connections.map(
    ({ lane, connection }) =>
      new Worker<unknown, JobResult>(
        QUEUE_NAMES[lane],
        async (job, token, signal) => process(options, pool, job, token, signal),
        {
          connection,
          concurrency: options.concurrency,
          lockDuration: lockMs,
          stalledInterval: lockMs / 2,
          // The second worker that dies with a job is the last one: a third would, too.
          maxStalledCount: 1,
          // A drained worker must not wait for this long for a job that does not come.
          drainDelay: 5,
        },
      ),
  );
  for (const worker of workers) {
    worker.on('error', (error) => events?.onError?.(error));
    // The lock is lost: another worker may run this job by now, so this run must end.
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'the lock was lost');
    });
  }

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= Promise.all(workers.map((worker) => worker.close())).then(async () => {
      await Promise.all([pool[Symbol.asyncDispose](), options.students?.[Symbol.asyncDispose]()]);
      for (const { connection } of connections) connection.disconnect();
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

async function process(
  options: WorkerOptions,
  pool: CheckerPool,
  job: Job<unknown, JobResult>,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<JobResult> {
  const parsed = jobSchema.safeParse(job.data);
  if (!parsed.success) throw new UnrecoverableError('The job is not one that this version of Assay knows.');
  const { context, blobs, events } = options;
  const { submission } = parsed.data;
  try {
    events?.onStart?.(submission);
    const loaded = await loadPinned(options.courseDir, parsed.data);
    const notebook = readNotebook(await blobs.get(parsed.data.notebook), parsed.data.fileName);
    const { grade, executed } = await gradeSubmission(context, pool, {
      loaded,
      notebook,
      submission,
      attempt: job.attemptsStarted,
      checks: parsed.data.checks,
      students: options.students,
      ...(signal ? { signal } : {}),
      onProgress: (progress) => {
        job.updateProgress(progress).catch((error: unknown) => events?.onError?.(error));
      },
    });
    const [gradeDigest, executedDigest] = await Promise.all([
      blobs.put(Buffer.from(JSON.stringify(grade))),
      blobs.put(Buffer.from(serialiseNotebook(executed))),
    ]);
    events?.onEnd?.(submission, grade.outcome);
    return { kind: 'graded', outcome: grade.outcome, grade: gradeDigest, executed: executedDigest };
  } catch (error) {
    if (error instanceof Cancelled) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    events?.onFailure?.(submission, error);
    if (error instanceof IntakeError) return { kind: 'badInput', message: error.message };
    if (error instanceof CourseError || error instanceof BrokenChecks) {
      return { kind: 'courseError', message: error.message };
    }
    if (error instanceof PlatformError) {
      // Meanwhile this worker takes no other job in this one's place: it would only fail in the same way.
      await engineAnswers(context.engine, options.engineAwayMs ?? ENGINE_AWAY_MS, signal);
      // The message is all that the queue keeps of an error.
      throw new Error(`${error.message} ${error.remedy}`, { cause: error });
    }
    throw error;
  }
}

/** Waits until the engine answers, which it mostly does at once; at most `awayMs`, and no longer than the job may run. */
async function engineAnswers(engine: Engine, awayMs: number, signal: AbortSignal | undefined): Promise<void> {
  for (const deadline = performance.now() + awayMs; performance.now() < deadline && !signal?.aborted;) {
    if (await answers(engine)) return;
    await sleep(LOOK_MS);
  }
}

/** Another worker may have the version that is asked for, while they are brought up to date; so it is tried again. */
async function loadPinned(courseDir: string, job: GradeJob): Promise<LoadedAssignment> {
  const loaded = await loadAssignment(courseDir, job.assignment);
  if (loaded.digest === job.assignmentDigest) return loaded;
  throw new PlatformError(`This worker has another version of ${job.assignment} than the submission was sent for.`, {
    remedy: 'Operator: give all workers the newest course folder. Course staff: then submit it again.',
  });
}
