import { Refusal } from '../base/refusal.js';
import { endOf } from '../batch/ends.js';
import type { ItemEnd } from '../batch/runFolder.js';
import type { Ledger } from '../ledger/ledger.js';
import { readOpenRegrade, readRunRows, type Regrade } from '../work/regrades.js';
import type { Work } from '../work/rows.js';
import { isFinal } from '../work/state.js';

/** The regrade of an assignment that is under way. @throws {Refusal} `noRegrade`. */
export function requireRegrade(ledger: Ledger, assignment: string): Regrade {
  const regrade = readOpenRegrade(ledger, assignment);
  if (regrade !== undefined) return regrade;
  throw new Refusal({
    code: 'noRegrade',
    text: `No regrade of ${assignment} is under way.`,
    remedy: 'Begin one; what was published or cancelled is done.',
    values: { assignment },
  });
}

/** How far a regrade is. */
export interface RegradeProgress {
  /** Rows that wait or run. */
  readonly waiting: readonly string[];
  /** Rows that have come to an end, with it. */
  readonly ended: readonly (readonly [Work, Exclude<ItemEnd, { kind: 'open' }>])[];
}

export function readProgress({ store }: Ledger, regrade: Pick<Regrade, 'id'>): RegradeProgress {
  const rows = readRunRows(store, regrade);
  return {
    waiting: rows.filter(({ state }) => !isFinal(state)).map(({ id }) => id),
    ended: rows.filter(({ state }) => isFinal(state)).map((work) => [work, endOf(work)] as const),
  };
}
