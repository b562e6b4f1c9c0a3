import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from '@commander-js/extra-typings';
import pino from 'pino';
import { openQueueRedis, type QueueRedis } from '../queue/connection.js';
import { takeLock } from '../base/fileLock.js';
import { openNotifier } from '../notify/openNotifier.js';
import { mailSettings } from '../notify/settings.js';
import { frozenAssignments } from '../course/frozen.js';
import { publish, type Published } from '../server/publish.js';
import { openServedCourse } from '../server/servedCourse.js';
import { campusSettings } from '../server/auth/campusSettings.js';
import { watchCourse } from '../server/watchCourse.js';
import { DEFAULT_LIMITS } from '../server/limits.js';
import { createMetrics } from '../server/metrics.js';
import { openServer } from '../server/open.js';
import { startDailyPruning } from '../retention/daily.js';
import { blobFolder, type BlobFolder } from '../machine/blobFolder.js';
import { sweepDrafts } from '../machine/sweepDrafts.js';
import { openForWriting } from '../ledger/open.js';
import type { Store } from '../db/store.js';
import { startDispatcher } from '../work/dispatch/dispatcher.js';
import { openProgress } from '../work/progress.js';
import { openGpuBudget } from '../work/gpuBudget.js';
import { takeDispatch } from '../work/dispatch/onlyDispatcher.js';
import { address, COURSE, positive } from './arguments.js';
import { doorOf } from './door.js';
import { EXIT, type ExitCode } from './exitCodes.js';
import { fileDifferences } from '../ledger/questions/fileDifferences.js';
import { SYSTEM } from '../ledger/actor.js';
import { recordNew } from '../ledger/commands/importCourse.js';
import { readCourseFiles } from '../ledger/courseFiles.js';
import { differenceInOptions } from './refusalText.js';
import { LEDGER, ledgerFile } from './late/options.js';
import { KEEP_FEEDBACK_DAYS, KEEP_FILE_DAYS, termsOf, type KeepOptions } from './prune.js';
import { assignmentsDir, stateDir, thisGrader } from './setting.js';
import { nextSignal } from './signals.js';
import { troubleLog } from './troubleLog.js';

/** Whoever takes a run back waits no longer for a Redis that is away: then the run counts as begun. */
const RECALL_MS = 1_000;

interface ServeOptions extends KeepOptions {
  readonly course: string;
  readonly ledger?: string | undefined;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl?: string | undefined;
  readonly demoSignIn?: true | undefined;
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
    .addOption(
      new Option('--listen <host:port>', 'where; TLS is a reverse proxy’s')
        .argParser(address)
        .default({ host: '127.0.0.1', port: 8080 }, '127.0.0.1:8080'),
    )
    .option(...KEEP_FEEDBACK_DAYS)
    .option(...KEEP_FILE_DAYS)
    .option('--public-url <url>', 'the address that people type; ASSAY_PUBLIC_URL, or this machine’s')
    .option('--demo-sign-in', 'let everybody be anybody: for a demonstration on this machine alone')
    .option('--drain-seconds <n>', 'how long requests may take to end', positive, 20)
    .action(async (options) => {
      end(await serve(options));
    });
}

/**
 * `assay serve`: the HTTP interface, the store and the dispatcher in one process, until a signal. Then it accepts
 * nothing more, answers who waits, lets the requests end, stops dispatcher and notifier and closes the store. A second
 * signal ends the waiting.
 */
