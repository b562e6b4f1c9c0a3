import type { BulkJobOptions, Queue } from 'bullmq';
import type { ExpressionBuilder } from 'kysely';
import { compiledOnce } from '../../db/compiledOnce.js';
import { first, write, type Store } from '../../db/store.js';
import type { Tables, WorkClass, WorkLane } from '../../db/tables.js';
import { type ClassShare, WORK_CLASSES } from './classShare.js';
import { jobOf, workJobId } from './jobs.js';
import type { Work } from '../rows.js';
import { setbackDetail, type Setbacks } from './setbacks.js';
import { callStaff, dispatch } from './transitions.js';

/** Feedback goes first within the window. Who waits behind a server has one priority, after all of the server's. */
const PRIORITIES = { feedback: 1, others: 2, behind: 3 } as const;
/** The window where nothing runs yet; it grows with what does. */
const LEAST_WINDOW = 2;
/** So many jobs in a pause after a failure say that the platform fails, and not these jobs: no more are fed to it. */
const MAX_DELAYED = 8;
/** A platform failure is tried so often, with pauses that double. */
const TRIES = 5;
/** What nobody fetched for a day is forgotten; its row is still dispatched then, and is put back. */
const KEEP_SECONDS = 24 * 60 * 60;

export interface Feed {
  readonly store: Store;
  readonly queue: Queue;
  readonly lane: WorkLane;
  readonly share: ClassShare;
  readonly isBehind: boolean;
  /** The first pause after a platform failure. */
  readonly backoffMs: number;
  /** Rows that could not be dispatched, by their ids. */
  readonly setbacks: Setbacks;
}

/**
 * Tops the queue up: about one waiting job per running one, so that a worker that becomes free finds its next job at
 * once, and everything else waits in the rows, where it can still be overtaken, superseded or cancelled. Feedback that
 * is next by its share may go beyond the window, so that it waits for one worker to become free and no longer.
 *
 * A row that cannot be dispatched holds up its class until it is staff's turn, and no other class.
 *
 * @returns how many jobs were added.
 */
export async function feed(options: Feed): Promise<number> {
  const { store, queue, lane, share, isBehind } = options;
  const heads = headsOf(store, lane);
  if (heads.size === 0) return 0;
  const [{ active = 0, delayed = 0 }, waitingBy] = await Promise.all([
    queue.getJobCounts('active', 'delayed'),
    queue.getCountsPerPriority(isBehind ? [PRIORITIES.behind] : [PRIORITIES.feedback, PRIORITIES.others]),
  ]);
  if (delayed > MAX_DELAYED) return 0;
  const window = Math.max(LEAST_WINDOW, active);
  let waiting = Object.values(waitingBy).reduce((sum, count) => sum + count, 0);
  const jobs: BulkJob[] = [];
  write(store, () => {
    for (;;) {
      const workClass = share.next([...heads.keys()]);
      const work = workClass && heads.get(workClass);
      if (work === undefined || waiting >= (work.workClass === 'feedback' ? 2 * window : window)) break;
      const job = dispatched(options, work);
      if (job === 'failed') {
        heads.delete(work.workClass);
        continue;
      }
      // A head may have been cancelled while the queue was asked.
      if (job !== undefined) {
        share.serve(work.workClass);
        jobs.push(job);
        waiting++;
      }
      setHead(heads, store, lane, work.workClass);
    }
  });
  if (jobs.length > 0) await queue.addBulk(jobs);
  return jobs.length;
}

type BulkJob = Parameters<Queue['addBulk']>[0][number];

/** The job of a row that is dispatched by this; undefined where the row is not queued any more. */
function dispatched(feed: Feed, work: Work): BulkJob | 'failed' | undefined {
  const { store, setbacks } = feed;
  if (!setbacks.isDue(work.id)) return 'failed';
  try {
    const job = write(store, (): BulkJob | undefined => {
      const attempt = dispatch(store, work.id);
      if (attempt === undefined) return undefined;
      return { name: 'grade', data: jobOf(work, attempt), opts: optionsOf(feed, work, attempt) };
    });
    setbacks.forget(work.id);
    return job;
  } catch (error) {
    if (!setbacks.note(work.id, error)) return 'failed';
    callStaff(store, work, { cause: 'platform', detail: setbackDetail(error) });
    return undefined;
  }
}

function optionsOf({ isBehind, backoffMs }: Feed, { id, workClass }: Work, attempt: number): BulkJobOptions {
  const own = workClass === 'feedback' ? PRIORITIES.feedback : PRIORITIES.others;
  return {
    jobId: workJobId({ id, attempt }),
    priority: isBehind ? PRIORITIES.behind : own,
    attempts: TRIES,
    backoff: { type: 'exponential', delay: backoffMs },
    removeOnComplete: { age: KEEP_SECONDS },
    removeOnFail: { age: KEEP_SECONDS },
  };
}

/** The next job of each class that has one. */
function headsOf(store: Store, lane: WorkLane): Map<WorkClass, Work> {
  const heads = new Map<WorkClass, Work>();
  for (const workClass of WORK_CLASSES) setHead(heads, store, lane, workClass);
  return heads;
}

/** Along the index `workByState`. */
const headOf = compiledOnce((query, { lane, workClass }: Pick<Work, 'lane' | 'workClass'>) => {
  const queued = query.selectFrom('work').selectAll().where('state', '=', 'queued').where('lane', '=', lane);
  return queued.where('workClass', '=', workClass).orderBy('turn').orderBy('seq').limit(1);
});

/** The next run of feedback whose party has none that runs: one at a time. Along the index `workByParty` for those. */
const feedbackHeadOf = compiledOnce((query, { lane }: Pick<Work, 'lane'>) => {
  const queued = query.selectFrom('work').selectAll().where('state', '=', 'queued').where('lane', '=', lane);
  const isAlone = (row: ExpressionBuilder<Tables, 'work'>) =>
    row.not(
      row.exists(
        row
          .selectFrom('work as running')
          .select('running.id')
          .whereRef('running.course', '=', 'work.course')
          .whereRef('running.party', '=', 'work.party')
          .where('running.state', '=', 'dispatched')
          .where('running.workClass', '=', 'feedback'),
      ),
    );
  return queued.where('workClass', '=', 'feedback').where(isAlone).orderBy('turn').orderBy('seq').limit(1);
});

function setHead(heads: Map<WorkClass, Work>, store: Store, lane: WorkLane, workClass: WorkClass): void {
  const head = first(store, workClass === 'feedback' ? feedbackHeadOf({ lane }) : headOf({ lane, workClass }));
  if (head === undefined) heads.delete(workClass);
  else heads.set(workClass, head);
}
