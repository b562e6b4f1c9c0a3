import type { Store } from '../../db/store.js';
import type { WorkState } from '../../db/tables.js';
import { plural } from '../../late/wording.js';
import { countWork } from '../../work/status.js';

/** “3 submissions wait, 2 are with workers.” */
export function queueInALine(store: Store): string {
  const counts = countWork(store);
  const inState = (state: WorkState): number =>
    counts.reduce((sum, row) => (row.state === state ? sum + row.count : sum), 0);
  const [waiting, running] = [inState('queued'), inState('dispatched')];
  if (waiting + running === 0) return 'Nothing waits to be graded.';
  return `${plural(waiting, 'notebook')} ${waiting === 1 ? 'waits' : 'wait'} to be graded, ${running} ${running === 1 ? 'is' : 'are'} handed to workers.`;
}
