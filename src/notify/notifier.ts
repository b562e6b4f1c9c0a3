import { setTimeout as sleep } from 'node:timers/promises';
import type { NotifyTerms } from '../course/notify.js';
import { dropOthers, removeEnded } from '../ledger/deliveries.js';
import type { Store } from '../db/store.js';
import type { Channel } from './channel.js';
import { deliverNext, type Tried } from './deliver.js';
import { planPending } from './plan.js';

export interface NotifierOptions {
  readonly store: Store;
  readonly course: string;
  readonly kinds: NotifyTerms['kinds'] | undefined;
  readonly channels: readonly Channel[];
  readonly onTried: (tried: Tried) => void;
  /** Trouble with the store or one message; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** How often each channel looks for what is due; 2 s where absent. */
  readonly lookMs?: number;
  /** A minute where absent. */
  readonly firstPauseMs?: number;
  /** Half a minute where absent. */
  readonly deadlineMs?: number;
}

/** A running notifier. */
export interface NotifierHandle extends AsyncDisposable {
  /** Begins nothing more, gives what is being sent two seconds, and cuts it off then. */
  stop(): Promise<void>;
}

const GRACE_MS = 2_000;
const RETENTION_DAYS = 30;
const TIDY_MS = 3_600_000;
const REMOVED_AT_ONCE = 500;

/**
 * Sends what the outbox says to whom it concerns, each at least once: one loop that makes deliveries of messages, and
 * one a channel that sends them one after the other, so that a channel that hangs is in no other's way. It may be
 * killed between any two instructions: what was not marked is sent again, under the same key.
 */
export function startNotifier(options: NotifierOptions): NotifierHandle {
  const { store, course, channels, onTried, onError } = options;
  const { lookMs = 2_000, firstPauseMs = 60_000, deadlineMs = 30_000 } = options;
  const stopping = new AbortController();
  const cut = new AbortController();
  const isOpen = (): boolean => !stopping.signal.aborted;

  /** Does something over and over, and rests where there was nothing to do. */
  const loop = async (act: () => boolean | Promise<boolean>): Promise<void> => {
    while (isOpen()) {
      let isBusy = false;
      try {
        isBusy = await act();
      } catch (error) {
        onError(error);
      }
      // A pause even where there is more: requests have their turn between two transactions.
      await sleep(isBusy ? 0 : lookMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  let tidyAt = 0;
  const plan = (): boolean => {
    const planned = planPending(options);
    if (planned > 0 || performance.now() < tidyAt) return planned > 0;
    dropOthers(
      options,
      channels.map(({ name }) => name),
    );
    const before = new Date(store.now().getTime() - RETENTION_DAYS * 86_400_000);
    const isMore = removeEnded(store, before, REMOVED_AT_ONCE) > 0;
    if (!isMore) tidyAt = performance.now() + TIDY_MS;
    return isMore;
  };
  const send = async (channel: Channel): Promise<boolean> => {
    const tried = await deliverNext({ store, course, channel, firstPauseMs, deadlineMs, signal: cut.signal });
    if (tried !== undefined) onTried(tried);
    return tried !== undefined;
  };
  const running = Promise.all([loop(plan), ...channels.map((channel) => loop(() => send(channel)))]);

  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.race([running, sleep(GRACE_MS, undefined, { ref: false })]);
    cut.abort();
    await running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
