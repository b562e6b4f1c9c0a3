import type { Store } from '../store/store.js';
import type { WorkState } from '../store/tables.js';
import { isFinal } from '../work/state.js';

/** Wakes requests that wait for work to come to an end. */
export interface FinalStates {
  /** Waits until the work of this id is in a final state, at most `ms`, and no longer than `signal` lets it. */
  wait(id: string, options: { readonly ms: number; readonly signal: AbortSignal }): Promise<void>;
}

const LOOK_MS = 100;

/**
 * One timer for all who wait, however many. This process alone writes to the store, and SQLite counts the rows it has
 * changed: while the count stays, nothing is looked up.
 */
export function watchFinalStates({ sqlite }: Pick<Store, 'sqlite'>): FinalStates {
  const countChanges = sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const stateOf = sqlite.prepare<[string], WorkState>('SELECT state FROM work WHERE id = ?').pluck();
  const hasEnded = (id: string): boolean => isFinal(stateOf.get(id) ?? 'cancelled');
  const waiters = new Map<() => void, string>();
  let changes = countChanges.get();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    const now = countChanges.get();
    if (now === changes) return;
    changes = now;
    for (const [wake, id] of waiters) if (hasEnded(id)) wake();
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
