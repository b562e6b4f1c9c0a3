import { startBatch } from '../../batch/runBatch.js';
import type { BatchItem } from '../../batch/items.js';
import type { RunFolder, RunRecord } from '../../batch/runFolder.js';
import { lanesOf } from '../../course/lane.js';
import { openAssignmentProducer } from '../../queue/assignmentProducer.js';
import { openQueueRedis } from '../../queue/connection.js';
import { countWorkers } from '../../queue/countWorkers.js';
import { ownQueue } from '../../queue/ownQueue.js';
import { EXIT } from '../exitCodes.js';
import { killWorker } from '../killWorker.js';
import { startOwnWorker, type OwnWorkerOptions } from '../ownWorker.js';
import { nextSignal } from '../signals.js';
import { openBatchBoard } from './board.js';

export interface GradeItemsOptions extends OwnWorkerOptions {
  readonly run: RunRecord;
  readonly folder: RunFolder;
  readonly items: readonly BatchItem[];
  /** As `thisGrader` gives it. */
  readonly grader: string;
}

/** In the queue for each submission that a worker may have at hand. */
const WINDOW = 32;

/**
 * Grades items through the queue, with a worker of its own where none serves it. The first Ctrl-C (or SIGTERM) drains,
 * the second kills; either way the same command goes on where this one stopped.
 *
 * @returns whether all of them have ended.
 */
export async function gradeItems(options: GradeItemsOptions): Promise<boolean> {
  const { items, loaded, state } = options;
  if (items.length === 0) return true;
  await using redis = await openQueueRedis(state, process.env);
  const isServed = (await countWorkers(redis, lanesOf(loaded.assignment))) > 0;
  await using own = isServed ? undefined : ownQueue(redis, options.run.id);
  await using producer = openAssignmentProducer(own ?? redis, loaded.assignment, options.grader);
  await using worker = own && (await startOwnWorker(own, options));
  using board = openBatchBoard(items.length);
  let ended = 0;
  const batch = startBatch({
    ...options,
    producer,
    window: WINDOW,
    onEnd: (_item, end) => {
      ended += 1;
      board.ended(end);
    },
  });
  const all = batch.ended.then(() => 'ended' as const);
  if ((await Promise.race([all, nextSignal()])) === 'signal') {
    // Listened for from now on: a second signal must find somebody, whatever the drain takes.
    const second = nextSignal();
    process.stderr.write('\nDraining: what runs is left to end. Once more to kill it.\n');
    if ((await Promise.race([batch.drain().then(() => all), second])) === 'signal') {
      process.stderr.write('\nKilled. The same command goes on with it.\n');
      // What still waits for a job waits in vain, and ends with its connection.
      all.catch(() => undefined);
      if (worker !== undefined) await killWorker(worker, EXIT.interrupted, say);
    }
  }
  return ended === items.length;
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
