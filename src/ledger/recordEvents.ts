import { appendEvent, type Appended, type EventDraft } from './append.js';
import { refreshCharges } from './charges.js';
import { write, type Store } from '../db/store.js';

/**
 * Stores events and the charges that follow from them, in one transaction: all, or, where one is refused, none.
 *
 * @throws {Refusal} as `appendEvent` does.
 */
export function recordEvents(store: Store, course: string, drafts: readonly EventDraft[]): Appended[] {
  return write(store, () => {
    const appended = drafts.map((draft) => appendEvent(store, course, draft));
    refreshCharges(
      store,
      course,
      appended.filter(({ isNew }) => isNew).map(({ event }) => event),
    );
    return appended;
  });
}
