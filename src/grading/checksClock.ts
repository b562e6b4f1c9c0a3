import { AwakeClock, STEP_MS } from '../sandbox/awakeClock.js';
import type { Deadline } from '../sandbox/deadline.js';

/** So long a check may go on working after the time of all checks is used up: for the verdict on what it has. */
export const GRACE_MS = 5_000;

type Side = 'student' | 'course';

/**
 * The time that all checks of a submission have together (`limits.checksSeconds`), and who used it: the notebook with
 * its answers, or the checks with their own work. Starting a student's container and running its cells again is not in
 * it, for that counts as time of the cells.
 */
export class ChecksClock {
  readonly #limitMs: number;
  readonly #usedMs: Record<Side, number> = { student: 0, course: 0 };

  constructor(limitSeconds: number) {
    this.#limitMs = limitSeconds * 1000;
  }

  /** Below 0 where it was overdrawn. */
  get remainingMs(): number {
    return this.#limitMs - this.#usedMs.student - this.#usedMs.course;
  }

  isUsedUp(): boolean {
    return this.remainingMs <= 0;
  }

  /** Who used the larger part. Only where that was the notebook do its points depend on it. */
  get mostlyUsedBy(): Side {
    return this.#usedMs.student > this.#usedMs.course ? 'student' : 'course';
  }

  /** Counts the time that `work` takes, and in which this process is awake. */
  async measure<T>(side: Side, work: () => Promise<T>): Promise<T> {
    const clock = new AwakeClock();
    const timer = setInterval(() => clock.read(), STEP_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.#usedMs[side] += clock.read();
    }
  }

  /** Counts what a wait has counted; returned in milliseconds. */
  count(side: Side, wait: Deadline | undefined): number {
    const usedMs = wait?.countedMs ?? 0;
    this.#usedMs[side] += usedMs;
    return usedMs;
  }

  /** What the checks have used so far. */
  get courseMs(): number {
    return this.#usedMs.course;
  }

  /** It was the notebook's answer that kept a check busy for so long. */
  putDownToStudent(ms: number): void {
    this.#usedMs.course -= ms;
    this.#usedMs.student += ms;
  }
}
