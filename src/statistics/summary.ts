import type { CheckGrade, Grade, Outcome } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';

/** What a class's tables need of a grade: small enough to keep a thousand of them at hand. */
export interface GradeSummary {
  readonly outcome: Outcome;
  readonly isOpen: boolean;
  readonly earnedMicroPoints: number;
  readonly maxMicroPoints: number;
  readonly totalMs: number;
  readonly checks: readonly CheckSummary[];
  /** How the first cell stumbled that did. */
  readonly error?: string | undefined;
}

export interface CheckSummary extends Pick<CheckGrade, 'id' | 'title' | 'status' | 'earnedMicroPoints' | 'wallMs'> {
  /** What it said where it was not passed; of a broken one, what is for staff. */
  readonly message?: string;
  /** The message without its numbers: what has the same failed in the same way. */
  readonly alike?: string;
  /** The value that was wrong, in its own words. */
  readonly got?: string;
}

const MAX_MESSAGE = 400;
const MAX_GOT = 120;

export function summaryOf(grade: Grade): GradeSummary {
  const { outcome, earnedMicroPoints, maxMicroPoints, timings, checks, cells } = grade;
  const stumbled = cells.find(({ status }) => status !== 'ok' && status !== 'notRun');
  const error = stumbled?.error;
  return {
    ...{ outcome, isOpen: isOpen(grade), earnedMicroPoints, maxMicroPoints, totalMs: timings.totalMs },
    checks: checks.map(checkSummary),
    error:
      stumbled === undefined
        ? undefined
        : (error === undefined ? stumbled.status : `${error.name}: ${error.text}`).slice(0, MAX_MESSAGE),
  };
}

function checkSummary(check: CheckGrade): CheckSummary {
  const { id, title, status, earnedMicroPoints, wallMs, message, staffLog, got } = check;
  const common = { id, title, status, earnedMicroPoints, wallMs };
  if (status === 'passed' || status === 'notRun') return common;
  const said = status === 'broken' ? (staffLog?.trim().split('\n').at(-1) ?? message) : message;
  return {
    ...common,
    message: said.slice(0, MAX_MESSAGE),
    alike: withoutNumbers(said.slice(0, MAX_MESSAGE)),
    ...(got === undefined || status === 'broken' ? {} : { got: got.slice(0, MAX_GOT) }),
  };
}

export function withoutNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/giu, '#');
}
