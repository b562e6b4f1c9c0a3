import type { Database } from 'better-sqlite3';
import { MIGRATIONS, type Migration } from './migrations.js';
import { PlatformError } from '../base/platformError.js';
import { write } from './store.js';

/**
 * Brings a ledger's schema up to date, in one transaction.
 *
 * @returns whether anything had to be done.
 * @throws {PlatformError} where the ledger was written by a newer version.
 */
export function migrate(sqlite: Database, file: string, migrations: readonly Migration[] = MIGRATIONS): boolean {
  return write({ sqlite }, () => {
    const version = schemaVersion(sqlite);
    if (version > migrations.length) throw tooNew(file, version, migrations.length);
    if (version === migrations.length) return false;
    for (const { sql } of migrations.slice(version)) sqlite.exec(sql);
    sqlite.pragma(`user_version = ${migrations.length}`);
    return true;
  });
}

/** @throws {PlatformError} where the ledger was written by a newer version. */
export function isCurrentSchema(sqlite: Database, file: string): boolean {
  const version = schemaVersion(sqlite);
  if (version > MIGRATIONS.length) throw tooNew(file, version, MIGRATIONS.length);
  return version === MIGRATIONS.length;
}

/** @throws {PlatformError} where a reader, which changes nothing, cannot read this schema. */
export function requireCurrentSchema(sqlite: Database, file: string): void {
  if (!isCurrentSchema(sqlite, file)) {
    const version = schemaVersion(sqlite);
    throw new PlatformError(`The ledger ${file} has schema ${version}, and this version reads ${MIGRATIONS.length}.`, {
      remedy: 'Operator: back it up, then run `assay late recompute`, which brings it up to date.',
    });
  }
}

function schemaVersion(sqlite: Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }));
}

function tooNew(file: string, version: number, known: number): PlatformError {
  return new PlatformError(
    `The ledger ${file} has schema ${version}, and this version of Assay knows up to ${known}; nothing was changed.`,
    { remedy: 'Operator: use the version that wrote it, or a newer one.' },
  );
}
