import { performance } from 'node:perf_hooks';

/** After so many tries something is staff's turn, if that can be stored. */
const TRIES = 5;
const LONGEST_PAUSE_MS = 60_000;

interface Setback {
  readonly times: number;
  readonly untilMs: number;
}

/**
 * What could not be moved, each by its id: it is tried again after a pause of its own, which doubles, so that it holds
 * up nothing else. Kept in memory alone: after a restart it has all its tries again.
 */
export class Setbacks {
  readonly #firstPauseMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #setbacks = new Map<string, Setback>();

  constructor(firstPauseMs: number, onError: (error: unknown) => void) {
    this.#firstPauseMs = firstPauseMs;
    this.#onError = onError;
  }

  /** Notes a try that failed, and tells of it; whether there were enough of them. */
  note(id: string, error: unknown): boolean {
    this.#onError(error);
    const times = (this.#setbacks.get(id)?.times ?? 0) + 1;
    const pauseMs = Math.min(this.#firstPauseMs * 2 ** (times - 1), LONGEST_PAUSE_MS);
    this.#setbacks.set(id, { times, untilMs: performance.now() + pauseMs });
    return times >= TRIES;
  }

  forget(id: string): void {
    this.#setbacks.delete(id);
  }

  /** Whether it is not in a pause. */
  isDue(id: string): boolean {
    return (this.#setbacks.get(id)?.untilMs ?? 0) <= performance.now();
  }

  /** Those whose pause is over. */
  due(): string[] {
    return [...this.#setbacks.keys()].filter((id) => this.isDue(id));
  }

  /** Milliseconds until the next pause is over; none where nothing is in one. */
  untilDue(): number {
    const ends = [...this.#setbacks.values()].map(({ untilMs }) => untilMs);
    return Math.min(...ends) - performance.now();
  }
}

/** What staff read of work that could not be moved. */
export function setbackDetail(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The server could not deal with this after ${TRIES} tries: ${message} Operator: see the server’s log and mend it, then force this.`;
}
