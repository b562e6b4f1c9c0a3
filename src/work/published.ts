import { isOpen } from '../grade/openPoints.js';
import { readNewestAttempt } from '../ledger/grades.js';
import { first, type Store } from '../db/store.js';
import type { Work, WorkIdentity } from './rows.js';

/** What a published regrade answers: the grade's event, and the attempt that it is. */
export type Answered = Pick<Work, 'gradedSeq' | 'attempt'>;

/**
 * The grade that a published regrade gave the same notebook by the same version, where it is the newest one and nothing
 * of it is open: the same grader would say the same again.
 */
export function findPublished(
  store: Store,
  { course, submissionId, graderVersion }: WorkIdentity,
  notebookDigest: string,
): Answered | undefined {
  const query = store.query
    .selectFrom('work')
    .select(['gradedSeq', 'attempt'])
    .where('course', '=', course)
    .where('submissionId', '=', submissionId)
    .where('graderVersion', '=', graderVersion)
    .where('run', '!=', '')
    .where('gradedSeq', 'is not', null)
    .where('notebookDigest', '=', notebookDigest);
  const published = first(store, query.orderBy('gradedSeq', 'desc').limit(1));
  const newest = readNewestAttempt(store, course, submissionId);
  const isNewest = published !== undefined && newest?.attempt === published.attempt;
  return isNewest && !isOpen(newest.grade) ? published : undefined;
}
