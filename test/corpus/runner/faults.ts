import type { Graded } from '../../../src/grading/gradeSubmission.js';
import type { Expectation } from './expectation.js';

/** Where a grade is not what was expected: a sentence each. */
export function faultsOf({ grade }: Graded, expected: Expectation): string[] {
  const faults: string[] = [];
  const differ = (what: string, got: unknown, wanted: unknown): void => {
    faults.push(`${what} is ${String(got)} instead of ${JSON.stringify(wanted)}`);
  };
  if (expected.outcome !== undefined && ![expected.outcome].flat().includes(grade.outcome)) {
    differ('the outcome', `${grade.outcome} (${grade.sentence})`, expected.outcome);
  }
  if (expected.blame !== undefined && grade.blame !== expected.blame) differ('the blame', grade.blame, expected.blame);
  const earned = grade.earnedMicroPoints / 1e6;
  const { points = { min: 0, max: 0 } } = expected;
  const { min, max } = typeof points === 'number' ? { min: points, max: points } : points;
  if (!(earned >= min && earned <= max)) differ(`the score (${statusesOf(grade)})`, earned, points);
  if (grade.earnedMicroPoints > grade.maxMicroPoints) faults.push('the score is above the maximum');
  for (const [id, wanted] of Object.entries(expected.checks ?? {})) {
    const got = grade.checks.find((check) => check.id === id);
    if (got?.status !== wanted) differ(`check ${id} (${got?.message ?? ''})`, got?.status, wanted);
  }
  for (const [number, wanted] of Object.entries(expected.cells ?? {})) {
    const got = grade.cells.find((cell) => String(cell.number) === number);
    if (!got || ![wanted].flat().includes(got.status as never)) {
      differ(`cell ${number} (${got?.error?.text ?? ''})`, got?.status, wanted);
    }
  }
  for (const wanted of expected.notes ?? []) {
    if (!grade.notes.some((note) => note.includes(wanted))) differ('no note', grade.notes.join(' | '), wanted);
  }
  return faults;
}

function statusesOf({ checks }: Graded['grade']): string {
  return checks.map(({ id, status }) => `${id} ${status}`).join(', ');
}
