import { pointsText, toPoints } from '../course/points.js';
import type { Grade } from '../grade/grade.js';
import { openChecks, openMicroPoints } from '../grade/openPoints.js';
import { plural } from '../late/wording.js';
import type { GradescopeResults, GradescopeTest } from './gradescope.js';
import { plainText } from './plainText.js';

/** “12 of 95 points are still open”. */
export function openPointsText(grade: Grade): string {
  const open = openMicroPoints(grade);
  return `${toPoints(open)} of ${pointsText(grade.maxMicroPoints)} ${open === 1_000_000 ? 'is' : 'are'} still open`;
}

/**
 * A line that informs, always visible: which part of the whole is open, and whose turn it is. It names no check and no
 * points earned, because both may be of checks that students do not see yet.
 */
export function openTest(grade: Grade, next: keyof typeof NEXT): GradescopeTest {
  const count = openChecks(grade).length;
  const what = `${openPointsText(grade)}: ${plural(count, 'check')} could not be completed, through no fault of yours.`;
  return { name: 'Points still open', output: `${what} That costs you nothing. ${NEXT[next]}`, visibility: 'visible' };
}

const NEXT = {
  counts:
    'What you have earned so far is yours. The score is settled, and a late penalty taken if there is one, when course staff have mended this and your work has been graded again. You need not do anything.',
  countsNot: 'Another submission counts, or none does: see the line about late hours. You need not do anything.',
  feedback: 'Course staff have to mend this; then run it again.',
} as const;

/** `extra_data.open`: the machine's record, in points. */
export function openData(grade: Grade): GradescopeResults['extra_data'] {
  const [earned, points] = [grade.earnedMicroPoints, openMicroPoints(grade)];
  return {
    earned: toPoints(earned),
    points: toPoints(points),
    /** What the submission can still come to. */
    highest: toPoints(earned + points),
    max: toPoints(grade.maxMicroPoints),
    checks: openChecks(grade).map(({ id }) => plainText(id)),
  };
}
