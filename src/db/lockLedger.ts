import { PlatformError } from '../base/platformError.js';
import { tryLock } from '../base/fileLock.js';

/**
 * Holds a ledger file until disposed of: `shared` for those who use it, who take turns by SQLite's own transactions;
 * `alone` for what may happen under nobody's hands, a new schema or another file in its place. The lock is SQLite's
 * own, on a file of its own beside the ledger, so that readers are not kept out; the kernel ends it with its holder, so
 * that none is ever stale.
 *
 * @param waitMs how long to wait for those who hold it the other way.
 * @throws {PlatformError} where they hold it still.
 */
export function lockLedger(ledgerFile: string, how: 'shared' | 'alone', waitMs: number): Disposable {
  const lock = tryLock(`${ledgerFile}.lock`, how, waitMs);
  if (lock) return lock;
  throw how === 'alone' ? inUse(ledgerFile) : beingReplaced(ledgerFile);
}

function inUse(file: string): PlatformError {
  return new PlatformError(`The ledger ${file} is in use by another process; nothing was changed.`, {
    remedy: 'Operator: stop the server and wait for running commands, then try again.',
  });
}

function beingReplaced(file: string): PlatformError {
  return new PlatformError(`The ledger ${file} is being restored or brought up to date; nothing was changed.`, {
    remedy: 'Try again when that is done.',
  });
}
