import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { PlatformError } from '../sandbox/platformError.js';
import { rebuildCharges } from './charges.js';
import { migrate, requireCurrentSchema } from './migrate.js';
import { queryBuilder, write, type Store } from './store.js';
import { StoreError } from './storeError.js';
import { takeWriterLock } from './writerLock.js';

export interface OpenOptions {
  readonly now: () => Date;
  /** How long to wait for another process, for its lock on the file. */
  readonly waitMs?: number;
}

const WAIT_MS = 5_000;

/**
 * Opens a ledger for writing; makes it where it does not exist, and brings an older schema up to date. The folder must
 * be on a local disk: SQLite's locks do not work over a network.
 *
 * @throws {PlatformError} where another process has it open for writing, it is damaged, or a newer version wrote it.
 */
export function openForWriting(file: string, { now, waitMs = WAIT_MS }: OpenOptions): Store {
  const lock = takeWriterLock(file, waitMs);
  try {
    touchPrivate(file);
    const sqlite = connect(file, { timeout: waitMs });
    const store = storeOf(file, sqlite, now, lock);
    try {
      sqlite.pragma('journal_mode = WAL');
      // NORMAL may lose the last commits when the power fails, and somebody was told that they were stored.
      sqlite.pragma('synchronous = FULL');
      write(store, () => {
        if (migrate(sqlite, file)) rebuildCharges(store);
      });
    } catch (error) {
      sqlite.close();
      throw orDamaged(error, file);
    }
    return store;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/**
 * Opens a ledger that exists, to read it, beside its writer.
 *
 * @throws {StoreError} where there is none.
 * @throws {PlatformError} where it is damaged, or has another schema.
 */
export function openForReading(file: string, { now, waitMs = WAIT_MS }: OpenOptions): Store {
  if (!existsSync(file)) {
    throw new StoreError(
      `There is no ledger ${file}. Course staff: name another one, or begin it with \`assay late import course\`.`,
    );
  }
  const sqlite = connect(file, { timeout: waitMs, readonly: true });
  try {
    requireCurrentSchema(sqlite, file);
  } catch (error) {
    sqlite.close();
    throw orDamaged(error, file);
  }
  return storeOf(file, sqlite, now);
}

/** Makes a file that is not there, readable by its owner alone: a ledger has names. SQLite's side files follow it. */
export function touchPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

function connect(file: string, options: Database.Options): Database.Database {
  try {
    const sqlite = new Database(file, options);
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    throw orDamaged(error, file);
  }
}

function storeOf(file: string, sqlite: Database.Database, now: () => Date, lock?: Disposable): Store {
  return {
    file,
    sqlite,
    query: queryBuilder(),
    now,
    [Symbol.dispose]() {
      sqlite.close();
      lock?.[Symbol.dispose]();
    },
  };
}

function orDamaged(error: unknown, file: string): unknown {
  const damaged =
    error instanceof Database.SqliteError &&
    (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'));
  if (!damaged) return error;
  return new PlatformError(`The ledger ${file} is damaged.`, {
    remedy: 'Operator: restore it from the newest backup.',
    cause: error,
  });
}
