import type { Ledger } from './ledger.js';
import { appendEvent, type Appended, type EventDraft } from './append.js';
import { refreshCharges } from './charges.js';
import { write } from '../db/store.js';

/**
 * Stores events and the charges that follow from them, in one transaction: all, or, where one is refused, none.
 *
 * @throws {Refusal} as `appendEvent` does.
 */
export function recordEvents(ledger: Ledger, drafts: readonly EventDraft[]): Appended[] {
  const { store } = ledger;
  return write(store, () => {
    const appended = drafts.map((draft) => appendEvent(ledger, draft));
    refreshCharges(
      ledger,
      appended.filter(({ isNew }) => isNew).map(({ event }) => event),
    );
    return appended;
  });
}
