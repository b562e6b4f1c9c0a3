import type { Queue } from 'bullmq';
import { write, type Store } from '../../db/store.js';
import { cancel } from '../decide.js';
import { readWork, type Work } from '../rows.js';
import { isUnbegun } from './fallBack.js';
import { recall } from './transitions.js';

/**
 * Cancels those of these rows that no worker has begun: what is queued at once, and, where this process dispatches, what
 * waits in the queue with its job.
 */
export async function takeBack(store: Store, ids: readonly string[], queue?: Queue): Promise<void> {
  cancelQueued(store, ids);
  if (queue === undefined) return;
  for (const work of rowsOf(store, ids)) {
    if (work.state === 'dispatched' && (await isUnbegun(queue, work))) cancel(store, work.id, STOPPED);
  }
}

/** Has those of these rows wait in the ledger again that wait in the queue, so that whoever sent them may decide anew. */
export async function recallUnbegun(store: Store, ids: readonly string[], queue: Queue): Promise<void> {
  for (const work of rowsOf(store, ids)) {
    if (work.state === 'dispatched' && (await isUnbegun(queue, work))) recall(store, work);
  }
}

function cancelQueued(store: Store, ids: readonly string[]): void {
  write(store, () => {
    for (const { id, state } of rowsOf(store, ids)) if (state === 'queued') cancel(store, id, STOPPED);
  });
}

const rowsOf = (store: Store, ids: readonly string[]): Work[] => ids.flatMap((id) => readWork(store, id) ?? []);

const STOPPED = { actor: 'system', reason: 'Whoever asked for it stopped waiting.' };
