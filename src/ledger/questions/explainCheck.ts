import { Refusal } from '../../base/refusal.js';
import { read } from '../../db/store.js';
import type { CheckGrade } from '../../grade/grade.js';
import { forumText, type ForumTerms } from '../../results/forumText.js';
import { readCharges } from '../charges.js';
import { readEvents } from '../events.js';
import { readStanding } from '../grades.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { currentTerms } from '../terms.js';

export interface CheckAsk {
  readonly assignment: string;
  readonly check: string;
  /** Whose submission that counts is meant. */
  readonly student: string;
}

export interface CheckExplanation extends Pick<CheckGrade, 'visibility'> {
  readonly assignment: string;
  readonly check: string;
  readonly text: readonly string[];
}

/**
 * How a check went for a student, as a text that everybody may read.
 *
 * @throws {Refusal} where there is no such student, grade or check.
 */
export function explainCheck(
  { store, course }: Ledger,
  { assignment, check: id, student: who }: CheckAsk,
  terms: Omit<ForumTerms, 'assignment' | 'released'>,
): CheckExplanation {
  return read(store, () => {
    const ledger = { store, course };
    currentTerms(ledger, assignment);
    const { student } = studentOf(ledger, who);
    const submissionId =
      readCharges({ store, course }, student)[0]?.charges.assignments[assignment]?.submissionId ?? null;
    const standing = submissionId === null ? undefined : readStanding({ store, course }, submissionId);
    if (standing === undefined) {
      throw new Refusal({
        code: 'noGrade',
        text: `${student} has no submission of ${assignment} that was graded here.`,
      });
    }
    const check = standing.grade.checks.find((one) => one.id === id);
    if (check === undefined) {
      const known = standing.grade.checks.map((one) => one.id).join(', ');
      throw new Refusal({ code: 'unknownCheck', text: `${assignment} has no check ${id}. Known: ${known}.` });
    }
    const released = readEvents({ store, course }, { types: ['grades_released'] }).some(
      ({ content }) => content.type === 'grades_released' && content.assignment === assignment,
    );
    const text = forumText(standing.grade, check, { ...terms, assignment, released });
    return { assignment, check: id, visibility: check.visibility, text };
  });
}
