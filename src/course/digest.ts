import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from './courseError.js';

/**
 * The digest (`sha256:` and 64 hex digits) of the course's files that decide a grade: `course.yaml` and everything in
 * the assignment's folder, by sorted relative path and bytes. Dotfiles and `__pycache__` decide nothing and are left
 * out, so that looking at a folder or importing from it does not change its digest.
 *
 * @throws CourseError where the folder holds a link or a device: its content would not be the course's own.
 */
export async function assignmentDigest(courseFile: string, assignmentDir: string): Promise<string> {
  const hash = createHash('sha256');
  const add = async (name: string, path: string): Promise<void> => {
    const bytes = await readFile(path);
    // Path and length frame the bytes: no two different folders feed the hash the same stream.
    hash.update(`${name}\0${bytes.length}\0`);
    hash.update(bytes);
  };
  await add('../course.yaml', courseFile);
  for (const path of await filesUnder(assignmentDir, '')) await add(path, join(assignmentDir, path));
  return `sha256:${hash.digest('hex')}`;
}

/** Relative paths with `/`, sorted by code unit. */
async function filesUnder(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === '__pycache__') continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesUnder(root, path)));
    else if (entry.isFile()) files.push(path);
    else {
      const text = 'is neither a file nor a folder. Course staff: put the file itself here instead of a link.';
      throw new CourseError([{ place: { file: join(root, path) }, text }]);
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}
