import type { Ledger } from './ledger.js';
import type { Selectable } from 'kysely';
import { markPlanned } from './outbox.js';
import { all, first, run, write, type Store } from '../db/store.js';
import type { DeliveryState, Tables } from '../db/tables.js';

export type Delivery = Selectable<Tables['deliveries']>;

/** What a message becomes for one recipient. */
export interface NewDelivery {
  readonly course: string;
  readonly kind: string;
  readonly channel: string;
  readonly recipient: string;
  readonly key: string;
  /** How long more messages of the kind may join it; 0: none may, and it is sent at once. */
  readonly digestMs: number;
}

/** So many items are in one delivery at most. */
const MOST_ITEMS = 200;

/**
 * Makes the deliveries of a message, in the transaction that marks it. What may wait joins an earlier delivery that
 * no try has begun for; from the first try on, what a key stands for never changes.
 */
export function planDeliveries(store: Store, outboxId: number, deliveries: readonly NewDelivery[]): void {
  for (const one of deliveries) {
    const deliveryId = (one.digestMs > 0 ? findOpenDigest(store, one) : undefined) ?? insertDelivery(store, one);
    run(store, store.query.insertInto('deliveryItems').values({ deliveryId, outboxId }));
  }
  markPlanned(store, outboxId, deliveries.length);
}

function findOpenDigest(store: Store, { course, kind, channel, recipient }: NewDelivery): number | undefined {
  const waiting = store.query
    .selectFrom('deliveries')
    .select(['id'])
    .select((expression) =>
      expression
        .selectFrom('deliveryItems')
        .whereRef('deliveryItems.deliveryId', '=', 'deliveries.id')
        .select(({ fn }) => fn.countAll<number>().as('items'))
        .as('items'),
    )
    .where('course', '=', course)
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .where('kind', '=', kind)
    .where('recipient', '=', recipient)
    .where('attempts', '=', 0)
    .orderBy('id', 'desc');
  const newest = first(store, waiting);
  return newest !== undefined && (newest.items ?? 0) < MOST_ITEMS ? newest.id : undefined;
}

function insertDelivery(store: Store, { digestMs, ...row }: NewDelivery): number {
  const now = store.now();
  const nextAttemptAt = new Date(now.getTime() + digestMs).toISOString();
  const values = { ...row, state: 'waiting', createdAt: now.toISOString(), nextAttemptAt } as const;
  const inserted = first(store, store.query.insertInto('deliveries').values(values).returning('id'));
  if (inserted === undefined) throw new RangeError('a delivery was not inserted');
  return inserted.id;
}

interface Claim {
  readonly course: string;
  readonly channel: string;
  /** How long until the next try, by the number of this one. */
  readonly pauseMs: (attempt: number) => number;
}

/**
 * Begins the next try of a channel: counted, and put off, before anything is sent, so that a process that dies in
 * mid-send neither loses a delivery nor repeats it without a pause. Undefined where none is due.
 */
export function claimDelivery(store: Store, { course, channel, pauseMs }: Claim): Delivery | undefined {
  const now = store.now();
  const due = store.query
    .selectFrom('deliveries')
    .selectAll()
    .where('course', '=', course)
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .where('nextAttemptAt', '<=', now.toISOString())
    .orderBy('nextAttemptAt')
    .orderBy('id')
    .limit(1);
  // Asked without a turn among the writers: most looks find nothing.
  if (first(store, due) === undefined) return undefined;
  return write(store, () => {
    const found = first(store, due);
    if (found === undefined) return undefined;
    const attempts = found.attempts + 1;
    const nextAttemptAt = new Date(now.getTime() + pauseMs(attempts)).toISOString();
    run(store, store.query.updateTable('deliveries').set({ attempts, nextAttemptAt }).where('id', '=', found.id));
    return { ...found, attempts, nextAttemptAt };
  });
}

/** A try has failed, and another will be made: when it was claimed for, or after `waitMs` where that is later. */
export function putOff(
  store: Store,
  delivery: Delivery,
  { lastError, waitMs = 0 }: { readonly lastError: string; readonly waitMs?: number | undefined },
): void {
  const asked = new Date(store.now().getTime() + waitMs).toISOString();
  const nextAttemptAt = asked > delivery.nextAttemptAt ? asked : delivery.nextAttemptAt;
  const update = store.query.updateTable('deliveries').set({ lastError, nextAttemptAt });
  run(store, update.where('id', '=', delivery.id).where('state', '=', 'waiting'));
}

