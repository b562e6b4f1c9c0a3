/** How many containers of one kind were taken lately, and so how many should wait. */
export class Demand {
  readonly #windowMs: number;
  readonly #max: number;
  #takenMs: number[] = [];

  /** @param max more than so many are never wanted, and no longer record is kept. */
  constructor(windowMs: number, max: number) {
    this.#windowMs = windowMs;
    this.#max = max;
  }

  /** When one was last taken; `-Infinity` before the first time. */
  get lastMs(): number {
    return this.#takenMs.at(-1) ?? -Infinity;
  }

  note(nowMs: number): void {
    this.#takenMs = [...this.#takenMs, nowMs].slice(-this.#max);
  }

  wanted(nowMs: number): number {
    return this.#takenMs.filter((takenMs) => nowMs - takenMs < this.#windowMs).length;
  }
}
