import { EventEmitter, once } from 'node:events';
import type { Progress } from '../grading/gradeSubmission.js';

/** What is lost with a restart comes with the next step of a run. */
const MOST_KEPT = 10_000;

/** Where runs are that workers have begun, by the ids of their work; in memory alone. */
export interface RunProgress {
  note(id: string, progress: Progress): void;
  /** It has ended, or begins again. */
  forget(id: string): void;
  of(id: string): Progress | undefined;
  /** Waits until something is noted of a run. @throws where `signal` aborts first. */
  next(id: string, signal: AbortSignal): Promise<unknown>;
}

export function openProgress(): RunProgress {
  const known = new Map<string, Progress>();
  const changes = new EventEmitter();
  // Every stream listens; there is no number of them that would be a leak.
  changes.setMaxListeners(0);
  return {
    note(id, progress) {
      known.delete(id);
      known.set(id, progress);
      const [oldest] = known.keys();
      if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
      changes.emit(id);
    },
    forget(id) {
      known.delete(id);
      changes.emit(id);
    },
    of: (id) => known.get(id),
    next: (id, signal) => once(changes, id, { signal }),
  };
}
