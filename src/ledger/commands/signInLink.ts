import { Refusal } from '../../base/refusal.js';
import { personFor } from '../../access/accounts.js';
import { createLink } from '../../access/links.js';
import { noteAccess } from '../../access/log.js';
import type { Person } from '../../access/person.js';
import { newId } from '../../access/secret.js';
import { write } from '../../db/store.js';
import { actorName, type Actor } from '../actor.js';
import { mailAddress, SIGN_IN_LINK, type LinkToMail } from '../../access/linkMail.js';
import type { Ledger } from '../ledger.js';
import { putOutbox } from '../outbox.js';
import { memberOf, requireInstructor } from '../permission.js';
import { holderOf } from '../questions/holder.js';

/** A link that was made: its secret is told here and nowhere else. */
export interface IssuedLink {
  readonly person: Person;
  /** The path to be added to the server's address. */
  readonly path: string;
  readonly endsAt: string;
}

/** For whom a link is, and how long it is good. */
export interface LinkAsk {
  readonly who: string;
  readonly hours: number;
}

export const MOST_LINK_HOURS = 7 * 24;

/**
 * Makes a link that signs somebody in, once. Whoever holds it is that person, so a teaching assistant makes none.
 *
 * @throws {Refusal} where the course has no such person, or `by` may not.
 */
export function issueSignInLink(ledger: Ledger, by: Actor, ask: LinkAsk): IssuedLink {
  const { store, course } = ledger;
  return write(store, () => {
    const { person, endsAt } = linkFor(ledger, by, ask);
    const { accountId, student } = person;
    const actor = actorName(by);
    const { id, text } = createLink(store, accountId, { by: actor, endsAt });
    noteAccess(store, { course, kind: 'linkIssued', accountId, actor, student, detail: id });
    return { person, path: `/sign-in/link/${text}`, endsAt };
  });
}

/**
 * Has the server mail somebody a link. The outbox keeps what it sends, and of a link nothing may be kept but its hash: so
 * it says who is to get one, and the link is made when it is sent.
 *
 * @throws {Refusal} as `issueSignInLink`, and where no address is known.
 */
export function mailSignInLink(
  ledger: Ledger,
  by: Actor,
  ask: LinkAsk,
): Pick<IssuedLink, 'person' | 'endsAt'> & { readonly address: string } {
  const { store, course } = ledger;
  return write(store, () => {
    const { person, endsAt } = linkFor(ledger, by, ask);
    const address = mailAddress(person);
    if (address === undefined) {
      const remedy = 'Make a link without mailing it, and hand it over.';
      throw new Refusal({ code: 'noAddress', text: `No e-mail address is known of ${person.name}.`, remedy });
    }
    const { accountId, student } = person;
    const actor = actorName(by);
    const body: LinkToMail = { accountId, endsAt, by: actor };
    putOutbox(store, { course, kind: SIGN_IN_LINK, key: `${SIGN_IN_LINK}:${newId()}`, body: { ...body } });
    noteAccess(store, { course, kind: 'linkAsked', accountId, actor, student, detail: 'mail' });
    return { person, endsAt, address };
  });
}

function linkFor(ledger: Ledger, by: Actor, { who, hours }: LinkAsk): Pick<IssuedLink, 'person' | 'endsAt'> {
  const { store } = ledger;
  const member = memberOf(ledger, by);
  requireInstructor(member);
  if (hours > MOST_LINK_HOURS) {
    const remedy = 'Make it good for less long; another one can be made at any time.';
    throw new Refusal({ code: 'tooLong', text: `A link is good for at most ${MOST_LINK_HOURS} hours.`, remedy });
  }
  const endsAt = new Date(store.now().getTime() + hours * 3_600_000).toISOString();
  const person = personFor(ledger, holderOf(ledger, who));
  if (member.role === 'head-ta' && !SUBORDINATE.includes(person.role)) {
    const remedy = 'Ask an instructor to make it.';
    throw new Refusal({ code: 'notForHeadTas', text: 'A head TA makes links for students and TAs alone.', remedy });
  }
  return { person, endsAt };
}

/** For whom a head TA makes links: with any other they could do more than they may, under somebody else's name. */
const SUBORDINATE: readonly Person['role'][] = ['student', 'ta'];
