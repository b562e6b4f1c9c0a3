import { CheckerPool, type CheckerPoolOptions } from './checkerPool.js';
import type { GradingContext } from './context.js';
import { gradeSubmission, type Graded, type GradeRequest, type GradingPools } from './gradeSubmission.js';
import { StudentPool, type StudentPoolOptions } from './pool/studentPool.js';

export interface GraderOptions {
  /** Of warm student containers; without it each submission starts its own. */
  readonly students?: StudentPoolOptions;
  /** Bounds of the checkers that wait, where they are not the usual ones. */
  readonly checkers?: Partial<CheckerPoolOptions>;
}

/**
 * A machine's grader, with both of its pools: what a worker, a command and the doctor grade with. Disposing ends what
 * waits in the pools.
 *
 * @example
 * await using grader = new Grader(await gradingContext(process.env, state, image));
 * const { grade, executed } = await grader.grade({ loaded, notebook, submission });
 */
export class Grader implements GradingPools, AsyncDisposable {
  readonly context: GradingContext;
  readonly checkers: CheckerPool;
  readonly students: StudentPool | undefined;

  constructor(context: GradingContext, { students, checkers }: GraderOptions = {}) {
    this.context = context;
    this.checkers = new CheckerPool(context, checkers);
    this.students = students && new StudentPool(context, students);
  }

  /** Grades one submission. @throws as `gradeSubmission`. */
  grade(request: GradeRequest): Promise<Graded> {
    return gradeSubmission(this, request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.checkers[Symbol.asyncDispose](), this.students?.[Symbol.asyncDispose]()]);
  }
}
