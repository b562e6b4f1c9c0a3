import type { Remark } from '../../base/refusal.js';
import type { Ledger } from '../ledger.js';
import { openChecks } from '../../grade/openPoints.js';
import { openPointsText } from '../../results/openText.js';
import { readOpenGrades, type OpenGrade } from '../openGrades.js';

/** What stands against a release because checks could not be completed, and what to do about it. */
export function openGradeBlockers(ledger: Ledger, assignment: string): Remark[] {
  const open = readOpenGrades(ledger, assignment);
  if (open.length === 0) return [];
  const grades = open.map((grade) => ({
    code: 'openGrade',
    text: `Submission ${grade.submissionId} of ${openGradeText(grade)}`,
  }));
  return [...grades, { code: 'brokenChecks', text: brokenChecks(assignment), values: { assignment } }];
}

/** “s1: 12 of 95 points are still open: check 2.1 could not be completed.” */
export function openGradeText({ students, grade, hasScore }: OpenGrade): string {
  const checks = openChecks(grade).map(({ id }) => id);
  const which = `${checks.length === 1 ? 'check' : 'checks'} ${checks.join(', ')} could not be completed`;
  const stands = hasScore ? ' The score of the grading before stands until then.' : '';
  return `${students.join(', ')}: ${openPointsText(grade)}: ${which}.${stands}`;
}

function brokenChecks(assignment: string): string {
  return (
    `Course staff: mend the checks of ${assignment}, then have these graded again: Rerun Autograder on Gradescope, or ` +
    'a run of the class that is published. They close by themselves.'
  );
}
