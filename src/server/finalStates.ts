import type { Store } from '../db/store.js';
import type { WorkState } from '../db/tables.js';
import { isFinal } from '../work/state.js';

/** Wakes requests that wait for work to come to an end. */
export interface FinalStates {
  /** Waits until the work of this id is in a final state, at most `ms`, and no longer than `signal` lets it. */
  wait(id: string, options: { readonly ms: number; readonly signal: AbortSignal }): Promise<void>;
}

const LOOK_MS = 100;

/**
 * One timer for all who wait, however many. SQLite tells whether this process or another one has changed anything:
 * while none has, nothing is looked up.
 */
export function watchFinalStates({ sqlite }: Pick<Store, 'sqlite'>): FinalStates {
  const ownChanges = sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const version = (): string => `${ownChanges.get() ?? 0} ${String(sqlite.pragma('data_version', { simple: true }))}`;
  const stateOf = sqlite.prepare<[string], WorkState>('SELECT state FROM work WHERE id = ?').pluck();
  const hasEnded = (id: string): boolean => isFinal(stateOf.get(id) ?? 'cancelled');
  const waiters = new Map<() => void, string>();
  let seen = version();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    try {
      const now = version();
      if (now === seen) return;
      for (const [wake, id] of waiters) if (hasEnded(id)) wake();
      seen = now;
    } catch {
      // Whoever waits is told of a ledger that cannot be read when the wait is over; it may well be read again by then.
    }
  };
  return {
    async wait(id, { ms, signal }) {
      if (ms <= 0 || signal.aborted || hasEnded(id)) return;
      timer ??= setInterval(look, LOOK_MS);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(end);
          signal.removeEventListener('abort', wake);
          waiters.delete(wake);
          resolve();
        };
        const end = setTimeout(wake, ms);
        signal.addEventListener('abort', wake);
        waiters.set(wake, id);
      });
      if (waiters.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
