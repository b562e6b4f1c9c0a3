import { join } from 'node:path';
import { admitItems, leaveOthers } from '../../batch/admitItems.js';
import { followRun } from '../../batch/follow.js';
import type { BatchItem } from '../../batch/items.js';
import { keepEnd } from '../../batch/keep.js';
import type { RunFolder, RunRecord } from '../../batch/runFolder.js';
import { EXIT } from '../exitCodes.js';
import { killWorker } from '../killWorker.js';
import type { OwnWorkerOptions } from '../ownWorker.js';
import { openRoad, type Road } from '../road.js';
import { openRunLedger } from '../runLedger.js';
import { nextSignal } from '../signals.js';
import { openBatchBoard } from './board.js';

export interface GradeItemsOptions extends OwnWorkerOptions {
  readonly run: RunRecord;
  readonly folder: RunFolder;
  readonly items: readonly BatchItem[];
  readonly ledger?: string | undefined;
  /** The course's folder. */
  readonly course: string;
}

/**
 * Grades items as rows of class `batch`, and writes each end into the run's folder as it comes. The first Ctrl-C (or
 * SIGTERM) drains, the second kills; either way the same command goes on where this one stopped.
 *
 * @returns whether all of them have ended.
 */
export async function gradeItems(options: GradeItemsOptions): Promise<boolean> {
  const { items, run, folder, loaded } = options;
  if (items.length === 0) return true;
  const privateFile = join(folder.path, 'work', 'ledger.db');
  using ledger = await openRunLedger({ ...options, privateFile, mayGrade: true });
  const { store, isPrivate } = ledger;
  const rows = admitItems(store, { run, course: ledger.course, assignment: loaded.assignment }, items);
  leaveOthers(store, run, new Set(rows.keys()));
  await using road = await openRoad({ ...options, store, isPrivate, name: run.id, mayGrade: true });
  using board = openBatchBoard(items.length);
  const stopping = new AbortController();
  let ended = 0;
  const all = followRun({
    ...{ store, run, rows: rows.keys(), signal: stopping.signal, onLook: () => road.look() },
    onEnd: async (work) => {
      const item = rows.get(work.id);
      // What was taken back is open in the folder.
      if (item === undefined || work.state === 'cancelled') return;
      board.ended(await keepEnd(options, item, work));
      ended += 1;
    },
  }).then(() => 'ended' as const);
  try {
    if ((await Promise.race([all, nextSignal()])) === 'signal') await stop(road, [...rows.keys()], all);
  } catch (error) {
    // Such as a full disk: what no worker has begun would be graded for nobody.
    await road.takeBack([...rows.keys()]).catch(() => undefined);
    throw error;
  } finally {
    stopping.abort();
  }
  return ended === items.length;
}

async function stop(road: Road, rows: readonly string[], all: Promise<unknown>): Promise<void> {
  // Listened for from now on: a second signal must find somebody, whatever the drain takes.
  const second = nextSignal();
  say('\nDraining: what runs is left to end. Once more to kill it.');
  const worker = road.worker();
  const drained = road
    .takeBack(rows)
    .then(() => worker?.drain())
    // What its worker put back meanwhile would wait for ever.
    .then(() => road.takeBack(rows))
    .then(() => all);
  if ((await Promise.race([drained, second])) !== 'signal') return;
  say('\nKilled. The same command goes on with it.');
  // What still waits for a job waits in vain, and ends with its connection.
  drained.catch(() => undefined);
  if (worker !== undefined) await killWorker(worker, EXIT.interrupted, say);
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
