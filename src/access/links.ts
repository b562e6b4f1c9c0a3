import { all, first, run, write, type Store } from '../db/store.js';
import { personOf, type Person } from './person.js';
import { hashOf, newId, newSecret } from './secret.js';

/** A link as staff see it in a list; it lets nobody in. */
export interface LinkLine {
  readonly id: string;
  readonly accountId: string;
  readonly issuedBy: string;
  readonly createdAt: string;
  readonly endsAt: string;
}

/** Makes a link that signs its bearer in once, until an instant. `text` is the part of its address that nobody can guess. */
export function createLink(
  store: Store,
  accountId: string,
  { by, endsAt }: { readonly by: string; readonly endsAt: string },
): { readonly id: string; readonly text: string } {
  const { text, hash } = newSecret();
  const id = newId();
  const row = {
    hash,
    id,
    accountId,
    issuedBy: by,
    createdAt: store.now().toISOString(),
    endsAt,
    usedAt: null,
    revokedAt: null,
  };
  run(store, store.query.insertInto('signInLinks').values(row));
  return { id, text };
}

/** Whom a link would sign in. It stays good: mail scanners open links, and must not use them up. */
export function findLink(store: Store, text: string): Person | undefined {
  const found = first(store, open(store).where('hash', '=', hashOf(text)));
  return found && personOf(store, found.accountId);
}

/** Uses a link up. Undefined where it is unknown, used, revoked, over, or its person has left the course. */
export function redeemLink(store: Store, text: string): Person | undefined {
  return write(store, () => {
    const person = findLink(store, text);
    if (person === undefined) return undefined;
    const usedAt = store.now().toISOString();
    run(store, store.query.updateTable('signInLinks').set({ usedAt }).where('hash', '=', hashOf(text)));
    return person;
  });
}

/** The links of an account that are good now, the newest first. */
export function listLinks(store: Store, accountId: string): LinkLine[] {
  return all(store, open(store).where('accountId', '=', accountId).orderBy('createdAt', 'desc'));
}

/** Ends the links of an account. Returns how many. */
export function revokeLinks(store: Store, accountId: string): number {
  const revokedAt = store.now().toISOString();
  const unused = store.query.updateTable('signInLinks').set({ revokedAt }).where('accountId', '=', accountId);
  return run(store, unused.where('usedAt', 'is', null).where('revokedAt', 'is', null));
}

function open(store: Store) {
  return store.query
    .selectFrom('signInLinks')
    .select(['id', 'accountId', 'issuedBy', 'createdAt', 'endsAt'])
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('endsAt', '>', store.now().toISOString());
}
