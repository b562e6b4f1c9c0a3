import { listFeedbackTokens } from '../../access/feedbackTokens.js';
import { listLinks } from '../../access/links.js';
import { personOf, type Person } from '../../access/person.js';
import { listSessions } from '../../access/sessions.js';
import { all } from '../../db/store.js';
import type { Ledger } from '../ledger.js';

/** What is open in somebody's name. */
export interface OpenAccess {
  readonly person: Person;
  readonly what: 'link' | 'session' | 'token';
  readonly id: string;
  readonly createdAt: string;
  readonly endsAt: string;
}

/** All that is open in anybody's name. No secret is in it. */
export function openAccess({ store, course }: Ledger): OpenAccess[] {
  const accounts = all(store, store.query.selectFrom('accounts').select('accountId').where('course', '=', course));
  return accounts.flatMap(({ accountId }) => {
    const person = personOf(store, accountId);
    return person === undefined ? [] : openAccessOf({ store, course }, person);
  });
}

/** What is open in one person's name. */
export function openAccessOf({ store }: Ledger, person: Person): OpenAccess[] {
  const { accountId } = person;
  const lines = [
    ...listLinks(store, accountId).map((line) => ({ ...line, what: 'link' as const })),
    ...listSessions(store, accountId).map((line) => ({ ...line, what: 'session' as const })),
    ...listFeedbackTokens(store, accountId).map((line) => ({ ...line, what: 'token' as const })),
  ];
  return lines.map(({ id, what, createdAt, endsAt }) => ({ person, what, id, createdAt, endsAt }));
}