async function serve(options: ServeOptions): Promise<ExitCode> {
  const log = pino(pino.destination({ fd: 2, sync: true }));
  const grader = await thisGrader();
  const door = { ...doorOf(options, process.env), campus: await campusSettings(process.env) };
  const mail = await mailSettings(process.env);
  const state = await stateDir(process.env);
  await using _onlyServer = await takeLock(join(state, 'server.lock'));
  for (const folder of [state, assignmentsDir(state, process.env)]) await sweepDrafts(folder, Date.now());
  using store = openForWriting(await ledgerFile(options), { now });
  await using _onlyDispatcher = await takeDispatch(store);
  const blobs = blobFolder(join(state, 'blobs'));
  const frozen = frozenAssignments(blobs, assignmentsDir(state, process.env));
  const publishing = { store, blobs, courseDir: options.course, log };
  const refused = await publishFolder(publishing);
  const course = await openServedCourse(store, frozen, options.course, grader);
  // What was published before serves on; what never was cannot.
  for (const { assignment, error } of refused) if (!course.assignments.has(assignment)) throw error;
  await using redis = await openQueueRedis(state, process.env, { mayBeAway: true });
  const metrics = createMetrics(store);
  using gpuBudget = course.gpuFeedback && openGpuBudget(redis, course.gpuFeedback, now);
  const progress = openProgress();
  const onQueueTrouble = troubleLog(log, 'trouble with the queue');
  await using dispatcher = startDispatcher({
    ...{ store, redis, blobs, chargeGpu: gpuBudget?.charge },
    onProgress: (run, where) => {
      progress.note(run, where);
    },
    onSettled: (work, result) => {
      progress.forget(work);
      metrics.commits.inc({ result });
      log.info({ work, result }, 'settled');
    },
    onError: onQueueTrouble,
  });
  const { publicUrl } = door;
  await using notifier = openNotifier({ store, course, metrics, log, stateDir: state, mail, publicUrl });
  const server = await openServer({
    ...{ store, course, redis, blobs, gpuBudget, progress, metrics, log, now, stateDir: state, limits: DEFAULT_LIMITS },
    ...options.listen,
    ...door,
    mailsLinks: mail !== undefined && publicUrl !== undefined,
    onChanged: () => {
      dispatcher.wake();
    },
    onCancelled: () => {
      dispatcher.reconcile();
    },
    recall: (ids) => Promise.race([dispatcher.recall(ids).catch(onQueueTrouble), sleep(RECALL_MS)]),
    isServed: (lane) => dispatcher.isServed(lane),
  });
  await using _pruning = startDailyPruning({
    ...{ store, stateDir: state, terms: termsOf(options), now },
    onPruned: (removed) => {
      log.info({ removed }, 'pruned');
    },
    onError: troubleLog(log, 'trouble with pruning'),
  });
  await using _watching = watchCourse({
    courseDir: options.course,
    onChanged: async () => {
      await publishFolder(publishing);
    },
    onLook: async () => {
      for (const assignment of await course.refresh())
        log.info({ assignment }, 'graded with another version from now on');
    },
    onError: troubleLog(log, 'trouble with the course’s folder'),
  });
  const firstSignal = nextSignal();
  log.info({ host: options.listen.host, port: server.port, course: course.id, queue: redis.where }, 'ready');
  using _arrival = watchArrival(redis, log);
  await firstSignal;
  log.info('stopping: requests that are there may end; signal again to cut them off');
  const drained = Promise.race([server.stop(options.drainSeconds * 1000), nextSignal().then(() => server.stop(0))]);
  await Promise.all([drained, notifier.stop()]);
  log.info('stopped');
  return EXIT.passed;
}

/** Says that Redis is not there yet, and, once, that it has come. */
function watchArrival(redis: QueueRedis, log: pino.Logger): Disposable {
  const client = redis.isThere ? undefined : redis.connect('waiting');
  if (client !== undefined) {
    log.warn({ queue: redis.where }, 'Redis does not answer yet: until it does, submissions are refused with 503');
    client.once('ready', () => {
      log.info({ queue: redis.where }, 'Redis answers');
    });
  }
  return {
    [Symbol.dispose]: () => {
      client?.disconnect();
    },
  };
}

interface Publishing {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly courseDir: string;
  readonly log: pino.Logger;
}

/** Publishes the course's folder as it is now, and says what came of it. @returns the assignments with wrong files. */
async function publishFolder({ store, blobs, courseDir, log }: Publishing): Promise<Published['refused']> {
  const { versions, refused, withdrawn } = await publish(store, blobs, courseDir);
  for (const { assignment, digest, isNew } of versions)
    if (isNew) log.info({ assignment, version: digest }, 'published');
  for (const assignment of withdrawn) log.warn({ assignment }, 'withdrawn: its folder is gone');
  for (const { assignment, error } of refused) {
    log.error({ assignment, problem: error.message }, 'not published: the version before serves on');
  }
  if (refused.length === 0) await recordFiles(store, courseDir, log);
  return refused;
}

/** Records what is new in the course's files, and says where the ledger says otherwise: there the ledger's word counts. */
async function recordFiles(store: Store, courseDir: string, log: pino.Logger): Promise<void> {
  const files = await readCourseFiles(courseDir);
  const ledger = { store, course: files.course };
  const { events } = recordNew(ledger, SYSTEM, files);
  if (events.length > 0) log.info({ events: events.length }, 'course files recorded');
  for (const difference of fileDifferences(ledger, files)) {
    log.warn({ problem: differenceInOptions(difference, files.dir) }, 'course files and ledger differ');
  }
}
