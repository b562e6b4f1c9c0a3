import { compareCharges, staleIn } from '../charges.js';
import { readRoster } from '../roster.js';
import { differencesOf, type StudentChange } from '../differences.js';
import type { Ledger } from '../ledger.js';

/** Whose stored charges are not what the events give, and what it would be instead. */
export interface StaleCharges {
  readonly stale: readonly string[];
  readonly changes: readonly StudentChange[];
}

export function readStale(ledger: Ledger): StaleCharges {
  const { stored, fresh } = compareCharges(ledger);
  return { stale: staleIn({ stored, fresh }), changes: differencesOf(readRoster(ledger), stored, fresh) };
}

/** Those of several courses. */
export function together(found: readonly StaleCharges[]): StaleCharges {
  return { stale: found.flatMap(({ stale }) => stale), changes: found.flatMap(({ changes }) => changes) };
}
