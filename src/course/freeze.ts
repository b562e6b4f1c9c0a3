import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from './courseError.js';
import { loadVersion, type CourseAssignment } from './load.js';

/** Where versions are kept: a blob store that takes files. */
export interface VersionBlobs {
  put(bytes: Uint8Array): Promise<string>;
  /** Has a blob count as stored now. @returns false where there is none. */
  renew(sha256: string): Promise<boolean>;
  adoptFile(sha256: string, fill: (draft: string) => Promise<void>): Promise<void>;
}

/**
 * Keeps the version that an assignment's files are now: each file, and the manifest that names them, as blobs. From then
 * on the version can be graded with anywhere, whatever becomes of the folder. Freezing twice is freezing once.
 *
 * @returns the assignment of that version.
 * @throws {CourseError} where a file is wrong, or changed meanwhile.
 */
export async function freeze(blobs: VersionBlobs, courseDir: string, id: string): Promise<CourseAssignment> {
  const { loaded, version } = await loadVersion(courseDir, id);
  const { manifest, bytes, course, lock } = version;
  await blobs.put(course);
  if (lock !== undefined) await blobs.put(lock);
  for (const { path, sha256 } of manifest.files) {
    if (await blobs.renew(sha256)) continue;
    await blobs
      .adoptFile(sha256, (draft) => copyFile(join(loaded.dir, path), draft))
      .catch((error: unknown) => {
        throw (error as NodeJS.ErrnoException).code === undefined ? changed(loaded.dir) : error;
      });
  }
  // Last: what has a manifest is whole.
  await blobs.put(bytes);
  return loaded;
}

function changed(dir: string): CourseError {
  const text = 'was changed while it was read. Course staff: have it read again once it is as it should be.';
  return new CourseError([{ place: { file: dir }, text }]);
}
