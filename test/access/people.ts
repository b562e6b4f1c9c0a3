import { personFor, type Holder } from '../../src/access/accounts.js';
import type { Person } from '../../src/access/person.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import type { Staff } from '../../src/ledger/staff.js';
import { write, type Store } from '../../src/db/store.js';
import { beginCourse, COURSE, draft, newStore } from '../ledger/sample.js';

export { COURSE };

/** A ledger with students s1 to s3 and staff, and a clock that tests set forward. */
export interface Door extends AsyncDisposable {
  readonly store: Store;
  readonly person: (holder: Holder) => Person;
  /** Lets time pass. */
  pass(hours: number): void;
}

const STAFF: Staff = {
  ada: { role: 'instructor', waiveHours: 12 },
  hedy: { role: 'head-ta', waiveHours: 12 },
  tim: { role: 'ta', waiveHours: 12 },
};

export async function door(): Promise<Door> {
  const own = await newStore();
  let at = own.store.now().getTime();
  const store = openForWriting(own.file, { now: () => new Date(at) });
  beginCourse(store);
  setStaff(store, COURSE, STAFF);
  return {
    store,
    person: (holder) => personFor({ store, course: COURSE }, holder),
    pass(hours) {
      at += hours * 3_600_000;
    },
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

export function setStaff(store: Store, course: string, staff: Staff): void {
  write(store, () => recordEvents({ store, course }, [draft({ type: 'staff_set', staff })]));
}
