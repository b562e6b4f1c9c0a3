import { actorName, type Actor } from '../ledger/actor.js';
import type { Ledger } from '../ledger/ledger.js';
import { memberOf } from '../ledger/permission.js';
import { write } from '../db/store.js';
import { cancel } from '../work/decide.js';
import { endRegrade } from '../work/regrades.js';
import { readProgress, requireRegrade } from './progress.js';

/**
 * Ends a regrade without publishing it; every grade stays as it is.
 *
 * @returns how many submissions are not graded again by that.
 * @throws {Refusal} `noRegrade`, or where `by` is not staff.
 */
export function cancelRegrade(
  ledger: Ledger,
  by: Actor,
  ask: { readonly assignment: string; readonly reason: string },
): number {
  const { store } = ledger;
  memberOf(ledger, by);
  return write(store, () => {
    const regrade = requireRegrade(ledger, ask.assignment);
    const { waiting } = readProgress(ledger, regrade);
    for (const id of waiting) cancel(store, id, { actor: actorName(by), reason: ask.reason });
    endRegrade(store, regrade, 'cancelled');
    return waiting.length;
  });
}
