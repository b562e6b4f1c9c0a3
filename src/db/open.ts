import { closeSync, existsSync, fchmodSync, fstatSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createDueTimes } from '../late/dueTimes.js';
import { PlatformError } from '../base/platformError.js';
import { lockLedger } from './lockLedger.js';
import { isCurrentSchema, migrate, requireCurrentSchema } from './migrate.js';
import { queryBuilder, write, type Store } from './store.js';
import { Refusal } from '../base/refusal.js';

export interface OpenOptions {
  readonly now: () => Date;
  /** How long to wait for another process, for its lock on the file. */
  readonly waitMs?: number;
}

export interface WriteOptions extends OpenOptions {
  /** Makes anew what is derived, once the schema was brought up to date; in the same write. */
  readonly onMigrated: (store: Store) => void;
}

const WAIT_MS = 5_000;

/**
 * Opens a ledger for writing; makes it where it does not exist, and brings an older schema up to date. Several
 * processes of one machine may have it open: each write is one `BEGIN IMMEDIATE`, so they take turns. The folder must be
 * on a local disk: SQLite's locks do not work over a network.
 *
 * @throws {PlatformError} where another process is restoring it, it is damaged, or a newer version wrote it.
 */
export function openFile(file: string, { now, waitMs = WAIT_MS, onMigrated }: WriteOptions): Store {
  touchPrivate(file);
  for (;;) {
    const store = openLocked(file, 'shared', now, waitMs);
    if (isCurrent(store)) return store;
    store[Symbol.dispose]();
    // Alone: an older version that has the file open must not see its schema change.
    using alone = openLocked(file, 'alone', now, waitMs);
    write(alone, () => {
      if (migrate(alone.sqlite, file)) onMigrated(alone);
    });
  }
}

function openLocked(file: string, how: 'shared' | 'alone', now: () => Date, waitMs: number): Store {
  const lock = lockLedger(file, how, waitMs);
  try {
    const sqlite = connect(file, { timeout: waitMs });
    try {
      sqlite.pragma('journal_mode = WAL');
      // NORMAL may lose the last commits when the power fails, and somebody was told that they were stored.
      sqlite.pragma('synchronous = FULL');
      return storeOf(file, sqlite, now, lock);
    } catch (error) {
      sqlite.close();
      throw orDamaged(error, file);
    }
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function isCurrent(store: Store): boolean {
  try {
    return isCurrentSchema(store.sqlite, store.file);
  } catch (error) {
    store[Symbol.dispose]();
    throw orDamaged(error, store.file);
  }
}

/**
 * Opens a ledger that exists, to read it, beside its writers.
 *
 * @throws {Refusal} where there is none.
 * @throws {PlatformError} where it is damaged, or has another schema.
 */
export function openForReading(file: string, { now, waitMs = WAIT_MS }: OpenOptions): Store {
  if (!existsSync(file)) {
    throw new Refusal({
      code: 'noLedger',
      text: `There is no ledger ${file}.`,
      remedy: 'Course staff: name another one, or begin it with `assay late import course`.',
    });
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

/** Makes a file where there is none, and readable by its owner alone: a ledger has names. SQLite's side files follow. */
export function touchPrivate(file: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    if ((fstatSync(handle).mode & 0o077) !== 0) fchmodSync(handle, 0o600);
  } finally {
    closeSync(handle);
  }
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
    dueTimes: createDueTimes(),
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
