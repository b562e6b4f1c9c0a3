import type { Job, Queue } from 'bullmq';
import { all, write, type Store } from '../../db/store.js';
import type { WorkLane, WorkState } from '../../db/tables.js';
import { parseWorkJobId, workJobId } from './jobs.js';
import { readWork, type Work } from '../rows.js';
import { setbackDetail, type Setbacks } from './setbacks.js';
import { judgeResult, settleFailure, type ChargeGpu, type GradeBlobs, type Move } from './settle.js';
import { callStaff, putBack } from './transitions.js';

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
  /** Jobs whose end could not be dealt with, by their ids. */
  readonly setbacks: Setbacks;
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
 * The rows move in one write, for each write waits for the disk. What goes wrong with one job is a setback of its own
 * and not the others'; after some of them its row is staff's turn. What goes wrong with Redis is told to `onTrouble`.
 */
export async function settle(
  reconciled: Reconciled,
  jobIds: readonly string[],
  onTrouble: (error: unknown) => void,
): Promise<void> {
  const { store, queue, onSettled } = reconciled;
  const found = await Promise.all(
    jobIds.map((jobId) =>
      endingOf(reconciled, jobId).catch((error: unknown) => unreadableEnding(reconciled, jobId, error)),
    ),
  );
  const endings = found.filter((ending) => ending !== undefined);
  if (endings.length === 0) return;
  const made = write(store, () => endings.map((ending) => ({ ...ending, made: makeMove(reconciled, ending) })));
  for (const { work, made: step } of made) {
    if (work !== undefined && step === 'moved') onSettled(work.id, readWork(store, work.id)?.state ?? work.state);
  }
  const done = made.filter(({ made: step }) => step !== 'failed');
  await Promise.all(done.map(({ jobId }) => queue.remove(jobId).catch(onTrouble)));
}

/** `stayed`: the row has moved on by itself, or there is none. */
function makeMove({ store, setbacks }: Reconciled, { jobId, work, move }: Ending): 'moved' | 'stayed' | 'failed' {
  try {
    const hasMoved = move?.(store) ?? false;
    setbacks.forget(jobId);
    return hasMoved ? 'moved' : 'stayed';
  } catch (error) {
    if (!setbacks.note(jobId, error)) return 'failed';
    if (work === undefined) return 'stayed';
    return giveUp(store, work, error);
  }
}

/** A ledger in which not even that can be stored is mended first. */
function giveUp(store: Store, work: Work, error: unknown): 'moved' | 'stayed' | 'failed' {
  try {
    return callStaff(store, work, { cause: 'platform', detail: setbackDetail(error) }) ? 'moved' : 'stayed';
  } catch {
    return 'failed';
  }
}

/** Where Redis answers, the job itself cannot be read, and its row is moved as little as where a move fails. */
async function unreadableEnding({ store, queue }: Reconciled, jobId: string, error: unknown): Promise<Ending> {
  await queue.getWorkersCount();
  const move = (): never => {
    throw error;
  };
  const work = waitingRow(store, jobId);
  return work === undefined ? { jobId, move } : { jobId, work, move };
}

/** The row that waits for a job. */
function waitingRow(store: Store, jobId: string): Work | undefined {
  const named = parseWorkJobId(jobId);
  const row = named && readWork(store, named.id);
  return row?.state === 'dispatched' && row.attempt === named?.attempt ? row : undefined;
}

/** Undefined where the job has not ended, or it is gone and has been dealt with. */
async function endingOf(
  { store, queue, blobs, withdraw, chargeGpu }: Reconciled,
  jobId: string,
): Promise<Ending | undefined> {
  const named = parseWorkJobId(jobId);
  // Another ledger's, whose dispatcher deals with it; or of a row that is gone, and then it goes in a day.
  if (named === undefined || readWork(store, named.id) === undefined) return undefined;
  const job: Job | undefined = await queue.getJob(jobId);
  const work = waitingRow(store, jobId);
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
