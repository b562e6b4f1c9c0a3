import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDraft } from '../base/writeWhole.js';

/** Whoever writes a draft touches it within seconds; an hour is beyond any writer that lives. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Removes the drafts below a folder that writers left which were killed: those to which nobody has written for an hour.
 * What is written now, by whatever process, stays.
 *
 * @returns how many were removed.
 */
export async function sweepDrafts(folder: string, nowMs: number): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    if (!entry.isFile() || !isDraft(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || nowMs - found.mtimeMs < ABANDONED_MS) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}
