import { gradeSchema, type Grade } from '../grade/grade.js';
import { readGradeOf } from '../ledger/grades.js';
import type { Store } from '../db/store.js';
import type { Work } from './rows.js';

/** The grade of graded work, in the ledger or beside it. */
export function gradeOf(store: Store, work: Work): Grade | undefined {
  if (work.state !== 'graded') return undefined;
  if (work.heldGrade !== null) return gradeSchema.parse(JSON.parse(work.heldGrade));
  return readGradeOf(store, work);
}

/** Whether a worker graded it that was not of the version that was asked for: one that waits to be brought up to date. */
export function isByOtherVersion(store: Store, work: Work): boolean {
  const grade = gradeOf(store, work);
  return grade !== undefined && grade.environment.graderVersion !== work.graderVersion;
}
