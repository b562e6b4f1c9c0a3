import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { PlatformError } from './platformError.js';

const WAIT_SECONDS = 30;
const LOOK_MS = 50;

/**
 * Locks a file among the processes of this machine until it is disposed of: `shared` with others who do the same, or
 * `alone`. The lock is SQLite's own, which is the kernel's: this process holds it itself, and it ends with the process,
 * however that ends, so that it is neither lost before nor ever stale.
 *
 * @param waitMs for so long this whole process waits.
 * @returns `undefined` where others hold it the other way.
 */
export function tryLock(file: string, how: 'shared' | 'alone', waitMs = 0): Disposable | undefined {
  const lock = new Database(file, { timeout: waitMs });
  try {
    if (how === 'alone') lock.exec('BEGIN EXCLUSIVE');
    else {
      lock.exec('BEGIN');
      // The transaction takes its lock with the first read, and keeps it.
      lock.prepare('SELECT count(*) FROM sqlite_master').get();
    }
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return {
    [Symbol.dispose]() {
      lock.close();
    },
  };
}

/**
 * Locks a file alone, waiting for its turn.
 *
 * @throws {PlatformError} where another process has held it for 30 s.
 */
export async function takeLock(file: string): Promise<AsyncDisposable> {
  for (let waitedMs = 0; waitedMs < WAIT_SECONDS * 1000; waitedMs += LOOK_MS) {
    const lock = tryLock(file, 'alone');
    if (lock) {
      return {
        [Symbol.asyncDispose]() {
          lock[Symbol.dispose]();
          return Promise.resolve();
        },
      };
    }
    await sleep(LOOK_MS);
  }
  throw new PlatformError(`The lock ${file} cannot be taken: it stayed taken for ${WAIT_SECONDS} s.`, {
    remedy: 'Operator: end the process that `fuser` names for this file.',
  });
}
