import type { Queue } from 'bullmq';
import { all, type Store } from '../store/store.js';
import type { WorkLane, WorkState } from '../store/tables.js';
import { parseWorkJobId, workJobId } from './jobs.js';
import { readWork, type Work } from './rows.js';
import { settleFailure, settleResult, type GradeBlobs } from './settle.js';
import { putBack } from './transitions.js';

/** More waiting jobs than a window ever has. */
const MAX_WAITING = 1_000;

export interface Reconciled {
  readonly store: Store;
  readonly queue: Queue;
  readonly blobs: GradeBlobs;
  readonly lane: WorkLane;
  /** A row came to an end. */
  readonly onSettled: (id: string, state: WorkState) => void;
}

/** The jobs of which row and queue may think differently: those of all dispatched rows, and those that wait. */
export async function suspects({ store, queue, lane }: Reconciled): Promise<string[]> {
  const dispatched = store.query
    .selectFrom('work')
    .select(['id', 'attempt'])
    .where('state', '=', 'dispatched')
    .where('lane', '=', lane);
  const waiting = await queue.getRanges(['prioritized', 'delayed'], 0, MAX_WAITING);
  return [...new Set([...all(store, dispatched).map(workJobId), ...waiting])];
}

/**
 * Brings one job and its row together: the row moves on where the job has ended, is queued again where the job is gone,
 * and a job that its row no longer waits for is removed. A job that runs is left alone.
 */
export async function settle(reconciled: Reconciled, jobId: string): Promise<void> {
  const named = parseWorkJobId(jobId);
  if (named === undefined) return;
  const { store, queue } = reconciled;
  const state = await queue.getJobState(jobId);
  const work = readWork(store, named.id);
  const isCurrent = work?.state === 'dispatched' && work.attempt === named.attempt;
  if (isCurrent && state === 'unknown') putBack(store, work);
  if (isCurrent && (state === 'completed' || state === 'failed')) await settleEnded(reconciled, jobId, work, state);
  const isDone = state === 'completed' || state === 'failed' || (!isCurrent && state !== 'active');
  if (isDone && state !== 'unknown') await queue.remove(jobId);
}

async function settleEnded(
  { store, queue, blobs, onSettled }: Reconciled,
  jobId: string,
  work: Work,
  state: 'completed' | 'failed',
): Promise<void> {
  const job = await queue.getJob(jobId);
  // Gone between two questions: the next reconcile finds it so.
  if (job === undefined) return;
  const moved =
    state === 'completed'
      ? await settleResult(store, blobs, work, job.returnvalue)
      : settleFailure(store, work, job.failedReason);
  if (moved) onSettled(work.id, readWork(store, work.id)?.state ?? work.state);
}
