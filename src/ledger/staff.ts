import type { Ledger } from './ledger.js';
import type { z } from 'zod';
import type { staffSchema } from './eventContent.js';
import { parseStoreOnly } from './eventContent.js';
import { readEvents } from './events.js';

export type Staff = z.output<typeof staffSchema>;
/** What somebody may do: an `instructor` and a `head-ta` everything, a `ta` waive up to `waiveHours` for one student. */
export type StaffMember = Staff[string];

/** Who works on a course, as the newest `staff_set` says; nobody is named where there is none. */
export function readStaff(ledger: Ledger): Staff {
  const newest = readEvents(ledger, { types: ['staff_set'] }).at(-1);
  const content = newest === undefined ? undefined : parseStoreOnly(newest.content);
  return content?.type === 'staff_set' ? content.staff : {};
}