/** A delivery has ended; a message all of whose deliveries have is marked. */
export function endDelivery(
  store: Store,
  { id }: Pick<Delivery, 'id'>,
  {
    state,
    lastError = null,
  }: { readonly state: Exclude<DeliveryState, 'waiting'>; readonly lastError?: string | null },
): void {
  write(store, () => {
    const endedAt = store.now().toISOString();
    const waiting = store.query.updateTable('deliveries').set({ state, endedAt, lastError });
    if (run(store, waiting.where('id', '=', id).where('state', '=', 'waiting')) === 0) return;
    const items = store.query.selectFrom('deliveryItems').select('outboxId').where('deliveryId', '=', id);
    const unsent = store.query
      .selectFrom('deliveryItems')
      .innerJoin('deliveries', 'deliveries.id', 'deliveryItems.deliveryId')
      .select('deliveryItems.outboxId')
      .where('deliveries.state', '=', 'waiting')
      .where('deliveryItems.outboxId', 'in', items);
    const mark = store.query.updateTable('outbox').set({ sentAt: endedAt });
    run(store, mark.where('id', 'in', items).where('id', 'not in', unsent));
  });
}

/** Drops what waits for channels that the course no longer has. Returns how many. */
export function dropOthers({ store, course }: Ledger, channels: readonly string[]): number {
  return write(store, () => {
    const waiting = store.query.selectFrom('deliveries').select('id').where('state', '=', 'waiting');
    const others = all(store, waiting.where('course', '=', course).where('channel', 'not in', channels));
    const lastError = 'the course no longer has this channel';
    for (const delivery of others) endDelivery(store, delivery, { state: 'dropped', lastError });
    return others.length;
  });
}

/** Deliveries that nobody will try again unless an operator says so, the oldest first. */
export function readDead(store: Store, limit: number): Delivery[] {
  const dead = store.query.selectFrom('deliveries').selectAll().where('state', '=', 'dead');
  return all(store, dead.orderBy('id').limit(limit));
}

/**
 * Has dead deliveries tried again under their old keys: these, or all. Returns how many. One try is counted still, so
 * that nothing new joins a key that was sent before.
 */
export function reviveDead(store: Store, ids?: readonly number[]): number {
  return write(store, () => {
    const now = store.now().toISOString();
    const dead = store.query.updateTable('deliveries').where('state', '=', 'dead');
    const chosen = ids === undefined ? dead : dead.where('id', 'in', ids);
    return run(store, chosen.set({ state: 'waiting', endedAt: null, attempts: 1, nextAttemptAt: now }));
  });
}

export interface DeliveryCount {
  readonly channel: string;
  readonly state: DeliveryState;
  readonly count: number;
  /** When the oldest of them was made: RFC 3339. */
  readonly oldest: string;
}

/** How many deliveries each channel has in each of these states. */
export function countDeliveries(store: Store, states: readonly DeliveryState[]): DeliveryCount[] {
  const groups = ['channel', 'state'] as const;
  const query = store.query.selectFrom('deliveries').select(groups).where('state', 'in', states).groupBy(groups);
  return all(
    store,
    query.select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('createdAt').as('oldest')]),
  );
}

/**
 * Removes what ended before an instant, and what was put before it and has no server that looks at it. Returns how
 * many messages are gone; at most `limit` at once, so that no writer waits for long.
 */
export function removeEnded(store: Store, before: Date, limit: number): number {
  return write(store, () => {
    const instant = before.toISOString();
    const ended = store.query.selectFrom('deliveries').select('id').where('endedAt', '<', instant).limit(limit);
    run(store, store.query.deleteFrom('deliveries').where('id', 'in', ended));
    const used = store.query.selectFrom('deliveryItems').select('outboxId');
    const old = store.query
      .selectFrom('outbox')
      .select('id')
      .where((where) =>
        where.or([
          where('sentAt', '<', instant),
          where.and([where('plannedAt', 'is', null), where('createdAt', '<', instant)]),
        ]),
      )
      .where('id', 'not in', used)
      .limit(limit);
    return run(store, store.query.deleteFrom('outbox').where('id', 'in', old));
  });
}
