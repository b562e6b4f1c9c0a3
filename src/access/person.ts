import type { StaffMember } from '../ledger/staff.js';
import { readStaff } from '../ledger/staff.js';
import { readPeople } from '../ledger/roster.js';
import { first, type Store } from '../db/store.js';

export type Role = 'student' | StaffMember['role'];

/** Somebody who has signed in, as roster and staff are now. */
export interface Person {
  readonly accountId: string;
  readonly course: string;
  /** For people; a key or id where nothing better is known. */
  readonly name: string;
  readonly email: string | null;
  /** The key on the roster; null for staff. */
  readonly student: string | null;
  /** The name in `late.yaml`, as commands and the log know it; null for students. */
  readonly staff: string | null;
  readonly role: Role;
}

/** Whom an account is of; undefined where they are no longer on the roster or the staff, or were erased. */
export function personOf(store: Store, accountId: string): Person | undefined {
  const query = store.query.selectFrom('accounts').selectAll().where('accountId', '=', accountId);
  const account = first(store, query);
  if (account === undefined) return undefined;
  const { course, student, staff } = account;
  if (staff !== null) {
    const members = readStaff({ store, course });
    const role = Object.hasOwn(members, staff) ? members[staff]?.role : undefined;
    return role === undefined
      ? undefined
      : { accountId, course, name: staff, email: staff.includes('@') ? staff : null, student: null, staff, role };
  }
  const [entry] = student === null ? [] : readPeople({ store, course }, [student]);
  if (entry === undefined || isErased(entry)) return undefined;
  const name = entry.name ?? entry.email ?? entry.student;
  return { accountId, course, name, email: entry.email, student: entry.student, staff: null, role: 'student' };
}

/** How the log names somebody, as in the ledger: `student:s1`, `staff:ada`. */
export function actorOfPerson({ student, staff }: Pick<Person, 'student' | 'staff'>): string {
  return student === null ? `staff:${staff ?? ''}` : `student:${student}`;
}

function isErased({ name, email, sid }: { name: string | null; email: string | null; sid: string | null }): boolean {
  return name === null && email === null && sid === null;
}
