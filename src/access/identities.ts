import type { Ledger } from '../ledger/ledger.js';
import { Refusal } from '../base/refusal.js';
import { findPerson } from '../ledger/roster.js';
import { readStaff } from '../ledger/staff.js';
import { first, run, write, type Store } from '../db/store.js';
import { personFor, type Holder } from './accounts.js';
import { personOf, type Person } from './person.js';

/** Whom a campus says that somebody is. */
export interface CampusIdentity {
  readonly issuer: string;
  /** The issuer's own name for them, which never becomes anybody else's. */
  readonly subject: string;
  /** What the roster is searched for at the first sign-in: a verified address, or what the operator chose; if known. */
  readonly rosterValue: string | undefined;
}

/**
 * The person whom a campus vouches for. At the first sign-in the roster is asked for the address; from then on issuer and
 * subject alone count, so that whoever gets a freed address is not who had it.
 *
 * @throws {Refusal} where the course does not know them, or knows another campus account as theirs.
 */
export function personByIdentity(ledger: Ledger, identity: CampusIdentity): Person {
  const { store, course } = ledger;
  const { issuer, subject, rosterValue } = identity;
  return write(store, () => {
    const ofCourse = store.query
      .selectFrom('identities')
      .innerJoin('accounts', 'accounts.accountId', 'identities.accountId')
      .select(['accounts.accountId', 'identities.subject'])
      .where('accounts.course', '=', course)
      .where('identities.issuer', '=', issuer);
    const known = first(store, ofCourse.where('identities.subject', '=', subject));
    if (known !== undefined) return personOf(store, known.accountId) ?? refuse();
    const holder = rosterValue === undefined ? undefined : holderOf(ledger, rosterValue);
    const person = holder === undefined ? refuse() : personFor(ledger, holder);
    const bound = first(store, ofCourse.where('accounts.accountId', '=', person.accountId));
    if (bound !== undefined) throw otherIdentity();
    const row = { issuer, subject, accountId: person.accountId, boundAt: store.now().toISOString() };
    run(store, store.query.insertInto('identities').values(row));
    return person;
  });
}

/** Forgets which campus accounts are somebody's: the next sign-in asks the roster again. Returns how many. */
export function forgetIdentities(store: Store, accountId: string): number {
  return run(store, store.query.deleteFrom('identities').where('accountId', '=', accountId));
}

function holderOf(ledger: Ledger, value: string): Holder | undefined {
  const wanted = value.toLowerCase();
  // Both by their whole name: an address is never shortened to what stands before its @.
  const staff = Object.keys(readStaff(ledger)).find((name) => name.toLowerCase() === wanted);
  if (staff !== undefined) return { staff };
  const entry = findPerson(ledger, { email: wanted, sid: value });
  return entry && { student: entry.student };
}

function refuse(): never {
  throw new Refusal({
    code: 'notInCourse',
    text: 'Your campus knows you, but this course does not: you are neither on its roster nor on its staff.',
    remedy: 'Ask course staff to put the address that your campus says on the roster.',
    whoseTurn: 'student',
  });
}

function otherIdentity(): Refusal {
  return new Refusal({
    code: 'otherIdentity',
    text: 'Another account of your campus has signed in with this address before.',
    remedy: 'Course staff: if both are the same person, `assay access revoke --campus` forgets the old one.',
  });
}
