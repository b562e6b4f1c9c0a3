import { availableParallelism, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from '@commander-js/extra-typings';
import pino from 'pino';
import { frozenAssignments } from '../course/frozen.js';
import { loadAssignment, loadCourse } from '../course/load.js';
import { Grader } from '../grading/grader.js';
import { openQueueRedis } from '../queue/connection.js';
import { startWorker } from '../queue/worker.js';
import { Reaper, startReaper } from '../sandbox/reaper.js';
import { startHeartbeat } from '../machine/heartbeat.js';
import { sweepDrafts } from '../machine/sweepDrafts.js';
import { workerBlobs } from '../machine/workerBlobs.js';
import { workerFates } from '../machine/workerId.js';
import { COURSE, GPUS, positive, whole } from './arguments.js';
import { explainError, type ExitCode, EXIT } from './exitCodes.js';
import { gradingContext } from './gradingContext.js';
import { killWorker } from './killWorker.js';
import { assignmentsDir, stateDir } from './setting.js';
import { nextSignal } from './signals.js';
import { troubleLog } from './troubleLog.js';
import { findWorkerGpus, openWorkerGpus, withGpuImage } from './workerGpus.js';

interface WorkerOptions {
  readonly course: string;
  /** In the cpu lane. */
  readonly concurrency?: number;
  readonly gpus?: string;
  readonly drainSeconds: number;
  /** What waiting containers may occupy together, and waiting checkers as much again; 0: none waits. */
  readonly poolBytes: number;
  readonly poolSeconds: number;
  /** Assignments for which a container waits from the start. */
  readonly warm: readonly string[];
}

/** A class comes in bursts: what came in the last five minutes comes again. */
const DEMAND_MS = 5 * 60_000;

export function workerCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('worker')
    .description('serve the queue; the first SIGTERM drains, the second kills')
    .option(...COURSE)
    .option(
      '--concurrency <n>',
      'submissions at once in the cpu lane; by default what GPUs leave of the processors',
      positive,
    )
    .option(...GPUS)
    .option('--drain-seconds <n>', 'how long a drain may take before it becomes a kill', positive, 900)
    .addOption(
      new Option('--pool-bytes <n>', 'memory for containers that wait, and as much again for checkers; 0: none waits')
        .argParser(whole)
        .default(Math.floor(totalmem() / 8), 'an eighth of this machine’s'),
    )
    .option('--pool-seconds <n>', 'how long a container may wait before it is replaced', positive, 1800)
    .option('--warm <assignment...>', 'hold a container ready for these from the start', [])
    .action(async (options) => {
      end(await work(options));
    });
}

/**
 * `assay worker`: serves the queue until it is told to stop. The first SIGTERM or Ctrl-C drains, the second kills;
 * a drain that takes too long is turned into a kill, and a kill that takes too long ends the process.
 */
async function work(options: WorkerOptions): Promise<ExitCode> {
  const log = pino(pino.destination({ fd: 2, sync: true }));
  const image = options.warm.length === 0 ? undefined : (await loadCourse(options.course)).image;
  const machine = await findWorkerGpus(options.gpus, log);
  const state = await stateDir(process.env);
  for (const folder of [state, assignmentsDir(state, process.env)]) await sweepDrafts(folder, Date.now());
  const blobs = await workerBlobs(state, process.env);
  const context = await withGpuImage(await gradingContext(process.env, state, image), machine !== undefined, image);
  await using redis = await openQueueRedis(state, process.env);
  using _reaper = startReaper(new Reaper(context.engine, await workerFates()), (error) => {
    log.warn({ problem: explainError(error).message }, 'abandoned containers could not be removed');
  });
  await using gpus = machine && (await openWorkerGpus(machine, context.engine, redis, log));
  // A processor for each GPU's host program, so that neither lane starves the other.
  const processors = availableParallelism() - (gpus?.slots.slots.length ?? 0);
  const { concurrency = Math.max(1, processors) } = options;
  const waiting = { memoryBytes: options.poolBytes, maxAgeMs: options.poolSeconds * 1000 };
  const grader = new Grader(context, {
    checkers: waiting,
    students: {
      ...waiting,
      size: concurrency,
      demandMs: DEMAND_MS,
      warming: Math.max(1, Math.floor(availableParallelism() / 2)),
      clock: () => performance.now(),
      onFailure: (error) => {
        log.warn({ problem: explainError(error).message }, 'a container could not be warmed');
      },
    },
  });
  for (const assignment of options.warm) grader.students?.keep(await loadAssignment(options.course, assignment), 1);
  const worker = startWorker({
    grader,
    redis,
    blobs,
    assignments: frozenAssignments(blobs, assignmentsDir(state, process.env)),
    lanes: gpus === undefined ? ['cpu'] : ['cpu', 'gpu'],
    ...(gpus === undefined ? {} : { gpus: gpus.slots }),
    concurrency,
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
      onError: troubleLog(log, 'trouble with the queue'),
    },
  });
  await using _heartbeat = await startHeartbeat(state, (error) => {
    log.warn({ problem: explainError(error).message }, 'no sign of life could be left');
  });
  // Listened for before anyone is told that this worker is ready: a signal that comes at once must drain too.
  const firstSignal = nextSignal();
  if (context.security.probe !== 'passed') log.error(context.security, 'the sandbox breaks a promise');
  log.info(
    { queue: redis.where, concurrency, gpuSlots: gpus?.slots.slots.length ?? 0, tier: context.security.tier },
    'ready',
  );
  return await serveUntilStopped(worker, firstSignal, options, log);
}

async function serveUntilStopped(
  worker: ReturnType<typeof startWorker>,
  firstSignal: Promise<unknown>,
  options: WorkerOptions,
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
  await killWorker(worker, EXIT.platformFailure, (message) => {
    log.error(message);
  });
  return EXIT.passed;
}
