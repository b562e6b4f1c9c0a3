import { all, run, write, type Store } from '../db/store.js';
import type { WorkState } from '../db/tables.js';

/** Rows in one transaction: other writers wait for it. */
const SLICE = 100;
const ENDED: readonly WorkState[] = ['graded', 'superseded', 'cancelled', 'needsStaff', 'unreadable'];

/** Feedback that is of no more use. */
export interface OldFeedback {
  readonly id: string;
  /** Of its grade, in the ledger. */
  readonly bytes: number;
}

/** Feedback that ended before an instant, of all courses. What waits or runs is never old. */
export function readOldFeedback(store: Store, before: Date): OldFeedback[] {
  const query = oldFeedback(store, before).select(['id', 'heldGrade']);
  return all(store, query).map(({ id, heldGrade }) => ({ id, bytes: Buffer.byteLength(heldGrade ?? '') }));
}

/** Removes the next of it. @returns what is gone; nothing where there is no more. */
export function removeOldFeedback(store: Store, before: Date): OldFeedback[] {
  return write(store, () => {
    const query = oldFeedback(store, before).select(['id', 'heldGrade']).limit(SLICE);
    const rows = all(store, query);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    run(store, store.query.deleteFrom('workDecisions').where('workId', 'in', ids));
    run(store, store.query.deleteFrom('work').where('id', 'in', ids));
    return rows.map(({ id, heldGrade }) => ({ id, bytes: Buffer.byteLength(heldGrade ?? '') }));
  });
}

/** With it goes what regrades made that nobody published, and what batches made, whose folders have it: no grade of anybody's. */
function oldFeedback(store: Store, before: Date) {
  const endedRegrades = store.query.selectFrom('regrades').select('id').where('state', 'in', ['replaced', 'cancelled']);
  return store.query
    .selectFrom('work')
    .where((row) => row.or([row('workClass', 'in', ['feedback', 'batch']), row('run', 'in', endedRegrades)]))
    .where('state', 'in', ENDED)
    .where('changedAt', '<', before.toISOString());
}
