import { all, first, type Store } from '../db/store.js';
import type { WorkClass, WorkLane, WorkState } from '../db/tables.js';
import { readWork, type Work } from './rows.js';

/** Where work is, for whoever asks. */
export interface WorkStatus {
  readonly id: string;
  readonly state: WorkState;
  readonly course: string;
  readonly assignment: string;
  readonly submissionId: string;
  readonly graderVersion: string;
  readonly workClass: WorkClass;
  readonly lane: WorkLane;
  /** Of a queued one: 1 is the next of its class. */
  readonly position?: number;
  /** For the student: where it stands and whose turn it is. Absent where it is graded. */
  readonly message?: string;
  /** The event of its grade; feedback has none. */
  readonly gradedSeq?: number;
  /** The event of a grade that left points open. */
  readonly openSeq?: number;
  /** Why staff must act; `detail` is for staff alone, and may quote the course's checks. */
  readonly needs?: { readonly cause: NonNullable<Work['cause']>; readonly detail: string };
  /** Tries so far. */
  readonly attempt: number;
  /** RFC 3339. */
  readonly admittedAt: string;
  readonly changedAt: string;
}

/** Undefined where there is no such work. `isGpuServed`: whether a worker with a GPU is connected. */
export function statusOf(store: Store, id: string, isGpuServed = true): WorkStatus | undefined {
  const work = readWork(store, id);
  return work === undefined ? undefined : toStatus(store, work, isGpuServed);
}

/** Work in a state, the oldest first; of one course or all. */
export function listWork(
  store: Store,
  { state, course, limit }: { readonly state: WorkState; readonly course?: string; readonly limit: number },
): WorkStatus[] {
  const query = store.query.selectFrom('work').selectAll().where('state', '=', state).orderBy('seq').limit(limit);
  return all(store, course === undefined ? query : query.where('course', '=', course)).map((work) =>
    toStatus(store, work),
  );
}

/** How much work is in each state: for metrics. */
export function countWork(
  store: Store,
): { readonly state: WorkState; readonly lane: WorkLane; readonly workClass: WorkClass; readonly count: number }[] {
  const groups = ['state', 'lane', 'workClass'] as const;
  return all(
    store,
    store.query
      .selectFrom('work')
      .select(groups)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .groupBy(groups),
  );
}

function toStatus(store: Store, work: Work, isGpuServed = true): WorkStatus {
  const { id, state, course, assignment, submissionId, graderVersion, workClass, lane } = work;
  const { gradedSeq, openSeq, cause, detail, attempt, admittedAt, changedAt } = work;
  const waitsForGpu = lane === 'gpu' && !isGpuServed && (state === 'queued' || state === 'dispatched');
  const message = waitsForGpu ? gpuMessage(work) : studentMessage(work);
  return {
    ...{ id, state, course, assignment, submissionId, graderVersion, workClass, lane, attempt, admittedAt, changedAt },
    ...(state === 'queued' ? { position: positionOf(store, work) } : {}),
    ...(message === undefined ? {} : { message }),
    ...(gradedSeq === null ? {} : { gradedSeq }),
    ...(openSeq === null ? {} : { openSeq }),
    ...(cause === null ? {} : { needs: { cause, detail: detail ?? '' } }),
  };
}

/** Counts along the index that the queue is read by. */
function positionOf(store: Store, { lane, workClass, turn, seq }: Work): number {
  const ahead = store.query
    .selectFrom('work')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'queued')
    .where('lane', '=', lane)
    .where('workClass', '=', workClass)
    .where((where) =>
      where.or([where('turn', '<', turn), where.and([where('turn', '=', turn), where('seq', '<', seq)])]),
    );
  return (first(store, ahead)?.count ?? 0) + 1;
}

const OPEN =
  'Your submission was graded, but for checks that could not be completed, through no fault of yours: their points are still open. Course staff have to mend them, and it will be graded again. You need not do anything.';

/** Nobody serves the gpu lane, so that what is dispatched waits in it as well. */
function gpuMessage({ gpuUntil }: Pick<Work, 'gpuUntil'>): string {
  const otherwise = gpuUntil === null ? '' : ' If none becomes free in time, it runs on processors.';
  return `Your submission is stored and waits for a machine with a GPU; none is connected now.${otherwise} You need not do anything.`;
}

/** One sentence or two for the student. */
export function studentMessage({
  state,
  detail,
  openSeq = null,
}: Pick<Work, 'state' | 'detail'> & Partial<Pick<Work, 'openSeq'>>): string | undefined {
  if (openSeq !== null) return OPEN;
  switch (state) {
    case 'graded':
      return undefined;
    case 'queued':
      return 'Your submission is stored and waits for its turn. You need not do anything.';
    case 'dispatched':
      return 'Your submission is stored and its turn has come: it is graded as soon as a grading machine is free. You need not do anything.';
    case 'superseded':
      return 'You handed in a newer submission before this one was graded, so the newer one is graded in its place. This one is stored; if you want it graded as well, ask course staff.';
    case 'cancelled':
      return 'Grading of this submission was cancelled. It is stored, and costs no late hour by that; ask course staff to have it graded.';
    case 'needsStaff':
      return 'Your submission is stored but could not be graded, through no fault of yours. It is on the list of what course staff must look at, and they will run it again. You need not do anything.';
    case 'unreadable':
      return detail ?? 'Nothing in this submission can be graded. Upload your notebook again. It costs no late hour.';
  }
}
