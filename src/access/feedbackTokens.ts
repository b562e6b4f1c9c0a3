import type { FeedbackClient } from '../db/accessTables.js';
import { all, first, run, type Store } from '../db/store.js';
import { personOf, type Person } from './person.js';
import { hashOf, newId, newSecret } from './secret.js';

const END_MS = 12 * 3_600_000;
/** A write for every request would be dear. */
const TOUCH_MS = 60_000;

/** A token as its owner sees it in a list. */
export interface FeedbackTokenLine {
  readonly id: string;
  readonly client: FeedbackClient;
  readonly createdAt: string;
  readonly usedAt: string | null;
  readonly endsAt: string;
}

/** Makes a token that is good for feedback and nothing else. `text` is for the cell or the terminal alone. */
export function createFeedbackToken(
  store: Store,
  accountId: string,
  client: FeedbackClient,
): { readonly id: string; readonly text: string; readonly endsAt: string } {
  const { text, hash } = newSecret();
  const at = store.now();
  const id = newId();
  const endsAt = new Date(at.getTime() + END_MS).toISOString();
  const row = { hash, id, accountId, client, createdAt: at.toISOString(), usedAt: null, endsAt, revokedAt: null };
  run(store, store.query.insertInto('feedbackTokens').values(row));
  return { id, text, endsAt };
}

/** Whose token this is; undefined where it is unknown, revoked, over, or its owner has left the course. */
export function findFeedbackToken(
  store: Store,
  text: string,
): { readonly id: string; readonly client: FeedbackClient; readonly person: Person } | undefined {
  const found = first(store, open(store).where('hash', '=', hashOf(text)));
  const person = found && personOf(store, found.accountId);
  if (found === undefined || person === undefined) return undefined;
  const now = store.now();
  if (found.usedAt === null || now.getTime() - Date.parse(found.usedAt) > TOUCH_MS) {
    run(store, store.query.updateTable('feedbackTokens').set({ usedAt: now.toISOString() }).where('id', '=', found.id));
  }
  return { id: found.id, client: found.client, person };
}

/** Whether a token that let somebody in still does; asking is no use of it. */
export function isTokenOpen(store: Store, id: string): boolean {
  const found = first(store, open(store).where('id', '=', id));
  return found !== undefined && personOf(store, found.accountId) !== undefined;
}

/** The tokens of an account that are good now, the newest first. */
export function listFeedbackTokens(store: Store, accountId: string): FeedbackTokenLine[] {
  return all(store, open(store).where('accountId', '=', accountId).orderBy('createdAt', 'desc'));
}

/** Ends one token of an account, or all. Returns how many. */
export function revokeFeedbackTokens(store: Store, accountId: string, id?: string): number {
  const revokedAt = store.now().toISOString();
  const ofAccount = store.query
    .updateTable('feedbackTokens')
    .set({ revokedAt })
    .where('accountId', '=', accountId)
    .where('revokedAt', 'is', null);
  return run(store, id === undefined ? ofAccount : ofAccount.where('id', '=', id));
}

function open(store: Store) {
  return store.query
    .selectFrom('feedbackTokens')
    .select(['id', 'accountId', 'client', 'createdAt', 'usedAt', 'endsAt'])
    .where('revokedAt', 'is', null)
    .where('endsAt', '>', store.now().toISOString());
}
