import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlatformError } from '../base/platformError.js';
import { lockLedger } from '../db/lockLedger.js';
import { openForReading, touchPrivate, type OpenOptions } from '../db/open.js';
import { openForWriting } from './open.js';
import type { Store } from '../db/store.js';
import { verifyLog, type LogReport } from './verifyLog.js';

/**
 * Copies the ledger while it is in use, and verifies the copy. `target` appears whole or not at all.
 *
 * @throws {PlatformError} where `target` exists, or the copy is not sound.
 */
export async function backUp(store: Store, target: string): Promise<LogReport> {
  if (existsSync(target)) {
    throw new PlatformError(`${target} exists already.`, { remedy: 'Operator: name another file for the backup.' });
  }
  const draft = `${target}.partial`;
  removeLedger(draft);
  touchPrivate(draft);
  await store.sqlite.backup(draft);
  const report = verifyCopy(() => openForReading(draft, store));
  syncPath(draft);
  renameSync(draft, target);
  removeLedger(draft);
  syncPath(dirname(target));
  return report;
}

/**
 * Puts a backup in the place of a ledger, damaged or absent or merely wrong. What was there is kept beside it, as
 * `<file>.before-restore-<milliseconds>`. A dry run verifies the backup, and changes nothing.
 *
 * @returns what `verifyLog` says of the backup, and where the old ledger is.
 * @throws {PlatformError} where the backup is not sound, or another process has the ledger open; then nothing was changed.
 */
export function restore(
  file: string,
  backup: string,
  { dryRun = false, ...options }: OpenOptions & { readonly dryRun?: boolean },
): { report: LogReport; kept: string | null } {
  using _alone = lockLedger(file, 'alone', options.waitMs ?? 0);
  const draft = `${file}.partial`;
  removeLedger(draft);
  if (!existsSync(backup))
    throw new PlatformError(`There is no backup ${backup}.`, { remedy: 'Operator: name another one.' });
  copyPrivate(backup, draft);
  // For writing, because an older backup is brought up to date.
  const report = verifyCopy(() => openForWriting(draft, options));
  if (dryRun) {
    removeLedger(draft);
    return { report, kept: null };
  }
  syncPath(draft);
  const kept = existsSync(file) ? `${file}.before-restore-${options.now().getTime()}` : null;
  if (kept !== null) {
    for (const suffix of SUFFIXES) if (existsSync(file + suffix)) copyPrivate(file + suffix, kept + suffix);
  }
  // Before the ledger itself: a write-ahead log that is found beside another ledger would be played into it.
  for (const suffix of SIDE_FILES) rmSync(file + suffix, { force: true });
  renameSync(draft, file);
  removeLedger(draft);
  syncPath(dirname(file));
  return { report, kept };
}

const SIDE_FILES = ['-wal', '-shm'];
const SUFFIXES = ['', ...SIDE_FILES];

function verifyCopy(open: () => Store): LogReport {
  using copy = open();
  const report = verifyLog(copy);
  const [fault] = report.faults;
  if (fault === undefined) return report;
  const where = fault.seq === null ? '' : `event ${fault.seq}: `;
  throw new PlatformError(`The copy is not sound (${where}${fault.reason}), and was not used.`, {
    remedy: 'Operator: take another backup.',
  });
}

const CHUNK_BYTES = 1024 * 1024;

/** Node's own copies have the mode of what they were made from, from the first byte on. */
function copyPrivate(from: string, to: string): void {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'wx', 0o600)];
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let read = readSync(source, chunk); read > 0; read = readSync(source, chunk)) {
      for (let written = 0; written < read;) written += writeSync(target, chunk, written, read - written);
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

function removeLedger(file: string): void {
  for (const suffix of [...SUFFIXES, '.lock']) rmSync(file + suffix, { force: true });
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
