import { setTimeout as sleep } from 'node:timers/promises';
import { lanesOf } from '../../course/lane.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openQueueRedis, type QueueRedis } from '../../queue/connection.js';
import { countWorkers } from '../../queue/countWorkers.js';
import { readProgress } from '../../regrade/progress.js';
import { startDispatcher } from '../../work/dispatch/dispatcher.js';
import { tryDispatch } from '../../work/dispatch/onlyDispatcher.js';
import type { Regrade } from '../../work/regrades.js';
import { openBatchBoard } from '../batch/board.js';
import { EXIT, explainError } from '../exitCodes.js';
import { killWorker } from '../killWorker.js';
import { startOwnWorker, type OwnWorkerOptions } from '../ownWorker.js';
import { nextSignal } from '../signals.js';

/** Between two looks at the ledger: the dispatcher may be another process's. */
const LOOK_MS = 500;

/**
 * Waits until all of a regrade has ended, with progress. A server that has the ledger dispatches its rows beside what
 * comes in; without one this command does, and grades itself where no worker is there. The first Ctrl-C (or SIGTERM)
 * stops waiting, or drains; the second kills. Either way the same command goes on with it.
 *
 * @returns whether all of it has ended.
 */
export async function awaitRegrade(ledger: Ledger, regrade: Regrade, options: OwnWorkerOptions): Promise<boolean> {
  const { waiting, ended } = readProgress(ledger, regrade);
  if (waiting.length === 0) return true;
  // Listened for before anybody is told that this waits.
  const firstSignal = nextSignal();
  // What is missing between the rows and their grades: nothing, a dispatcher, or a worker as well.
  using right = tryDispatch(ledger.store);
  if (right === undefined) say(SERVED);
  await using redis = right && (await openQueueRedis(options.state, process.env));
  const isServed = redis === undefined || (await hasWorkers(redis, options));
  await using worker = isServed ? undefined : await startOwnWorker(redis, options);
  await using _dispatcher = redis && startDispatcher({ store: ledger.store, redis, blobs: options.blobs, onError });
  using board = openBatchBoard(waiting.length);
  const seen = new Set(ended.map(([{ id }]) => id));
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      const now = readProgress(ledger, regrade, seen);
      for (const [{ id }, end] of now.ended) {
        seen.add(id);
        board.ended(end);
      }
      if (now.waiting.length === 0 || stopping.signal.aborted) return;
      await sleep(LOOK_MS);
    }
  };
  const all = watch();
  if ((await Promise.race([all, firstSignal])) === 'signal') {
    const second = nextSignal();
    say(worker === undefined ? 'Stopped waiting.' : 'Draining: what runs is left to end. Once more to kill it.');
    if (worker !== undefined && (await Promise.race([worker.drain(), second])) === 'signal') {
      say('Killed. The same command goes on with it.');
      await killWorker(worker, EXIT.interrupted, say);
    }
    stopping.abort();
    await all;
  }
  return readProgress(ledger, regrade).waiting.length === 0;
}

const SERVED = 'The server of this ledger has it graded beside what comes in. Ctrl-C stops waiting alone.';

function say(message: string): void {
  process.stderr.write(`\n${message}\n`);
}

function onError(error: unknown): void {
  say(`Trouble with the queue: ${explainError(error).message}`);
}

async function hasWorkers(redis: QueueRedis, { loaded }: OwnWorkerOptions): Promise<boolean> {
  return (await countWorkers(redis, lanesOf(loaded.assignment))) > 0;
}
