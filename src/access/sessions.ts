import type { SignInMethod } from '../db/accessTables.js';
import { all, first, run, type Store } from '../db/store.js';
import { personOf, type Person } from './person.js';
import { hashOf, newId, newSecret } from './secret.js';

const IDLE_MS = 12 * 3_600_000;
const END_MS = 7 * 86_400_000;
/** A write for every request would be dear. */
const TOUCH_MS = 5 * 60_000;

/** A session as its owner sees it in a list. */
export interface SessionLine {
  readonly id: string;
  readonly method: SignInMethod;
  readonly createdAt: string;
  readonly usedAt: string;
  readonly endsAt: string;
}

/** Begins a session. `text` is for the cookie alone. */
export function createSession(
  store: Store,
  accountId: string,
  method: SignInMethod,
): { readonly id: string; readonly text: string; readonly endsAt: string } {
  const { text, hash } = newSecret();
  const at = store.now();
  const id = newId();
  const createdAt = at.toISOString();
  const endsAt = new Date(at.getTime() + END_MS).toISOString();
  const row = { hash, id, accountId, method, createdAt, usedAt: createdAt, endsAt, revokedAt: null };
  run(store, store.query.insertInto('sessions').values(row));
  return { id, text, endsAt };
}

/** Whose session this is; undefined where it is unknown, revoked, over, or its owner has left the course. */
export function findSession(store: Store, text: string): { readonly id: string; readonly person: Person } | undefined {
  const found = first(store, open(store).where('hash', '=', hashOf(text)));
  if (found === undefined) return undefined;
  const person = personOf(store, found.accountId);
  if (person === undefined) {
    // For good: whoever comes back to the course signs in again.
    revokeSessions(store, found.accountId);
    return undefined;
  }
  const now = store.now();
  if (now.getTime() - Date.parse(found.usedAt) > TOUCH_MS) {
    run(store, store.query.updateTable('sessions').set({ usedAt: now.toISOString() }).where('id', '=', found.id));
  }
  return { id: found.id, person };
}

/** Whether a session that let somebody in still does; asking is no use of it. */
export function isSessionOpen(store: Store, id: string): boolean {
  const found = first(store, open(store).where('id', '=', id));
  return found !== undefined && personOf(store, found.accountId) !== undefined;
}

/** The sessions of an account that are open now, the newest first. */
export function listSessions(store: Store, accountId: string): SessionLine[] {
  return all(store, open(store).where('accountId', '=', accountId).orderBy('createdAt', 'desc'));
}

/** Ends one session of an account, or all. Returns how many. */
export function revokeSessions(store: Store, accountId: string, id?: string): number {
  const revokedAt = store.now().toISOString();
  const ofAccount = store.query
    .updateTable('sessions')
    .set({ revokedAt })
    .where('accountId', '=', accountId)
    .where('revokedAt', 'is', null);
  return run(store, id === undefined ? ofAccount : ofAccount.where('id', '=', id));
}

function open(store: Store) {
  const now = store.now();
  return store.query
    .selectFrom('sessions')
    .select(['id', 'accountId', 'method', 'createdAt', 'usedAt', 'endsAt'])
    .where('revokedAt', 'is', null)
    .where('endsAt', '>', now.toISOString())
    .where('usedAt', '>', new Date(now.getTime() - IDLE_MS).toISOString());
}
