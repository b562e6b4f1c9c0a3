import type { Ledger } from './ledger.js';
import { createDueTimes } from '../late/dueTimes.js';
import { collectFacts } from '../late/fold.js';
import type { Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import { readCharges } from './charges.js';
import { readGradeAt } from './grades.js';
import { readLedgerInput } from './ledgerInput.js';
import { read } from '../db/store.js';

/** A submission that counts for somebody, and whose newest grading left points open. */
export interface OpenGrade {
  readonly submissionId: string;
  readonly assignment: string;
  /** For whom it counts: students' keys. */
  readonly students: readonly string[];
  readonly grade: Grade;
  /** When it was stored: RFC 3339. */
  readonly committedAt: string;
  /** Whether an earlier grading has a score, which stands until then. */
  readonly hasScore: boolean;
}

/**
 * What course staff must have graded again before the course's grades are final, of one assignment or all. Submissions
 * that count for nobody wait for nothing.
 *
 * @throws {LateError} where the ledger cannot be computed.
 */
export function readOpenGrades(ledger: Ledger, assignment?: string): OpenGrade[] {
  const { store } = ledger;
  return read(store, () => {
    const { submissions } = collectFacts(readLedgerInput(ledger).input, createDueTimes());
    const countsFor = new Map<string, string[]>();
    for (const { student, charges } of readCharges(ledger)) {
      for (const { submissionId } of Object.values(charges.assignments)) {
        if (submissionId !== null) countsFor.set(submissionId, [...(countsFor.get(submissionId) ?? []), student]);
      }
    }
    return [...submissions.values()].flatMap((one): OpenGrade[] => {
      const students = countsFor.get(one.id);
      // A grade says by itself that it is open: a log from before open grades calls it a score.
      const seq = one.open?.seq ?? one.gradedSeq;
      if (students === undefined || seq === null || (assignment ?? one.assignment) !== one.assignment) return [];
      const found = readGradeAt(store, seq);
      if (found === undefined || !isOpen(found.grade)) return [];
      const hasScore = one.open !== null && one.rawScore !== null;
      return [{ submissionId: one.id, assignment: one.assignment, students, hasScore, ...found }];
    });
  });
}
