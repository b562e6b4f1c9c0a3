import type { Job, Queue } from 'bullmq';
import { all, write, type Store } from '../store/store.js';
import type { WorkLane, WorkState } from '../store/tables.js';
import { parseWorkJobId, workJobId } from './jobs.js';
import { readWork, type Work } from './rows.js';
import { judgeResult, settleFailure, type ChargeGpu, type GradeBlobs, type Move } from './settle.js';
import { putBack } from './transitions.js';

/** More waiting, and more running jobs than there ever are. */
const MOST_OF_A_KIND = 1_000;

export interface Reconciled {
  readonly store: Store;
  readonly queue: Queue;
  readonly blobs: GradeBlobs;
  readonly lane: WorkLane;
  /** Has the worker that runs a job end it. */
  readonly withdraw: (jobId: string) => Promise<void>;
  readonly chargeGpu?: ChargeGpu | undefined;
  /** A row came to an end. */
  readonly onSettled: (id: string, state: WorkState) => void;
}

/** The jobs of which row and queue may think differently: those of all dispatched rows, and those that wait or run. */
export async function suspects({ store, queue, lane }: Reconciled): Promise<string[]> {
  const dispatched = store.query
    .selectFrom('work')
    .select(['id', 'attempt'])
    .where('state', '=', 'dispatched')
    .where('lane', '=', lane);
  const present = await queue.getRanges(['prioritized', 'delayed', 'active'], 0, MOST_OF_A_KIND);
  return [...new Set([...all(store, dispatched).map(workJobId), ...present])];
}

/** What a job's end calls for. */
interface Ending {
  readonly jobId: string;
  /** The row that waits for it; undefined where none does any more. */
  readonly work?: Work;
  readonly move?: Move;
}

/**
 * Brings jobs and their rows together: a row moves on where its job has ended, is queued again where the job is gone,
 * and a job that its row no longer waits for is removed, or, where it runs, withdrawn from its worker.
 *
 * The rows move in one write, for each write waits for the disk. What goes wrong with one job is told to `onTrouble`,
 * and is not the others'.
 */
export async function settle(
  reconciled: Reconciled,
  jobIds: readonly string[],
  onTrouble: (error: unknown) => void,
): Promise<void> {
  const { store, queue, onSettled } = reconciled;
  const found = await Promise.all(
    jobIds.map((jobId) =>
      endingOf(reconciled, jobId).catch((error: unknown) => {
        onTrouble(error);
      }),
    ),
  );
  const endings = found.filter((ending) => ending !== undefined);
  if (endings.length === 0) return;
  const isMade = (ending: Ending): { readonly hasMoved: boolean } | undefined => {
    try {
      return { hasMoved: ending.move?.(store) ?? false };
    } catch (error) {
      onTrouble(error);
      return undefined;
    }
  };
  const made = write(store, () => endings.map((ending) => ({ ...ending, ...isMade(ending) })));
  for (const { work, hasMoved = false } of made) {
    if (work !== undefined && hasMoved) onSettled(work.id, readWork(store, work.id)?.state ?? work.state);
  }
  const done = made.filter(({ hasMoved }) => hasMoved !== undefined);
  await Promise.all(done.map(({ jobId }) => queue.remove(jobId).catch(onTrouble)));
}

/** Undefined where the job has not ended, or it is gone and has been dealt with. */
async function endingOf(
  { store, queue, blobs, withdraw, chargeGpu }: Reconciled,
  jobId: string,
): Promise<Ending | undefined> {
  const named = parseWorkJobId(jobId);
  if (named === undefined) return undefined;
  const job: Job | undefined = await queue.getJob(jobId);
  const row = readWork(store, named.id);
  const work = row?.state === 'dispatched' && row.attempt === named.attempt ? row : undefined;
  if (job === undefined) {
    if (work !== undefined) putBack(store, work);
    return undefined;
  }
  if (job.finishedOn === undefined) {
    if (work !== undefined) return undefined;
    if ((await queue.getJobState(jobId)) !== 'active') return { jobId };
    await withdraw(jobId);
    return undefined;
  }
  return work === undefined ? { jobId } : { jobId, work, move: await moveFor(blobs, work, job, chargeGpu) };
}

/** A job that succeeded at its second try still bears why the first one failed, but what failed has returned nothing. */
async function moveFor(
  blobs: GradeBlobs,
  work: Work,
  { returnvalue, failedReason }: Job,
  chargeGpu: ChargeGpu | undefined,
): Promise<Move> {
  const hasFailed = (returnvalue ?? undefined) === undefined && (failedReason as string | undefined) !== undefined;
  return hasFailed
    ? (store) => settleFailure(store, work, failedReason)
    : judgeResult(blobs, work, returnvalue, chargeGpu);
}
