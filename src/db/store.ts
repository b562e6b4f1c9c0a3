import Sqlite, { type Database, type Statement, type Transaction } from 'better-sqlite3';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from 'kysely';
import type { DueTimes } from '../late/dueTimes.js';
import { PlatformError } from '../base/platformError.js';
import type { Tables } from './tables.js';

/** An open ledger file. */
export interface Store extends Disposable {
  readonly file: string;
  /** What is not a query: pragmas, backup. */
  readonly sqlite: Database;
  readonly query: Kysely<Tables>;
  readonly now: () => Date;
  /** The zone's rules are asked once for each due time, however often charges are made. */
  readonly dueTimes: DueTimes;
}

/**
 * Builds typed queries and runs none: Kysely's own driver is asynchronous, and a transaction that cannot be left open
 * across an await needs no mutex and cannot be forgotten.
 */
export function queryBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** All rows of a query. */
export function all<Row>({ sqlite }: Pick<Store, 'sqlite'>, query: Compilable<Row>): Row[] {
  const { sql, parameters } = query.compile();
  return prepared<Row>(sqlite, sql).all(...parameters);
}

/** The first row of a query. */
export function first<Row>({ sqlite }: Pick<Store, 'sqlite'>, query: Compilable<Row>): Row | undefined {
  const { sql, parameters } = query.compile();
  return prepared<Row>(sqlite, sql).get(...parameters);
}

/** Runs a statement and returns how many rows it changed. */
export function run({ sqlite }: Pick<Store, 'sqlite'>, query: Compilable): number {
  const { sql, parameters } = query.compile();
  return prepared(sqlite, sql).run(...parameters).changes;
}

const MOST_PREPARED = 200;

/** Of each open file, what SQLite has compiled already: that takes longer than running it. */
const statements = new WeakMap<Database, Map<string, Statement>>();

function prepared<Row>(sqlite: Database, sql: string): Statement<unknown[], Row> {
  const known = statements.get(sqlite) ?? new Map<string, Statement>();
  statements.set(sqlite, known);
  let statement = known.get(sql);
  if (statement === undefined) {
    // Lists of students make texts of every length.
    if (known.size === MOST_PREPARED) known.clear();
    known.set(sql, (statement = sqlite.prepare(sql)));
  }
  return statement as Statement<unknown[], Row>;
}

/** Of each open file, what runs work in a transaction: to make it takes longer than to begin and end one. */
const transactions = new WeakMap<Database, Transaction<(work: () => unknown) => unknown>>();

function transactionOf(sqlite: Database): Transaction<(work: () => unknown) => unknown> {
  const known = transactions.get(sqlite) ?? sqlite.transaction((work: () => unknown) => work());
  transactions.set(sqlite, known);
  return known;
}

/**
 * Runs `work` as one write: all of it is stored, or, where it throws, nothing. May be nested.
 *
 * @throws {PlatformError} where other writers do not leave a turn within the store's wait.
 */
export function write<Result>({ sqlite }: Pick<Store, 'sqlite'>, work: () => Result): Result {
  try {
    return transactionOf(sqlite).immediate(work) as Result;
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    throw new PlatformError('The ledger stayed busy with the writes of another process; nothing was changed.', {
      remedy: 'Try again; if it stays so, the operator ends the process that `fuser` names for the ledger.',
      cause: error,
    });
  }
}

/** Runs `work` on one unchanging state of the store. */
export function read<Result>({ sqlite }: Pick<Store, 'sqlite'>, work: () => Result): Result {
  return transactionOf(sqlite).deferred(work) as Result;
}
