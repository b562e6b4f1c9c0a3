import type { CheckGrade, Grade } from './grade.js';

type Judged = Pick<Grade, 'checks' | 'blame'>;

/**
 * Whether a grade is *open*: a check of it could not be completed through no fault of the student's. Its earned points
 * are known and its score is not: nothing may call it a final score until the submission was graded again without such
 * a check.
 */
export function isOpen(grade: Judged): boolean {
  return openChecks(grade).length > 0;
}

/** The checks whose points are open, in the grade's order. */
export function openChecks({ checks, blame }: Judged): CheckGrade[] {
  return checks.filter((check) => isOpenCheck(check, blame));
}

/** Micro-points that are neither earned nor lost. */
export function openMicroPoints(grade: Judged): number {
  return openChecks(grade).reduce((sum, { maxMicroPoints }) => sum + maxMicroPoints, 0);
}

/** Whether a check's points are open: it broke, or the run ended before it through no fault of the student's. */
export function isOpenCheck({ status }: Pick<CheckGrade, 'status'>, blame: Grade['blame']): boolean {
  return status === 'broken' || (status === 'notRun' && blame !== null && blame !== 'student');
}
