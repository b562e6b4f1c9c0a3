import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubmittedFile } from './findNotebook.js';

/**
 * The regular files below a folder, sorted by path. Links are not followed and special files not opened.
 *
 * @param onRefused told of what was left out.
 */
export async function openFolder(
  folder: string,
  onRefused: (path: string, why: string) => void,
): Promise<{ readonly files: readonly SubmittedFile[] } & Disposable> {
  const files: SubmittedFile[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(join(folder, '/').length);
    const found = await lstat(full);
    if (found.isFile()) files.push({ path, size: found.size, read: () => readFile(full) });
    else onRefused(path, 'it is a link or a special file');
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, [Symbol.dispose]: () => undefined };
}
