import { all, type Store } from '../db/store.js';
import type { WorkLane } from '../db/tables.js';
import type { RunProgress } from './progress.js';
import type { Work } from './rows.js';
import { isFinal } from './state.js';

/** Where a run is among those that wait. */
export interface Place {
  /** From 1. */
  readonly position: number;
  readonly of: number;
  /** Until it begins, judged by recent runs of the assignment; absent where there are none. */
  readonly aboutSeconds?: number;
}

/** Where runs of feedback are among those that wait. */
export interface Places {
  /** Undefined where it does not wait: it has begun, or ended. What is with the queue waits as long as no worker tells of it. */
  of(work: Work): Place | undefined;
}

/** How many recent runs say how long one takes. */
const RECENT = 15;
/** Everybody who waits looks every two seconds; for so long all get what the first of them has found. */
const GOOD_MS = 1_000;

/** Those who wait in a lane, as one look found them. */
interface Line {
  readonly atMs: number;
  /** By the ids of their work, from 1. */
  readonly positions: ReadonlyMap<string, number>;
  readonly running: number;
  /** How long a run takes, by course and assignment. */
  readonly runMs: Map<string, number | undefined>;
}

export function openPlaces(store: Store, progress: RunProgress): Places {
  const lines = new Map<WorkLane, Line>();
  const lineOf = ({ id, lane }: Work): Line => {
    const known = lines.get(lane);
    if (known !== undefined && performance.now() - known.atMs < GOOD_MS && known.positions.has(id)) return known;
    const line = readLine(store, progress, lane);
    lines.set(lane, line);
    return line;
  };
  return {
    of(work) {
      if (isFinal(work.state) || progress.of(work) !== undefined) return undefined;
      const line = lineOf(work);
      const position = line.positions.get(work.id);
      if (position === undefined) return undefined;
      const runMs = runMsOf(store, line, work);
      const turns = Math.ceil(position / Math.max(1, line.running));
      const about = runMs === undefined ? {} : { aboutSeconds: Math.ceil((turns * runMs) / 1000) };
      return { position, of: line.positions.size, ...about };
    },
  };
}

function readLine(store: Store, progress: RunProgress, lane: WorkLane): Line {
  const rows = store.query
    .selectFrom('work')
    .select(['id', 'attempt', 'state'])
    .where('state', 'in', ['dispatched', 'queued'])
    .where('lane', '=', lane)
    .where('workClass', '=', 'feedback')
    // Dispatched before queued, in the order in which the queue is fed.
    .orderBy('state')
    .orderBy('turn')
    .orderBy('seq');
  const runs = all(store, rows);
  const waiting = runs.filter((run) => progress.of(run) === undefined);
  return {
    atMs: performance.now(),
    positions: new Map(waiting.map(({ id }, index) => [id, index + 1])),
    running: runs.length - waiting.length,
    runMs: new Map(),
  };
}

function runMsOf(store: Store, { runMs }: Line, work: Work): number | undefined {
  const key = `${work.course} ${work.assignment}`;
  if (!runMs.has(key)) runMs.set(key, recentRunMs(store, work));
  return runMs.get(key);
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
