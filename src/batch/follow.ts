import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../db/store.js';
import { readRunStates, type Regrade } from '../work/regrades.js';
import { readWork, type Work } from '../work/rows.js';
import { isFinal } from '../work/state.js';

export interface FollowOptions {
  readonly store: Store;
  readonly run: Pick<Regrade, 'id'>;
  /** The rows of it that are waited for. */
  readonly rows: Iterable<string>;
  /** Told of each row once, when it has ended; the next is told of when this one was dealt with. */
  readonly onEnd: (work: Work) => Promise<void> | void;
  /** Before each look. */
  readonly onLook: () => Promise<void>;
  /** Stops waiting. */
  readonly signal: AbortSignal;
}

/** Between two looks at the ledger: the dispatcher may be another process's. */
const LOOK_MS = 500;

/** Waits until rows of a run have ended, whoever dispatches them. */
export async function followRun({ store, run, rows, onEnd, onLook, signal }: FollowOptions): Promise<void> {
  const open = new Set(rows);
  for (;;) {
    await onLook();
    for (const { id, state } of readRunStates(store, run)) {
      if (!open.has(id) || !isFinal(state)) continue;
      const work = readWork(store, id);
      if (work !== undefined) await onEnd(work);
      open.delete(id);
    }
    if (open.size === 0 || signal.aborted) return;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
