import type { WorkClass } from '../../db/tables.js';

/** Of fifteen jobs that start while all classes wait, so many are of each. */
const WEIGHTS: Readonly<Record<WorkClass, number>> = { feedback: 8, submission: 4, regrade: 2, batch: 1 };

/** In order of precedence among equals. */
export const WORK_CLASSES = Object.keys(WEIGHTS) as WorkClass[];

/**
 * Shares a lane among the classes by their weights (stride scheduling): each class has a pass, the lowest is next, and
 * being served raises it by 1 / weight. A class that had nothing to do begins where the others are, so that it neither
 * starves nor makes up for its idle time.
 */
export class ClassShare {
  readonly #passes = new Map<WorkClass, number>();
  #now = 0;

  /** Which of these is next; undefined for none. */
  next(candidates: readonly WorkClass[]): WorkClass | undefined {
    return candidates.toSorted((a, b) => this.#passOf(a) - this.#passOf(b))[0];
  }

  /** One job of this class is served. */
  serve(workClass: WorkClass): void {
    this.#now = this.#passOf(workClass);
    this.#passes.set(workClass, this.#now + 1 / WEIGHTS[workClass]);
  }

  #passOf(workClass: WorkClass): number {
    return Math.max(this.#passes.get(workClass) ?? 0, this.#now);
  }
}
