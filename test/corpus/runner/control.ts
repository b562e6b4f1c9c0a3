import { isDeepStrictEqual } from 'node:util';
import type { Graded } from '../../../src/grading/gradeSubmission.js';

/** A correct notebook, and what came of it before any attack. */
export class Control {
  readonly #grade: () => Promise<Graded>;
  readonly #first: unknown;
  #since: string[] = [];

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

  /** @returns how many cases have been graded since it was last looked at, this one among them. */
  note(id: string): number {
    return this.#since.push(id);
  }

  /** Grades it again: the same grade, and the same executed notebook; else what became of it, in a sentence. */
  async faults(): Promise<string[]> {
    const since = this.#since.splice(0);
    if (since.length === 0) return [];
    const again = await this.#grade();
    if (isDeepStrictEqual(untimed(again), this.#first)) return [];
    const { outcome, sentence, notes } = again.grade;
    const what = [outcome, sentence, ...notes].join(' | ');
    return [`a correct notebook after ${since.join(', ')} is graded otherwise: ${what}`];
  }
}

function untimed({ grade, executed }: Graded): unknown {
  const { timings: _, usage: _usage, cells, checks, ...rest } = grade;
  const without = <T extends { wallMs: number }>({ wallMs: _ms, ...item }: T): Omit<T, 'wallMs'> => item;
  return { ...rest, cells: cells.map(without), checks: checks.map(without), executed };
}
