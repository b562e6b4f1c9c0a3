import type { Store } from '../db/store.js';

/** A course in an open store: what every ledger command and question is about. */
export interface Ledger {
  readonly store: Store;
  readonly course: string;
}
