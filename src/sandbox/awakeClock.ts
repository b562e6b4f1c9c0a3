import { performance } from 'node:perf_hooks';

/** Who waits looks at the clock at least this often. */
export const STEP_MS = 200;

/**
 * Counts the time in which this process ran. Longer than two steps between two readings, and the process stood still,
 * stopped or starved: nobody could have heard an answer then, so that only one step of it counts.
 *
 * For waits that read it every step; it is of no use to measure what nobody watches.
 */
export class AwakeClock {
  #seenAt = performance.now();
  #awakeMs = 0;

  /** Milliseconds since this clock was made, without those in which this process stood still. */
  read(): number {
    const now = performance.now();
    const passedMs = now - this.#seenAt;
    this.#seenAt = now;
    this.#awakeMs += passedMs > 2 * STEP_MS ? STEP_MS : passedMs;
    return this.#awakeMs;
  }
}
