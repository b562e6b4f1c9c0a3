import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { CourseError } from '../course/courseError.js';
import type { FrozenAssignments } from '../course/frozen.js';
import type { LoadedAssignment } from '../course/load.js';
import { BrokenChecks } from '../grading/brokenChecks.js';
import { Cancelled } from '../grading/cancelled.js';
import type { Grader } from '../grading/grader.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebook } from '../intake/readNotebook.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import { answers, type Engine } from '../sandbox/engine.js';
import type { GpuLease } from '../sandbox/gpu.js';
import { GpuRefused } from '../sandbox/gpuRefusal.js';
import { PlatformError } from '../base/platformError.js';
import type { BlobStore } from '../machine/blobStore.js';
import { jobSchema, type JobResult } from './job.js';
import { WITHDRAWN } from './withdrawal.js';
import type { WorkerEvents } from './workerEvents.js';

/** How long a try whose engine has gone away waits for it to come back, before it counts as failed. */
const ENGINE_AWAY_MS = 120_000;
const LOOK_MS = 500;

/** What a job needs of its worker, whatever its lane. */
export interface JobOptions {
  /** Disposed of with the worker. */
  readonly grader: Grader;
  readonly blobs: BlobStore;
  /** The versions of assignments that jobs name. */
  readonly assignments: FrozenAssignments;
  /** How long a failed job waits for an engine that does not answer. */
  readonly engineAwayMs?: number;
  readonly events?: WorkerEvents;
}

/** What a job needs of its lane. */
export interface JobLane {
  /** In a lane that has GPUs: one for the job, or `undefined` where none can be had now. */
  readonly takeGpu?: (() => Promise<GpuLease | undefined>) | undefined;
}

/** A job as BullMQ gives it to a worker, with what it is held and cancelled by. */
export interface HeldJob {
  readonly job: Job<unknown, JobResult>;
  readonly token: string | undefined;
  readonly cancelled: AbortSignal | undefined;
}

/**
 * Grades one job of the queue.
 *
 * It goes back to the queue without counting as a try where it was cancelled, where its GPU was lost or could not be
 * given to its container, and where there is no GPU for it; where nobody waits for it any more, it ends. A platform
 * failure is thrown, so that BullMQ tries again, as soon as the engine answers; a failure of the notebook's or the
 * course's is returned, for trying again changes nothing.
 */
export async function processJob(
  options: JobOptions,
  { takeGpu }: JobLane,
  { job, token, cancelled }: HeldJob,
): Promise<JobResult> {
  const parsed = jobSchema.safeParse(job.data);
  if (!parsed.success) throw new UnrecoverableError('The job is not one that this version of Assay knows.');
  const { grader, blobs, events } = options;
  const { submission } = parsed.data;
  await using gpu = await takeGpu?.();
  if (takeGpu !== undefined && gpu === undefined) return await putBack(job, token);
  const signals = [cancelled, gpu?.lost].filter((signal) => signal !== undefined);
  try {
    events?.onStart?.(submission);
    const loaded = await options.assignments.get(parsed.data.assignment, parsed.data.assignmentDigest);
    if (gpu === undefined && loaded.assignment.gpu === 'required') throw withoutGpu(loaded);
    const notebook = readNotebook(await blobs.get(parsed.data.notebook), parsed.data.fileName);
    const { grade, executed } = await grader.grade({
      loaded,
      notebook,
      submission,
      gpu,
      attempt: job.attemptsStarted,
      checks: parsed.data.checks,
      // What is asked as often as one likes must not answer for the others.
      visibleOnly: parsed.data.workClass === 'feedback',
      signal: AbortSignal.any(signals),
      onProgress: (progress) => {
        job.updateProgress(progress).catch((error: unknown) => events?.onError?.(error));
      },
    });
    const [gradeDigest, executedDigest] = await Promise.all([
      blobs.put(Buffer.from(JSON.stringify(grade))),
      blobs.put(serialiseNotebook(executed)),
    ]);
    events?.onEnd?.(submission, grade.outcome);
    return { kind: 'graded', outcome: grade.outcome, grade: gradeDigest, executed: executedDigest };
  } catch (error) {
    if (error instanceof Cancelled) {
      if (cancelled?.reason === WITHDRAWN) throw new UnrecoverableError('Nobody waits for this run any more.');
      if (gpu?.lost.aborted) events?.onError?.(lostGpu(gpu));
      return await putBack(job, token);
    }
    if (error instanceof GpuRefused && gpu !== undefined) {
      events?.onError?.(error);
      await gpu.setAside(error.message);
      return await putBack(job, token);
    }
    events?.onFailure?.(submission, error);
    if (error instanceof IntakeError) return { kind: 'badInput', message: error.message };
    if (error instanceof CourseError || error instanceof BrokenChecks) {
      return { kind: 'courseError', message: error.message };
    }
    if (error instanceof PlatformError) {
      // Meanwhile this worker takes no other job in this one's place: it would only fail in the same way.
      await engineAnswers(grader.context.engine, options.engineAwayMs ?? ENGINE_AWAY_MS, cancelled);
    }
    throw error;
  }
}

async function putBack(job: Job<unknown, JobResult>, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

/** Waits until the engine answers, which it mostly does at once; at most `awayMs`, and no longer than the job may run. */
async function engineAnswers(engine: Engine, awayMs: number, signal: AbortSignal | undefined): Promise<void> {
  for (const deadline = performance.now() + awayMs; performance.now() < deadline && !signal?.aborted;) {
    if (await answers(engine)) return;
    await sleep(LOOK_MS);
  }
}

function withoutGpu({ assignment }: LoadedAssignment): PlatformError {
  return new PlatformError(`${assignment.id} needs a GPU, and this worker would run it on processors.`, {
    remedy:
      'Operator: start a worker with `--gpus` on a machine that has one, and send it again through the queue. ' +
      'Course staff: `gpu: preferred` in assignment.yaml lets it run without.',
  });
}

function lostGpu({ slot }: GpuLease): PlatformError {
  return new PlatformError(`Slot ${slot.slot} of ${slot.device} was lost under a submission, which goes back.`, {
    remedy: 'Operator: where it happens often, look for a starved worker or a slow Redis.',
  });
}
