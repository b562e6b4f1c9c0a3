import type { Grade } from '../grade/grade.js';
import { isOpen, openMicroPoints } from '../grade/openPoints.js';
import { PlatformError } from '../base/platformError.js';
import type { EventContent } from './eventContent.js';

const MICRO_DECIMALS = 6;

/**
 * What the log says of a grade: its score, or, where it is open, what is earned so far and what is open.
 *
 * @throws {PlatformError} where the platform failed and the grade says nothing about the work.
 */
export function gradedContent(submissionId: string, grade: Grade): EventContent {
  const { blame, outcome, earnedMicroPoints } = grade;
  if (blame === 'platform' || outcome === 'cancelled') {
    throw new PlatformError(`The outcome ${outcome} is no grade.`, {
      remedy: 'Operator: have the submission graded again.',
    });
  }
  const type = 'submission_graded';
  const earned = microDecimal(earnedMicroPoints);
  if (!isOpen(grade)) return { type, submissionId, rawScore: earned, status: 'graded' };
  const openPoints = microDecimal(openMicroPoints(grade));
  return { type, submissionId, rawScore: null, status: 'open', earnedSoFar: earned, openPoints };
}

/** Micro-points as a decimal string of points: 1 500 000 is 1.500000. */
function microDecimal(microPoints: number): string {
  const digits = String(Math.abs(microPoints)).padStart(MICRO_DECIMALS + 1, '0');
  const sign = microPoints < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -MICRO_DECIMALS)}.${digits.slice(-MICRO_DECIMALS)}`;
}
