import Database from 'better-sqlite3';
import { PlatformError } from '../sandbox/platformError.js';

/**
 * Makes this the only writer of a ledger, until disposed of. The lock is SQLite's own, on a file of its own beside
 * the ledger, so that readers are not kept out; the kernel ends it with its holder, so that none is ever stale.
 *
 * @param waitMs how long to wait for another writer to finish.
 * @throws {PlatformError} where there is another writer still.
 */
export function takeWriterLock(ledgerFile: string, waitMs: number): Disposable {
  const lock = new Database(`${ledgerFile}.lock`, { timeout: waitMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    throw new PlatformError(`Another process is writing to the ledger ${ledgerFile}; nothing was changed.`, {
      remedy: 'Course staff: try again when it is done; where the server runs, make the change there.',
    });
  }
  return {
    [Symbol.dispose]() {
      lock.close();
    },
  };
}
