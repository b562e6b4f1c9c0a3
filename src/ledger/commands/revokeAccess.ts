import { personFor } from '../../access/accounts.js';
import { revokeFeedbackTokens } from '../../access/feedbackTokens.js';
import { forgetIdentities } from '../../access/identities.js';
import { revokeLinks } from '../../access/links.js';
import { noteAccess } from '../../access/log.js';
import { revokeSessions } from '../../access/sessions.js';
import { write } from '../../db/store.js';
import { actorName, type Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { memberOf, requireInstructor } from '../permission.js';
import { holderOf } from '../questions/holder.js';

/** How much of what was open in somebody's name was ended. */
export interface RevokedAccess {
  readonly links: number;
  readonly sessions: number;
  readonly tokens: number;
  /** That were known as theirs, and no longer are. */
  readonly campusAccounts: number;
}

/** Ends all that is open in somebody's name; they may sign in again. @throws {Refusal} where there is no such person. */
export function revokeAccess(
  ledger: Ledger,
  by: Actor,
  { who, campusToo }: { readonly who: string; readonly campusToo: boolean },
): RevokedAccess {
  const { store, course } = ledger;
  requireInstructor(memberOf(ledger, by));
  return write(store, () => {
    const { accountId, student } = personFor(ledger, holderOf(ledger, who));
    noteAccess(store, { course, kind: 'accessRevoked', accountId, actor: actorName(by), student });
    return {
      links: revokeLinks(store, accountId),
      sessions: revokeSessions(store, accountId),
      tokens: revokeFeedbackTokens(store, accountId),
      campusAccounts: campusToo ? forgetIdentities(store, accountId) : 0,
    };
  });
}
