import { PlatformError } from '../base/platformError.js';
import { claimDelivery, endDelivery, putOff, type Delivery } from '../ledger/deliveries.js';
import { readItems } from '../ledger/outbox.js';
import type { Store } from '../db/store.js';
import type { Channel } from './channel.js';
import { withDeadline } from './deadline.js';
import { DeliveryFailure } from './deliveryFailure.js';

/** After so many tries, over about three days, an operator must look. */
const MOST_TRIES = 20;
const MAX_PAUSE_MS = 6 * 3_600_000;

/** What became of a try. */
type Outcome = 'sent' | 'retry' | 'dead' | 'dropped';

export interface Tried {
  readonly delivery: Delivery;
  readonly outcome: Outcome;
  /** Why, where it was not sent. */
  readonly problem?: string;
}

export interface DeliverOptions {
  readonly store: Store;
  readonly course: string;
  readonly channel: Channel;
  /** The pause after the first try; each further one is twice as long, up to six hours. */
  readonly firstPauseMs: number;
  /** How long one try may take. */
  readonly deadlineMs: number;
  /** Aborted where the process is to end at once. */
  readonly signal: AbortSignal;
}

/**
 * Makes one try at the delivery of a channel that is due longest; undefined where none is. Nothing of the store is held
 * while it is sent.
 */
export async function deliverNext(options: DeliverOptions): Promise<Tried | undefined> {
  const { store, course, channel, firstPauseMs, deadlineMs, signal } = options;
  const pauseMs = (attempt: number): number => Math.min(firstPauseMs * 2 ** (attempt - 1), MAX_PAUSE_MS);
  const delivery = claimDelivery(store, { course, channel: channel.name, pauseMs });
  if (delivery === undefined) return undefined;
  try {
    // Tries that killed their process count, and nothing else would end them.
    if (delivery.attempts > MOST_TRIES) throw new DeliveryFailure('no try came to an end', { verdict: 'retry' });
    const { key, recipient, kind } = delivery;
    const parcel = { key, recipient, kind, messages: readItems(store, delivery.id) };
    await withDeadline(deadlineMs, signal, (ended) => channel.send(parcel, ended));
  } catch (error) {
    return { delivery, ...failed(store, delivery, error) };
  }
  endDelivery(store, delivery, { state: 'sent' });
  return { delivery, outcome: 'sent' };
}

function failed(store: Store, delivery: Delivery, error: unknown): { outcome: Outcome; problem: string } {
  const { message: problem, verdict, waitMs } = error instanceof DeliveryFailure ? error : unexpected(error);
  if (verdict === 'retry' && delivery.attempts < MOST_TRIES) {
    putOff(store, delivery, { lastError: problem, waitMs });
    return { outcome: 'retry', problem };
  }
  const state = verdict === 'dropped' ? 'dropped' : 'dead';
  endDelivery(store, delivery, { state, lastError: problem });
  return { outcome: state, problem };
}

/** What was not expected may quote anything, and so is told by its kind alone. */
function unexpected(error: unknown): DeliveryFailure {
  const what = error instanceof PlatformError ? error.text : error instanceof Error ? error.name : 'unknown';
  return new DeliveryFailure(`Assay failed: ${what}`, { verdict: 'retry' });
}
