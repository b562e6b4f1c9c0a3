import { markSent, readPending, type PendingMessage } from '../store/outbox.js';
import type { Store } from '../store/store.js';
import { Bell } from './bell.js';

/** Tells one kind of message to whom it concerns. The same key may come again after a crash. */
type MessageHandler = (message: PendingMessage) => void | Promise<void>;

export interface SenderOptions {
  readonly store: Store;
  /** By kind. */
  readonly handlers: Readonly<Record<string, MessageHandler>>;
  /** For kinds without one. */
  readonly otherwise: MessageHandler;
  readonly onError: (error: unknown) => void;
  /** How often it looks by itself; 1 s where absent. */
  readonly everyMs?: number;
}

export interface SenderHandle extends AsyncDisposable {
  wake(): void;
}

const BATCH = 100;

/**
 * Sends the outbox: each message at least once, the oldest first, and marked only when its handler is done. One that
 * fails is tried again with the next look, and does not stop those after it.
 */
export function startSender({ store, handlers, otherwise, onError, everyMs = 1_000 }: SenderOptions): SenderHandle {
  const bell = new Bell();
  let stopped = false;
  const isOpen = (): boolean => !stopped;
  const send = async (message: PendingMessage): Promise<void> => {
    try {
      await (handlers[message.kind] ?? otherwise)(message);
      markSent(store, message.id);
    } catch (error) {
      onError(error);
    }
  };
  const run = async (): Promise<void> => {
    while (isOpen()) {
      for (const message of pending(store, onError)) if (isOpen()) await send(message);
      if (isOpen()) await bell.wait(everyMs);
    }
  };
  const running = run();
  return {
    wake: () => {
      bell.ring();
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      bell.ring();
      await running;
    },
  };
}

function pending(store: Store, onError: (error: unknown) => void): PendingMessage[] {
  try {
    return readPending(store, BATCH);
  } catch (error) {
    onError(error);
    return [];
  }
}
