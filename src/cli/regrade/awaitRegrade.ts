import { endOf } from '../../batch/ends.js';
import { followRun } from '../../batch/follow.js';
import type { Ledger } from '../../ledger/ledger.js';
import { readProgress } from '../../regrade/progress.js';
import type { Regrade } from '../../work/regrades.js';
import { openBatchBoard } from '../batch/board.js';
import { EXIT } from '../exitCodes.js';
import { killWorker } from '../killWorker.js';
import type { OwnWorkerOptions } from '../ownWorker.js';
import { openRoad } from '../road.js';
import { nextSignal } from '../signals.js';

/**
 * Waits until all of a regrade has ended, with progress. A server that has the ledger dispatches its rows beside what
 * comes in; without one this command does, and grades itself where no worker is there. The first Ctrl-C (or SIGTERM)
 * stops waiting, or drains; the second kills. Either way the same command goes on with it.
 *
 * @returns whether all of it has ended.
 */
export async function awaitRegrade(ledger: Ledger, regrade: Regrade, options: OwnWorkerOptions): Promise<boolean> {
  const { waiting } = readProgress(ledger, regrade);
  if (waiting.length === 0) return true;
  // Listened for before anybody is told that this waits.
  const firstSignal = nextSignal();
  const { store } = ledger;
  await using road = await openRoad({ ...options, store, name: regrade.id, isPrivate: false, mayGrade: true });
  using board = openBatchBoard(waiting.length);
  const stopping = new AbortController();
  const all = followRun({
    ...{ store, run: regrade, rows: waiting, signal: stopping.signal, onLook: () => road.look() },
    onEnd: (work) => {
      board.ended(endOf(work));
    },
  });
  if ((await Promise.race([all, firstSignal])) === 'signal') {
    const second = nextSignal();
    const worker = road.worker();
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

function say(message: string): void {
  process.stderr.write(`\n${message}\n`);
}
