import { isDeepStrictEqual } from 'node:util';
import type { Graded } from '../../../src/grading/gradeSubmission.js';

/** A correct notebook, and what came of it before any attack. */
export class Control {
  readonly #grade: () => Promise<Graded>;
  readonly #first: unknown;

  private constructor(grade: () => Promise<Graded>, first: unknown) {
    this.#grade = grade;
    this.#first = first;
  }

  /** @throws Error where the notebook is not correct: then it could show nothing. */
  static async begin(grade: () => Promise<Graded>): Promise<Control> {
    const first = await grade();
    if (first.grade.outcome !== 'passed') throw new Error(`the control itself is wrong: ${first.grade.sentence}`);
    return new Control(grade, untimed(first));
  }

  /** Grades it again: the same grade, and the same executed notebook. */
  async isUnchanged(): Promise<boolean> {
    return isDeepStrictEqual(untimed(await this.#grade()), this.#first);
  }
}

function untimed({ grade, executed }: Graded): unknown {
  const { timings: _, cells, checks, ...rest } = grade;
  const without = <T extends { wallMs: number }>({ wallMs: _ms, ...item }: T): Omit<T, 'wallMs'> => item;
  return { ...rest, cells: cells.map(without), checks: checks.map(without), executed };
}
