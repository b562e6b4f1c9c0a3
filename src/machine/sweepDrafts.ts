import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDraft } from '../base/writeWhole.js';

/** Whoever writes a draft touches it within seconds; an hour is beyond any writer that lives. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Removes the drafts below a folder, files and folders, that writers left which were killed: those to which nobody has
 * written for an hour. What is written now, by whatever process, stays.
 *
 * @returns how many were removed.
 */
export async function sweepDrafts(folder: string, nowMs: number): Promise<number> {
  let removed = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (isDraft(entry.name)) {
      if (nowMs - (await newestMs(path)) < ABANDONED_MS) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    } else if (entry.isDirectory()) removed += await sweepDrafts(path, nowMs);
  }
  return removed;
}

/** When a draft, or anything in it, was last written to; for ever in the future where it is gone by now. */
async function newestMs(draft: string): Promise<number> {
  const below = await readdir(draft, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = [draft, ...below.map((entry) => join(entry.parentPath, entry.name))];
  const times = await Promise.all(paths.map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs));
  return Math.max(...times.map((ms) => ms ?? Infinity));
}
