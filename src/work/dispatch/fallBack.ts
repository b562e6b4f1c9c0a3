import { all, first, run as execute, write, type Store } from '../../db/store.js';
import { workJobId } from './jobs.js';
import { readWork, type Work } from '../rows.js';
import type { Reconciled } from './reconcile.js';
import { moveToCpu } from './transitions.js';

/**
 * Moves what has waited for a GPU as long as its assignment wants to the cpu lane. A job in the queue is taken back
 * first, and what a worker has begun is left alone: a worker takes a job and its lock in one step, and what is locked
 * is not removed. Where this process ends in between, the row's job is gone, and the row is looked at again.
 *
 * @returns how many moved.
 */
export async function fallBack({ store, queue }: Reconciled): Promise<number> {
  const due = store.query.selectFrom('work').select('id').where('gpuUntil', '<=', store.now().toISOString());
  let moved = 0;
  for (const { id } of all(store, due.orderBy('gpuUntil'))) {
    const work = readWork(store, id);
    if (work === undefined || !(await isUnbegun(queue, work))) continue;
    if (moveToCpu(store, work)) moved++;
  }
  return moved;
}

/** Has the rows of a run wait in their lane without end: the only worker that they have serves no other. */
export function stayInLane(store: Store, run: string): void {
  write(store, () => execute(store, store.query.updateTable('work').set({ gpuUntil: null }).where('run', '=', run)));
}

/** So many milliseconds until the next one may move, where one may that may not yet. */
export function untilFallBack({ store }: Pick<Reconciled, 'store'>): number {
  const now = store.now();
  const later = store.query.selectFrom('work').select('gpuUntil').where('gpuUntil', '>', now.toISOString());
  const next = first(store, later.orderBy('gpuUntil').limit(1))?.gpuUntil;
  return next === undefined || next === null ? Infinity : Date.parse(next) - now.getTime();
}

/** Whether no worker has it; none can take it afterwards. */
export async function isUnbegun(queue: Reconciled['queue'], work: Work): Promise<boolean> {
  if (work.state === 'queued') return true;
  const jobId = workJobId(work);
  const state = await queue.getJobState(jobId);
  // What has ended is settled, and what runs may have lost its lock.
  if (state === 'active' || state === 'completed' || state === 'failed') return false;
  return (await queue.remove(jobId)) === 1;
}
