import { all, read, type Store } from '../../db/store.js';
import type { WorkClass, WorkLane, WorkState } from '../../db/tables.js';
import { readOpenRegrade, readRunRows, type Regrade } from '../../work/regrades.js';
import { isFinal } from '../../work/state.js';
import { countWork, listWork, type WorkStatus } from '../../work/status.js';
import type { Ledger } from '../ledger.js';

/** How many wait and run of a lane and class. */
interface LaneCount {
  readonly lane: WorkLane;
  readonly workClass: WorkClass;
  readonly queued: number;
  readonly dispatched: number;
}

/** A regrade that is under way. */
interface RegradeStanding extends Pick<Regrade, 'id' | 'assignment' | 'actor' | 'reason' | 'startedAt'> {
  readonly ended: number;
  readonly all: number;
}

export interface QueueStanding {
  readonly counts: readonly LaneCount[];
  /** With workers, or about to be: the oldest first. */
  readonly dispatched: readonly WorkStatus[];
  readonly queued: readonly WorkStatus[];
  readonly regrades: readonly RegradeStanding[];
}

const MOST = 100;

/** What waits, what runs, and what is graded again. Lanes are shared with other courses; the lists are of this one. */
export function queueStanding({ store, course }: Ledger): QueueStanding {
  return read(store, () => {
    const list = (state: WorkState): WorkStatus[] => listWork(store, { state, course, limit: MOST });
    return {
      counts: laneCounts(store),
      dispatched: list('dispatched'),
      queued: list('queued'),
      regrades: openRegrades({ store, course }),
    };
  });
}

function laneCounts(store: Store): LaneCount[] {
  const lanes = new Map<string, { -readonly [Key in keyof LaneCount]: LaneCount[Key] }>();
  for (const { state, lane, workClass, count } of countWork(store)) {
    if (state !== 'queued' && state !== 'dispatched') continue;
    const key = `${lane} ${workClass}`;
    const row = lanes.get(key) ?? { lane, workClass, queued: 0, dispatched: 0 };
    row[state] += count;
    lanes.set(key, row);
  }
  return [...lanes.values()];
}

function openRegrades(ledger: Ledger): RegradeStanding[] {
  const { store, course } = ledger;
  const open = store.query.selectFrom('regrades').select('assignment').where('course', '=', course);
  return all(store, open.where('state', '=', 'open')).flatMap(({ assignment }) => {
    const regrade = readOpenRegrade(ledger, assignment);
    if (regrade === undefined) return [];
    const rows = readRunRows(store, regrade);
    const { id, actor, reason, startedAt } = regrade;
    return [
      {
        id,
        assignment,
        actor,
        reason,
        startedAt,
        ended: rows.filter((row) => isFinal(row.state)).length,
        all: rows.length,
      },
    ];
  });
}
