import type { Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import type { EventDraft } from '../store/append.js';
import { commitGrade, type CommitResult } from '../store/attempts.js';
import type { AttemptRef } from '../store/attemptRef.js';
import { all, write, type Store } from '../store/store.js';
import { moveTo } from './rows.js';

/**
 * Stores the grade of an attempt, whoever made it: the server, a command, or a batch. Work on the same submission that
 * waited for staff is graded by it, unless it is open itself.
 *
 * @throws {PlatformError} as `commitGrade`.
 */
export function storeGrade(
  store: Store,
  ref: AttemptRef,
  grade: Grade,
  by?: Pick<EventDraft, 'actor' | 'reason'>,
): CommitResult {
  return write(store, () => {
    const result = commitGrade(store, ref, grade, by);
    if (result.committed && !isOpen(grade)) closeWork(store, ref, result.gradedSeq);
    return result;
  });
}

/** needsStaff → graded, for every version of the grader that the submission waited in. */
function closeWork(store: Store, { course, submissionId, attempt }: AttemptRef, gradedSeq: number): void {
  const query = store.query
    .selectFrom('work')
    .select('id')
    .where('course', '=', course)
    .where('submissionId', '=', submissionId)
    .where('workClass', '!=', 'feedback')
    .where('state', '=', 'needsStaff');
  for (const { id } of all(store, query)) moveTo(store, id, 'graded', { attempt, gradedSeq });
}
