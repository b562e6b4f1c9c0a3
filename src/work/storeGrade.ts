import type { Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import type { EventDraft } from '../ledger/append.js';
import { commitGrade, openAttempt, type CommitResult } from '../ledger/attempts.js';
import type { AttemptRef } from '../ledger/attemptRef.js';
import { all, write, type Store } from '../db/store.js';
import type { WorkState } from '../db/tables.js';
import { moveTo } from './rows.js';

/**
 * Stores the grade of an attempt, whoever made it: the server or a command. Work on the same submission that
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
    if (result.committed && !isOpen(grade)) closeWork(store, ref, result.gradedSeq, ['needsStaff']);
    return result;
  });
}

/** What a grade that staff publish answers: whatever the submission waits for would come later, and take its place. */
const ANSWERED: readonly WorkState[] = ['queued', 'dispatched', 'needsStaff', 'superseded', 'cancelled'];

/**
 * Stores a grade that staff publish, as a further attempt: from now on it is what counts, and what students see. Work on
 * the same submission that is not graded is graded by it, unless it is open.
 *
 * @returns its event, and which attempt it is.
 * @throws {PlatformError} as `commitGrade`.
 * @throws {Refusal} as `openAttempt`.
 */
export function publishGrade(
  store: Store,
  { course, submissionId }: Pick<AttemptRef, 'course' | 'submissionId'>,
  grade: Grade,
  by: Pick<EventDraft, 'actor' | 'reason'>,
): { readonly gradedSeq: number; readonly attempt: number } {
  return write(store, () => {
    const ref = openAttempt({ store, course }, submissionId);
    const result = commitGrade(store, ref, grade, by);
    if (!result.committed) throw new RangeError(`attempt ${ref.attempt} was opened, and is ${result.why}`);
    if (!isOpen(grade)) closeWork(store, ref, result.gradedSeq, ANSWERED);
    return { gradedSeq: result.gradedSeq, attempt: ref.attempt };
  });
}

/** → graded, for every version of the grader that the submission waited in. A regrade's rows are of their own. */
function closeWork(
  store: Store,
  { course, submissionId, attempt }: AttemptRef,
  gradedSeq: number,
  from: readonly WorkState[],
): void {
  const query = store.query
    .selectFrom('work')
    .select('id')
    .where('course', '=', course)
    .where('submissionId', '=', submissionId)
    .where('workClass', '!=', 'feedback')
    .where('run', '=', '')
    .where('state', 'in', from);
  for (const { id } of all(store, query)) moveTo(store, id, 'graded', { attempt, gradedSeq });
}
