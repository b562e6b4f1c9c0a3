import { HttpError } from '../httpError.js';

/** More tabs, notebooks and terminals than one person follows; each holds a connection. */
const MOST_OF_ONE = 12;

/** Counts whose requests wait now, so that nobody holds all connections. */
export interface Waits {
  /** Undefined where this account has as many as it may; disposing ends it. */
  enter(accountId: string): Disposable | undefined;
}

export function openWaits(): Waits {
  const waiting = new Map<string, number>();
  return {
    enter(accountId) {
      const before = waiting.get(accountId) ?? 0;
      if (before >= MOST_OF_ONE) return undefined;
      waiting.set(accountId, before + 1);
      return {
        [Symbol.dispose]() {
          const left = (waiting.get(accountId) ?? 1) - 1;
          if (left === 0) waiting.delete(accountId);
          else waiting.set(accountId, left);
        },
      };
    },
  };
}

export function tooManyOpen(): HttpError {
  const body = {
    code: 'tooManyOpen',
    message: `You follow ${MOST_OF_ONE} runs at once already.`,
    whose: 'student',
    remedy: 'Close a page of another run; this one goes on, and its page says what came of it.',
  } as const;
  return new HttpError(429, body, { retryAfterSeconds: 10 });
}
