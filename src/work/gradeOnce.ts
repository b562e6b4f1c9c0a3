import type { Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import { failAttempt, openAttempt } from '../ledger/attempts.js';
import { readStanding, type Standing } from '../ledger/grades.js';
import { write, type Store } from '../db/store.js';
import { receiveSubmission } from './receive.js';
import type { Receipt } from './receipt.js';
import { storeGrade } from './storeGrade.js';
import { recordUnreadable } from './unreadable.js';

/** A submission that this process grades itself, without a row and a queue. */
export interface OneSubmission extends Receipt {
  readonly graderVersion: string;
  readonly assignmentDigest: string;
}

/**
 * Records a submission, before it is graded. One in which nothing can be read is recorded as such, and costs nothing.
 *
 * @throws {Refusal} as `receiveSubmission`; then nothing was recorded.
 */
export function receiveHere(store: Store, submission: OneSubmission, isUnreadable: boolean): void {
  write(store, () => {
    receiveSubmission(store, submission);
    if (isUnreadable) recordUnreadable(store, submission);
  });
}

/**
 * The grade that stands of a recorded submission: the one that is there, where the same version graded the same
 * notebook and left no points open, else after one more grading, committed. A run that fails or is stopped costs the
 * student nothing: its attempt is given up.
 *
 * @param again grades it even so.
 * @param run grades it; what it returns besides the grade is returned with it.
 */
export async function gradeOnce<Extra extends object>(
  store: Store,
  submission: OneSubmission,
  notebookDigest: string,
  run: () => Promise<{ grade: Grade } & Extra>,
  again: boolean,
): Promise<Standing & Partial<Extra>> {
  const { course, submissionId } = submission;
  const earlier = readStanding(store, course, submissionId);
  if (!again && earlier !== undefined && isDone(earlier, submission, notebookDigest)) {
    return earlier as Standing & Partial<Extra>;
  }
  const attempt = openAttempt(store, course, submissionId);
  try {
    const graded = await run();
    storeGrade(store, attempt, graded.grade);
    // Where another process took over meanwhile, its grade is the one that counts.
    return { ...graded, ...readStanding(store, course, submissionId) };
  } catch (error) {
    failAttempt(store, course, submissionId);
    throw error;
  }
}

function isDone({ grade, unfinished }: Standing, submission: OneSubmission, digest: string): boolean {
  const { environment, assignmentDigest, notebookDigest } = grade;
  return (
    unfinished === undefined &&
    !isOpen(grade) &&
    environment.graderVersion === submission.graderVersion &&
    assignmentDigest === submission.assignmentDigest &&
    notebookDigest === digest
  );
}
