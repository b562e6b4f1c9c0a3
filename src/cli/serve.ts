import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import pino from 'pino';
import { openQueueRedis } from '../queue/connection.js';
import { takeLock } from '../queue/fileLock.js';
import { loadServedCourse } from '../server/servedCourse.js';
import { DEFAULT_LIMITS } from '../server/limits.js';
import { createMetrics } from '../server/metrics.js';
import { openServer } from '../server/open.js';
import { blobFolder } from '../state/blobFolder.js';
import { openForWriting } from '../store/open.js';
import type { Store } from '../store/store.js';
import { startDispatcher } from '../work/dispatcher.js';
import { openGpuBudget } from '../work/gpuBudget.js';
import { address, COURSE, positive } from './arguments.js';
import { EXIT, explainError, type ExitCode } from './exitCodes.js';
import { change } from './late/change.js';
import { importCourse, readCourseFiles } from './late/importCourse.js';
import { LEDGER, ledgerFile } from './late/options.js';
import { packageVersion, stateDir } from './setting.js';
import { nextSignal } from './signals.js';

interface ServeOptions {
  readonly course: string;
  readonly ledger?: string | undefined;
  readonly listen: { readonly host: string; readonly port: number };
  /** How long requests that are there may take to end. */
  readonly drainSeconds: number;
}

const now = (): Date => new Date();

export function serveCommand(root: Command, end: (code: ExitCode) => void): void {
  root
    .command('serve')
    .description('serve Gradescope, workers and staff over HTTP; the first SIGTERM lets requests end')
    .option(...COURSE)
    .option(...LEDGER)
    .option('--listen <host:port>', 'where; TLS is a reverse proxy’s', address, { host: '127.0.0.1', port: 8080 })
    .option('--drain-seconds <n>', 'how long requests may take to end', positive, 20)
    .action(async (options) => {
      end(await serve(options));
    });
}

/**
 * `assay serve`: the HTTP interface, the store and the dispatcher in one process, until a signal. Then it accepts
 * nothing more, answers who waits, lets the requests end, stops the dispatcher and closes the store. A second signal
 * ends the waiting.
 */
async function serve(options: ServeOptions): Promise<ExitCode> {
  const log = pino(pino.destination({ fd: 2, sync: true }));
  const course = await loadServedCourse(options.course, await packageVersion());
  const state = await stateDir(process.env);
  await using _onlyServer = await takeLock(join(state, 'server.lock'));
  using store = openForWriting(await ledgerFile(options), { now });
  await importIntoLedger(store, options.course, log);
  await using redis = await openQueueRedis(state, process.env);
  const metrics = createMetrics(store);
  const blobs = blobFolder(join(state, 'blobs'));
  using gpuBudget = course.gpuFeedback && openGpuBudget(redis, course.gpuFeedback, now);
  await using dispatcher = startDispatcher({
    ...{ store, redis, blobs, chargeGpu: gpuBudget?.charge },
    onSettled: (work, result) => {
      metrics.commits.inc({ result });
      log.info({ work, result }, 'settled');
    },
    onError: (error) => {
      log.warn({ problem: explainError(error).message }, 'trouble with the queue');
    },
  });
  const server = await openServer({
    ...{ store, course, redis, blobs, gpuBudget, metrics, log, now, stateDir: state, limits: DEFAULT_LIMITS },
    ...options.listen,
    onChanged: () => {
      dispatcher.wake();
    },
    onCancelled: () => {
      dispatcher.reconcile();
    },
    isGpuServed: () => dispatcher.isServed('gpu'),
  });
  const firstSignal = nextSignal();
  log.info({ host: options.listen.host, port: server.port, course: course.id, queue: redis.where }, 'ready');
  await firstSignal;
  log.info('stopping: requests that are there may end; signal again to cut them off');
  await Promise.race([server.stop(options.drainSeconds * 1000), nextSignal().then(() => server.stop(0))]);
  log.info('stopped');
  return EXIT.passed;
}

/** As `late import course` does; the course's files are staff's word, so that what they change needs no other reason. */
async function importIntoLedger(store: Store, courseDir: string, log: pino.Logger): Promise<void> {
  const files = await readCourseFiles(courseDir);
  const { events, changes } = change(store, files.course, { bySystem: true }, () => ({
    ...importCourse(store, files),
    needsNoReason: true,
  }));
  if (events.length > 0) log.info({ events: events.length, students: changes.length }, 'course files recorded');
}
