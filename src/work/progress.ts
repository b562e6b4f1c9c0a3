import { EventEmitter, once } from 'node:events';
import type { Progress } from '../grading/gradeSubmission.js';
import type { Work } from './rows.js';

/** What is lost with a restart comes with the next step of a run. */
const MOST_KEPT = 10_000;

/** Where runs are that workers have begun; in memory alone. */
export interface RunProgress {
  note(run: Pick<Work, 'id' | 'attempt'>, progress: Progress): void;
  /** It has ended. */
  forget(id: string): void;
  /** Undefined where it waits: what an earlier attempt came to says nothing. */
  of(run: Pick<Work, 'id' | 'attempt' | 'state'>): Progress | undefined;
  /** Waits until something is noted of a run. @throws where `signal` aborts first. */
  next(id: string, signal: AbortSignal): Promise<unknown>;
}

export function openProgress(): RunProgress {
  const known = new Map<string, { readonly attempt: number; readonly progress: Progress }>();
  const changes = new EventEmitter();
  // Every stream listens; there is no number of them that would be a leak.
  changes.setMaxListeners(0);
  return {
    note({ id, attempt }, progress) {
      known.delete(id);
      known.set(id, { attempt, progress });
      const [oldest] = known.keys();
      if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
      changes.emit(id);
    },
    forget(id) {
      known.delete(id);
      changes.emit(id);
    },
    of({ id, attempt, state }) {
      const found = known.get(id);
      return state === 'dispatched' && found?.attempt === attempt ? found.progress : undefined;
    },
    next: (id, signal) => once(changes, id, { signal }),
  };
}
