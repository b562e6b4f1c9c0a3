import type { Ledger } from '../ledger/ledger.js';
import { Refusal } from '../base/refusal.js';
import { hasStudent } from '../ledger/roster.js';
import { readStaff } from '../ledger/staff.js';
import { first, run, write } from '../db/store.js';
import { personOf, type Person } from './person.js';
import { newId } from './secret.js';

/** Whose account: a student on the roster, or a member of staff, by the key that the ledger knows them by. */
export type Holder = { readonly student: string } | { readonly staff: string };

/** The person with this key; gets an account at the first time. @throws {Refusal} where the course has no such person. */
export function personFor(ledger: Ledger, holder: Holder): Person {
  const { store, course } = ledger;
  return write(store, () => {
    if (!isThere(ledger, holder)) throw nobody(course, holder);
    const person = personOf(store, accountFor(ledger, holder));
    if (person === undefined) throw nobody(course, holder);
    return person;
  });
}

function isThere(ledger: Ledger, holder: Holder): boolean {
  return 'student' in holder ? hasStudent(ledger, holder.student) : Object.hasOwn(readStaff(ledger), holder.staff);
}

function accountFor({ store, course }: Ledger, holder: Holder): string {
  const ofCourse = store.query.selectFrom('accounts').select('accountId').where('course', '=', course);
  const known =
    'student' in holder ? ofCourse.where('student', '=', holder.student) : ofCourse.where('staff', '=', holder.staff);
  const found = first(store, known);
  if (found !== undefined) return found.accountId;
  const accountId = newId();
  const createdAt = store.now().toISOString();
  const row = { accountId, course, student: null, staff: null, createdAt, ...holder };
  run(store, store.query.insertInto('accounts').values(row));
  return accountId;
}

function nobody(course: string, holder: Holder): Refusal {
  const who = 'student' in holder ? holder.student : holder.staff;
  return new Refusal({
    code: 'nobody',
    text: `${who} is neither on the roster nor on the staff of ${course}.`,
    remedy: 'Import the roster, or add the member of staff to late.yaml and import it.',
  });
}
