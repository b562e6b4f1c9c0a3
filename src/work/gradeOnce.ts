import type { Grade } from '../grading/grade.js';
import { commitGrade, failAttempt, openAttempt, readGrade } from '../store/attempts.js';
import { write, type Store } from '../store/store.js';
import { recordUnreadable } from './admit.js';
import { receiveSubmission, type Receipt } from './receive.js';

/** A submission that this process grades itself, without a row and a queue. */
export interface OneSubmission extends Receipt {
  readonly graderVersion: string;
  readonly assignmentDigest: string;
}

/**
 * Records a submission, before it is graded. One in which nothing can be read is recorded as such, and costs nothing.
 *
 * @throws {WorkError | StoreError | LateError} as `receiveSubmission`; then nothing was recorded.
 */
export function receiveHere(store: Store, submission: OneSubmission, isUnreadable: boolean): void {
  write(store, () => {
    receiveSubmission(store, submission);
    if (isUnreadable) recordUnreadable(store, submission);
  });
}

/**
 * The grade of a recorded submission: the one that is there, where the same version graded the same notebook, else a
 * new one, committed. A run that fails or is stopped costs the student nothing: its attempt is given up.
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
): Promise<{ grade: Grade } & Partial<Extra>> {
  const { course, submissionId } = submission;
  const earlier = readGrade(store, course, submissionId);
  if (!again && earlier !== undefined && isBySame(earlier, submission, notebookDigest)) {
    return { grade: earlier } as { grade: Grade } & Partial<Extra>;
  }
  const attempt = openAttempt(store, course, submissionId);
  try {
    const graded = await run();
    commitGrade(store, attempt, graded.grade);
    // Where another process took over meanwhile, its grade is the one that counts.
    return { ...graded, grade: readGrade(store, course, submissionId) ?? graded.grade };
  } catch (error) {
    failAttempt(store, course, submissionId);
    throw error;
  }
}

function isBySame(
  { environment, assignmentDigest, notebookDigest }: Grade,
  submission: OneSubmission,
  digest: string,
): boolean {
  return (
    environment.graderVersion === submission.graderVersion &&
    assignmentDigest === submission.assignmentDigest &&
    notebookDigest === digest
  );
}
