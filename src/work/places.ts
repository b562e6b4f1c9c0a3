import { all, type Store } from '../db/store.js';
import type { RunProgress } from './progress.js';
import type { Work } from './rows.js';

/** Where a run is among those that wait. */
export interface Place {
  /** From 1. */
  readonly position: number;
  readonly of: number;
  /** Until it begins, judged by recent runs of the assignment; absent where there are none. */
  readonly aboutSeconds?: number;
}

/** How many recent runs say how long one takes. */
const RECENT = 15;

/** Undefined where it does not wait: it has begun, or ended. What is with the queue waits as long as no worker tells of it. */
export function placeOf(store: Store, progress: RunProgress, work: Work): Place | undefined {
  if ((work.state !== 'queued' && work.state !== 'dispatched') || progress.of(work.id) !== undefined) return undefined;
  const rows = all(
    store,
    store.query
      .selectFrom('work')
      .select('id')
      .where('state', 'in', ['dispatched', 'queued'])
      .where('lane', '=', work.lane)
      .where('workClass', '=', 'feedback')
      // Dispatched before queued, in the order in which the queue is fed.
      .orderBy('state')
      .orderBy('turn')
      .orderBy('seq'),
  );
  const ids = rows.map(({ id }) => id);
  const waiting = ids.filter((id) => progress.of(id) === undefined);
  const position = waiting.indexOf(work.id) + 1;
  if (position === 0) return undefined;
  const runMs = recentRunMs(store, work);
  const atOnce = Math.max(1, ids.length - waiting.length);
  return {
    position,
    of: waiting.length,
    ...(runMs === undefined ? {} : { aboutSeconds: Math.ceil((Math.ceil(position / atOnce) * runMs) / 1000) }),
  };
}

/** The median. */
function recentRunMs(store: Store, { course, assignment }: Work): number | undefined {
  const recent = store.query
    .selectFrom('work')
    .select((row) => row.fn<number>('json_extract', ['heldGrade', row.val('$.timings.totalMs')]).as('totalMs'))
    .where('state', '=', 'graded')
    .where('workClass', '=', 'feedback')
    .where('course', '=', course)
    .where('assignment', '=', assignment)
    .orderBy('seq', 'desc')
    .limit(RECENT);
  const times = all(store, recent).map(({ totalMs }) => totalMs);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}
