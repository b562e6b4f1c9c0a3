import { createHash } from 'node:crypto';
import type { NotifyTerms } from '../course/notify.js';
import { planDeliveries, type NewDelivery } from '../ledger/deliveries.js';
import { readPending, type StoredMessage } from '../ledger/outbox.js';
import { write, type Store } from '../db/store.js';
import type { Channel } from './channel.js';
import { SIGN_IN_LINK } from '../access/linkMail.js';
import { LINK_CHANNEL } from './linkChannel.js';
import { noticeOf, type Notice } from './notice.js';

/** So many messages are planned in one transaction: others wait for it. */
const AT_ONCE = 50;

export interface PlanOptions {
  readonly store: Store;
  readonly course: string;
  /** Absent where the course tells nobody anything. */
  readonly kinds: NotifyTerms['kinds'] | undefined;
  readonly channels: readonly Channel[];
  readonly onError: (error: unknown) => void;
}

/**
 * Makes deliveries of messages that nobody has looked at, the oldest first; what no channel wants is marked, and is not
 * sent when a channel is added later. Returns how many were looked at.
 */
export function planPending(options: PlanOptions): number {
  const { store, course } = options;
  return write(store, () => {
    const pending = readPending(store, AT_ONCE, course);
    for (const message of pending) planDeliveries(store, message.id, deliveriesOf(options, message));
    return pending.length;
  });
}

function deliveriesOf({ store, kinds, channels, onError }: PlanOptions, message: StoredMessage): NewDelivery[] {
  const { course, key } = message;
  const delivery = (kind: string, { name: channel, digestMs }: Channel, recipient: string): NewDelivery => ({
    ...{ course, kind, channel, recipient, digestMs },
    key: deliveryKey([course, kind, channel, recipient, key]),
  });
  if (message.kind === SIGN_IN_LINK) {
    // Whom it goes to, it says itself.
    return channels.filter(({ name }) => name === LINK_CHANNEL).map((channel) => delivery(SIGN_IN_LINK, channel, ''));
  }
  const notice = kinds === undefined ? undefined : read(store, message, onError);
  if (kinds === undefined || notice === undefined) return [];
  const { kind } = notice;
  return channels
    .filter(({ name }) => kinds[kind].includes(name))
    .flatMap((channel) => channel.recipientsOf(notice).map((recipient) => delivery(kind, channel, recipient)));
}

/** One that cannot be read would be in the way of all others for ever. */
function read(store: Store, message: StoredMessage, onError: PlanOptions['onError']): Notice | undefined {
  try {
    return noticeOf(store, message);
  } catch (error) {
    onError(error);
    return undefined;
  }
}

/** Of a digest, its first message's. It says nothing about anybody, and is the same however often it is made. */
function deliveryKey(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
