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

  /** Grades it again: the same grade, and the same executed notebook; else what became of it, in a sentence. */
  async fault(): Promise<string | undefined> {
    const again = await this.#grade();
    if (isDeepStrictEqual(untimed(again), this.#first)) return undefined;
    const { outcome, sentence, notes } = again.grade;
    return `a correct notebook after it is graded otherwise: ${[outcome, sentence, ...notes].join(' | ')}`;
  }
}

function untimed({ grade, executed }: Graded): unknown {
  const { timings: _, usage: _usage, cells, checks, ...rest } = grade;
  const without = <T extends { wallMs: number }>({ wallMs: _ms, ...item }: T): Omit<T, 'wallMs'> => item;
  return { ...rest, cells: cells.map(without), checks: checks.map(without), executed };
}
