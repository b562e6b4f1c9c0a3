import type { Queue } from 'bullmq';
import { write, type Store } from '../../db/store.js';
import { cancel } from '../decide.js';
import { readWork } from '../rows.js';
import { isUnbegun } from './fallBack.js';

/**
 * Cancels those of these rows that no worker has begun: what is queued at once, and, where this process dispatches, what
 * waits in the queue with its job.
 */
export async function takeBack(store: Store, ids: readonly string[], queue?: Queue): Promise<void> {
  const rows = ids.flatMap((id) => readWork(store, id) ?? []);
  write(store, () => {
    for (const { id, state } of rows) if (state === 'queued') cancel(store, id, STOPPED);
  });
  if (queue === undefined) return;
  for (const work of rows) {
    if (work.state === 'dispatched' && (await isUnbegun(queue, work))) cancel(store, work.id, STOPPED);
  }
}

const STOPPED = { actor: 'system', reason: 'Whoever asked for it stopped waiting.' };
