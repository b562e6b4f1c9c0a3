import { z } from 'zod';
import { all, run, type Store } from './store.js';

/** Something to be told to the world after the transaction that says so is stored. */
export interface OutboxMessage {
  readonly course: string;
  readonly kind: string;
  /** The same message again bears the same key, and is put once. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PendingMessage extends OutboxMessage {
  readonly id: number;
}

const bodySchema = z.record(z.string(), z.unknown());

/** Puts a message; to be called in the transaction that it tells of. */
export function putOutbox(store: Store, { course, kind, key, body }: OutboxMessage): void {
  const row = { course, kind, key, body: JSON.stringify(body), createdAt: store.now().toISOString(), sentAt: null };
  const insert = store.query.insertInto('outbox').values(row);
  run(
    store,
    insert.onConflict((conflict) => conflict.columns(['course', 'key']).doNothing()),
  );
}

/** Messages not sent yet, the oldest first. Sent at least once: the receiver drops a key that it has seen. */
export function readPending(store: Store, limit: number): PendingMessage[] {
  const query = store.query
    .selectFrom('outbox')
    .select(['id', 'course', 'kind', 'key', 'body'])
    .where('sentAt', 'is', null)
    .orderBy('id')
    .limit(limit);
  return all(store, query).map(({ body, ...row }) => ({ ...row, body: bodySchema.parse(JSON.parse(body)) }));
}

export function markSent(store: Store, id: number): void {
  const sentAt = store.now().toISOString();
  run(store, store.query.updateTable('outbox').set({ sentAt }).where('id', '=', id).where('sentAt', 'is', null));
}
