import { openFile, type OpenOptions } from '../db/open.js';
import type { Store } from '../db/store.js';
import { rebuildCharges } from './charges.js';

/**
 * Opens a ledger for writing; charges are made anew where its schema was an older one.
 *
 * @throws {PlatformError} as `openFile`.
 */
export function openForWriting(file: string, options: OpenOptions): Store {
  return openFile(file, { ...options, onMigrated: rebuildCharges });
}
