import type { BatchRow } from '../batch/gradeTables.js';
import { readLedgerSource } from '../batch/ledgerSource.js';
import type { ItemEnd } from '../batch/runFolder.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Regrade } from '../work/regrades.js';
import type { Work } from '../work/rows.js';
import { readProgress } from './progress.js';

/** A regrade as the submissions that it is made of. */
export interface RegradeRows {
  /** What has ended: the row, and the submission with what came of it. */
  readonly ended: readonly (readonly [Work, BatchRow])[];
  /** How many wait or run. */
  readonly waiting: number;
  /** How many submissions count that are not in it: handed in since, or not asked for. */
  readonly missing: number;
}

/** What no longer counts, since something newer came, is left out: its grade would change nothing. */
export function readRegradeRows(ledger: Ledger, regrade: Regrade): RegradeRows {
  const { items } = readLedgerSource(ledger, { assignment: regrade.assignment, words: [], pick: 'active' });
  const counting = new Map(items.map((item) => [item.submissionId, item]));
  const { ended, waiting } = readProgress(ledger, regrade);
  const rows = ended.flatMap(([work, end]): [Work, BatchRow][] => {
    const item = counting.get(work.submissionId);
    const asEnd: ItemEnd = end;
    return item === undefined ? [] : [[work, [item, asEnd]]];
  });
  return { ended: rows, waiting: waiting.length, missing: Math.max(0, counting.size - rows.length - waiting.length) };
}
