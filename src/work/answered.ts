import { isOpen } from '../grade/openPoints.js';
import { readNewestAttempt } from '../ledger/grades.js';
import type { Store } from '../db/store.js';
import type { Work, WorkIdentity } from './rows.js';

/** A grade that is there already: its event, and the attempt that it is. */
export type Answered = Pick<Work, 'gradedSeq' | 'attempt'>;

/**
 * The newest grade of a submission, where this version gave it to the same notebook and nothing of it is open, as a
 * published regrade does: the same grader would say the same again.
 */
export function findAnswer(
  store: Store,
  { course, submissionId, graderVersion }: WorkIdentity,
  notebookDigest: string,
): Answered | undefined {
  const newest = readNewestAttempt({ store, course }, submissionId);
  if (newest === undefined || isOpen(newest.grade)) return undefined;
  const { grade, gradedSeq, attempt } = newest;
  const isSame = grade.environment.graderVersion === graderVersion && grade.notebookDigest === notebookDigest;
  return isSame ? { gradedSeq, attempt } : undefined;
}
