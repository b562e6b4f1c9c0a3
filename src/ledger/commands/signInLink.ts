import { Refusal } from '../../base/refusal.js';
import { personFor, type Holder } from '../../access/accounts.js';
import { createLink } from '../../access/links.js';
import { noteAccess } from '../../access/log.js';
import type { Person } from '../../access/person.js';
import { readStaff } from '../staff.js';
import { write } from '../../db/store.js';
import { actorName, type Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { memberOf, requireInstructor } from '../permission.js';
import { studentOf } from '../students.js';

/** A link that was made: its secret is told here and nowhere else. */
export interface IssuedLink {
  readonly person: Person;
  /** The path to be added to the server's address. */
  readonly path: string;
  readonly endsAt: string;
}

const MOST_HOURS = 7 * 24;

/**
 * Makes a link that signs somebody in, once. Whoever holds it is that person, so a teaching assistant makes none.
 *
 * @throws {Refusal} where the course has no such person, or `by` may not.
 */
export function issueSignInLink(
  ledger: Ledger,
  by: Actor,
  { who, hours }: { readonly who: string; readonly hours: number },
): IssuedLink {
  const { store, course } = ledger;
  requireInstructor(memberOf(ledger, by));
  if (hours > MOST_HOURS) {
    const remedy = 'Make it good for less long; another one can be made at any time.';
    throw new Refusal({ code: 'tooLong', text: `A link is good for at most ${MOST_HOURS} hours.`, remedy });
  }
  return write(store, () => {
    const person = personFor(store, course, holderOf(ledger, who));
    const { accountId, student } = person;
    const actor = actorName(by);
    const { id, text, endsAt } = createLink(store, accountId, { by: actor, hours });
    noteAccess(store, { course, kind: 'linkIssued', accountId, actor, student, detail: id });
    return { person, path: `/sign-in/link/${text}`, endsAt };
  });
}

/** Whom staff mean: a member of staff by the name in late.yaml, else the one student who is called so. */
export function holderOf(ledger: Ledger, who: string): Holder {
  const { store, course } = ledger;
  return Object.hasOwn(readStaff(store, course), who) ? { staff: who } : { student: studentOf(ledger, who).student };
}
