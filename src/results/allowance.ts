/** What is bounded of outputs. */
export interface Room {
  /** UTF-8 bytes of streams and of plain text that is displayed. */
  readonly textBytes: number;
  /** UTF-16 units of messages and tracebacks. */
  readonly errorChars: number;
  readonly images: number;
  readonly imageBytes: number;
  /** Streams and displays; errors are one a cell. */
  readonly outputs: number;
}

/** What is kept of all cells together. */
export const RUN_ROOM: Room = {
  textBytes: 16 * 1024 * 1024,
  errorChars: 4 * 1024 * 1024,
  images: 200,
  imageBytes: 32 * 1024 * 1024,
  outputs: 10_000,
};

/** What is kept of one cell, `textBytes` of text among it. */
export function cellRoom(textBytes: number): Room {
  return { textBytes, errorChars: Infinity, images: 20, imageBytes: 8 * 1024 * 1024, outputs: 500 };
}

/**
 * What may still be shown. A cell's allowance takes from its run's as well, so that many cells which each keep their own
 * bounds cannot fill the worker's memory together.
 *
 * @example
 * const run = new Allowance(RUN_ROOM);
 * const cell = new Allowance(cellRoom(65_536), run);
 */
export class Allowance {
  readonly #room: Room;
  readonly #run: Allowance | undefined;
  readonly #taken = { textBytes: 0, errorChars: 0, images: 0, imageBytes: 0, outputs: 0 };

  constructor(room: Room, run?: Allowance) {
    this.#room = room;
    this.#run = run;
  }

  left(kind: keyof Room): number {
    return Math.max(0, Math.min(this.#room[kind] - this.#taken[kind], this.#run?.left(kind) ?? Infinity));
  }

  /** Whether the run allows fewer of these than the cell does. */
  isRunShort(kind: keyof Room): boolean {
    return (this.#run?.left(kind) ?? Infinity) < this.#room[kind] - this.#taken[kind];
  }

  /** Takes, or (negative) gives back. */
  take(kind: keyof Room, amount: number): void {
    this.#taken[kind] += amount;
    this.#run?.take(kind, amount);
  }

  /** Gives everything back. */
  release(): void {
    for (const kind of Object.keys(this.#taken) as (keyof Room)[]) this.take(kind, -this.#taken[kind]);
  }
}
