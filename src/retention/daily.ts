import { slept } from '../base/slept.js';
import { prune, type PruneOptions } from './prune.js';
import { count, emptyTally, type Tally } from './tally.js';

export interface DailyOptions extends Omit<PruneOptions, 'now' | 'dryRun' | 'signal'> {
  readonly now: () => Date;
  readonly onPruned: (tally: Tally) => void;
  readonly onError: (error: unknown) => void;
  /** Before the first time; 10 minutes where absent: a server that starts fetches what came meanwhile. */
  readonly firstMs?: number;
  /** Between one time and the next; a day where absent. */
  readonly everyMs?: number;
}

const FIRST_MS = 10 * 60_000;
const EVERY_MS = 24 * 3_600_000;

/**
 * Prunes every day, until disposed of, which waits for the step that is under way. A failure is told, and tried again the
 * next day.
 */
export function startDailyPruning({
  now,
  onPruned,
  onError,
  firstMs,
  everyMs,
  ...options
}: DailyOptions): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    for (let pauseMs = firstMs ?? FIRST_MS; await slept(pauseMs, signal); pauseMs = everyMs ?? EVERY_MS) {
      try {
        const tally = emptyTally();
        for await (const removed of prune({ ...options, signal, now: now() })) count(tally, removed);
        onPruned(tally);
      } catch (error) {
        onError(error);
      }
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
