import { z } from 'zod';
import { all, run, type Store } from '../db/store.js';

/** Something to be told to the world after the transaction that says so is stored. */
export interface OutboxMessage {
  readonly course: string;
  readonly kind: string;
  /** The same message again bears the same key, and is put once. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StoredMessage extends OutboxMessage {
  readonly id: number;
  /** RFC 3339. */
  readonly createdAt: string;
}

const bodySchema = z.record(z.string(), z.unknown());
const COLUMNS = ['outbox.id', 'outbox.course', 'outbox.kind', 'outbox.key', 'outbox.body', 'outbox.createdAt'] as const;

/** Puts a message; to be called in the transaction that it tells of. */
export function putOutbox(store: Store, { course, kind, key, body }: OutboxMessage): void {
  const createdAt = store.now().toISOString();
  const row = { course, kind, key, body: JSON.stringify(body), createdAt, plannedAt: null, sentAt: null };
  const insert = store.query.insertInto('outbox').values(row);
  run(
    store,
    insert.onConflict((conflict) => conflict.columns(['course', 'key']).doNothing()),
  );
}

/** Messages that nobody has looked at yet, the oldest first; of one course or all. */
export function readPending(store: Store, limit: number, course?: string): StoredMessage[] {
  const pending = store.query.selectFrom('outbox').select(COLUMNS).where('plannedAt', 'is', null);
  const ofCourse = course === undefined ? pending : pending.where('course', '=', course);
  return all(store, ofCourse.orderBy('id').limit(limit)).map(messageOf);
}

/** The items of a delivery, the oldest first. */
export function readItems(store: Store, deliveryId: number): StoredMessage[] {
  const query = store.query
    .selectFrom('deliveryItems')
    .innerJoin('outbox', 'outbox.id', 'deliveryItems.outboxId')
    .select(COLUMNS)
    .where('deliveryItems.deliveryId', '=', deliveryId)
    .orderBy('outbox.id');
  return all(store, query).map(messageOf);
}

/** Says that the deliveries of a message are made; one without any has been told to all who want it. */
export function markPlanned(store: Store, id: number, deliveries: number): void {
  const plannedAt = store.now().toISOString();
  const sentAt = deliveries === 0 ? plannedAt : null;
  run(store, store.query.updateTable('outbox').set({ plannedAt, sentAt }).where('id', '=', id));
}

function messageOf<Row extends { readonly body: string }>({ body, ...row }: Row) {
  return { ...row, body: bodySchema.parse(JSON.parse(body)) };
}
