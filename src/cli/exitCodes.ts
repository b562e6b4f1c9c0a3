import { Refusal } from '../base/refusal.js';
import { Cancelled } from '../grading/cancelled.js';
import type { Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import { refusalText } from './refusalText.js';

/** What a command's exit code says; the same table stands in the README. */
export const EXIT = {
  /** Graded, and every check passed. */
  passed: 0,
  /** Graded; something in the submission is the student's to mend. */
  studentFailure: 1,
  /** Not graded: the file, the arguments or the course's files are wrong, or a server refused what was asked. */
  badInput: 2,
  /** Not graded: the engine, Redis, an image or the machine failed. */
  platformFailure: 3,
  /** Graded, but points are open because a check broke: course staff must act. */
  courseFailure: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A wrong use of the command line: the message is for the person who typed it. */
export class UsageError extends Refusal {
  override readonly name = 'UsageError';

  constructor(text: string) {
    super({ code: 'usage', text });
  }
}

export function exitCodeOf(grade: Grade): ExitCode {
  if (isOpen(grade)) return EXIT.courseFailure;
  return grade.outcome === 'passed' ? EXIT.passed : EXIT.studentFailure;
}

/** One error for a person to read, without a stack trace, and the exit code that goes with it. */
export function explainError(error: unknown): { message: string; code: ExitCode } {
  if (error instanceof Cancelled) return { message: 'Stopped; nothing was graded.', code: EXIT.interrupted };
  if (error instanceof Refusal) {
    const code = error.whoseTurn === 'operator' ? EXIT.platformFailure : EXIT.badInput;
    return { message: refusalText(error), code };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message: `Assay failed: ${message}\nOperator: run \`assay doctor\`.`, code: EXIT.platformFailure };
}

/** The worse of two exit codes, for commands over many submissions. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  const order: readonly ExitCode[] = [
    EXIT.passed,
    EXIT.studentFailure,
    EXIT.courseFailure,
    EXIT.badInput,
    EXIT.platformFailure,
    EXIT.interrupted,
  ];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
