import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { loadCourse } from '../course/load.js';
import { openQueueRedis } from '../queue/connection.js';
import { startWorker } from '../queue/worker.js';
import { startReaper } from '../sandbox/reaper.js';
import { folderBlobStore } from '../state/blobStore.js';
import { endedWorkers } from '../state/workerId.js';
import { explainError, type ExitCode, EXIT } from './exitCodes.js';
import { gradingContext, stateDir } from './setting.js';

export interface WorkerCommandOptions {
  readonly course: string;
  readonly concurrency: number;
  readonly drainSeconds: number;
}

/** Killing containers and putting jobs back takes seconds; beyond this something hangs, and the process must end. */
const KILL_MS = 30_000;

/**
 * `assay worker`: serves the queue until it is told to stop. The first SIGTERM or Ctrl-C drains, the second kills;
 * a drain that takes too long is turned into a kill, and a kill that takes too long ends the process.
 */
export async function workerCommand(options: WorkerCommandOptions): Promise<ExitCode> {
  const log = pino(pino.destination({ fd: 2, sync: true }));
  await loadCourse(options.course);
  const state = await stateDir(process.env);
  const context = await gradingContext(process.env, state);
  await using redis = await openQueueRedis(state, process.env);
  using _reaper = startReaper(context.engine, await endedWorkers(), (error) => {
    log.warn({ problem: explainError(error).message }, 'abandoned containers could not be removed');
  });
  const worker = startWorker({
    context,
    redis,
    blobs: folderBlobStore(`${state}/blobs`),
    courseDir: options.course,
    lanes: ['cpu'],
    concurrency: options.concurrency,
    events: {
      onStart: (submission) => {
        log.info({ submission }, 'started');
      },
      onEnd: (submission, outcome) => {
        log.info({ submission, outcome }, 'graded');
      },
      onFailure: (submission, error) => {
        log.error({ submission, problem: explainError(error).message }, 'not graded');
      },
      onError: (error) => {
        log.warn({ problem: explainError(error).message }, 'trouble with the queue');
      },
    },
  });
  // Listened for before anyone is told that this worker is ready: a signal that comes at once must drain too.
  const firstSignal = nextSignal();
  log.info({ queue: redis.where, concurrency: options.concurrency }, 'ready');
  return await serveUntilStopped(worker, firstSignal, options, log);
}

async function serveUntilStopped(
  worker: ReturnType<typeof startWorker>,
  firstSignal: Promise<unknown>,
  options: WorkerCommandOptions,
  log: pino.Logger,
): Promise<ExitCode> {
  await firstSignal;
  log.info('draining: no new submissions; signal again to kill the running ones');
  const drained = worker.drain().then(() => 'drained' as const);
  const end = await Promise.race([
    drained,
    nextSignal(),
    sleep(options.drainSeconds * 1000, 'late' as const, { ref: false }),
  ]);
  if (end === 'drained') return EXIT.passed;
  log.warn('killing the running submissions; they go back to the queue');
  const killed = await Promise.race([worker.kill().then(() => true), sleep(KILL_MS, false, { ref: false })]);
  if (killed) return EXIT.passed;
  log.error('the running submissions do not end; other workers take them over when their locks have run out');
  // Whatever hangs would keep the process alive.
  process.exit(EXIT.platformFailure);
}

function nextSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    const heard = (): void => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, heard);
      resolve('signal');
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, heard);
  });
}
