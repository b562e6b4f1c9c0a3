import { randomUUID } from 'node:crypto';
import { rebuildCharges } from '../charges.js';
import { write, type Store } from '../../db/store.js';
import { readStale, together, type StaleCharges } from '../questions/staleCharges.js';
import { tellStudents } from '../differences.js';

export interface Recomputation extends StaleCharges {
  readonly rebuilt: true;
  readonly commandId: string;
}

/**
 * Makes the charges of these courses anew, and puts a message in the outbox for everybody whose hours or scores that
 * alters.
 */
export function recompute(store: Store, courses: readonly string[], givenId: string | undefined): Recomputation {
  const commandId = givenId ?? randomUUID();
  return write(store, () => {
    const found = courses.map((course) => ({ course, ...readStale({ store, course }) }));
    for (const { course, changes } of found) tellStudents({ store, course }, commandId, changes);
    rebuildCharges(store, [...courses]);
    return { rebuilt: true, commandId, ...together(found) };
  });
}
