import type { Ledger } from '../ledger/ledger.js';
import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { all, first, run, write, type Store } from '../db/store.js';
import type { RegradeRow, RegradeState } from '../db/tables.js';
import { moveTo, type Work } from './rows.js';

/** Submissions that are graded again by one version of the grader. Its rows bear its id as their `run`. */
export type Regrade = Omit<Selectable<RegradeRow>, 'seq'>;

const checksSchema = z.array(z.string());

/** The only checks that are run; null for all. */
export function checksOf({ checks }: Pick<Regrade | Work, 'checks'>): string[] | null {
  return checks === null ? null : checksSchema.parse(JSON.parse(checks));
}

/** The regrade of an assignment that is neither published nor ended otherwise. */
export function readOpenRegrade({ store, course }: Ledger, assignment: string): Regrade | undefined {
  const query = store.query.selectFrom('regrades').selectAll().where('course', '=', course);
  return first(store, query.where('assignment', '=', assignment).where('state', '=', 'open'));
}

/** Its rows, in the order of their admission. */
export function readRunRows(store: Store, { id }: Pick<Regrade, 'id'>): Work[] {
  return all(store, store.query.selectFrom('work').selectAll().where('run', '=', id).orderBy('seq'));
}

/** Its rows and how they stand, without what they hold. */
export function readRunStates(store: Store, { id }: Pick<Regrade, 'id'>): Pick<Work, 'id' | 'state'>[] {
  return all(store, store.query.selectFrom('work').select(['id', 'state']).where('run', '=', id).orderBy('seq'));
}

/** What makes a regrade the same regrade. */
export type RegradeTerms = Pick<Regrade, 'course' | 'assignment' | 'assignmentDigest' | 'graderVersion'> & {
  readonly checks: readonly string[] | null;
};

/**
 * The regrade of these terms: the one that is open, or one that is begun, which takes the place of an open one on other
 * terms. To be called in a transaction.
 */
export function openRegrade(
  store: Store,
  { checks: asked, ...terms }: RegradeTerms,
  by: Pick<Regrade, 'actor' | 'reason'>,
): { readonly regrade: Regrade; readonly isNew: boolean } {
  const checks = asked === null ? null : JSON.stringify(asked.toSorted());
  const open = readOpenRegrade({ store, course: terms.course }, terms.assignment);
  const isSame =
    open?.assignmentDigest === terms.assignmentDigest &&
    open.graderVersion === terms.graderVersion &&
    open.checks === checks;
  if (open !== undefined && isSame) return { regrade: open, isNew: false };
  if (open !== undefined) endRegrade(store, open, 'replaced');
  const id = randomBytes(6).toString('hex');
  const startedAt = store.now().toISOString();
  const regrade: Regrade = { id, ...terms, checks, ...by, startedAt, state: 'open' };
  run(store, store.query.insertInto('regrades').values(regrade));
  return { regrade, isNew: true };
}

/** Ends a regrade. What it still has to grade is set aside; a run that has begun is ended by the dispatcher's next look. */
export function endRegrade(store: Store, { id }: Pick<Regrade, 'id'>, state: Exclude<RegradeState, 'open'>): void {
  write(store, () => {
    run(store, store.query.updateTable('regrades').set({ state }).where('id', '=', id));
    const waiting = store.query.selectFrom('work').select('id').where('run', '=', id);
    for (const row of all(store, waiting.where('state', 'in', ['queued', 'dispatched']))) {
      moveTo(store, row.id, 'superseded');
    }
  });
}
