import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../base/exists.js';
import { Refusal } from '../base/refusal.js';
import { placeDraft } from '../base/writeWhole.js';
import { loadAssignment, readAssignment, type CourseAssignment } from './load.js';
import { COURSE_FILE, LOCK_FILE, manifestSchema } from './version.js';

/** Where versions come from. */
export interface FrozenBlobs {
  get(sha256: string): Promise<Buffer>;
  /** Writes a blob of that many bytes to a file that is not there yet. @throws where what was written has another digest. */
  copyTo(file: string, content: { readonly sha256: string; readonly bytes: number }): Promise<void>;
}

/** Versions of assignments, by digest, as folders that containers can be given. */
export interface FrozenAssignments {
  /** @throws {Refusal} `noVersion` where it is not among the blobs; otherwise as they do. */
  get(id: string, digest: string): Promise<CourseAssignment>;
}

/**
 * Fetches versions of assignments into a folder, once each; several processes may share it.
 *
 * @param folder gets one folder a version, named by its digest.
 */
export function frozenAssignments(blobs: FrozenBlobs, folder: string): FrozenAssignments {
  const known = new Map<string, Promise<CourseAssignment>>();
  const open = async (id: string, digest: string): Promise<CourseAssignment> => {
    const dir = join(folder, hex(digest));
    const isFresh = !(await exists(dir)) && (await thaw(blobs, id, digest, dir));
    // Each file's digest was compared as it was copied.
    if (isFresh) return { ...(await readAssignment(dir, id)), digest };
    const loaded = await loadAssignment(dir, id);
    if (loaded.digest === digest) return loaded;
    // Somebody changed what nobody should touch.
    await rm(dir, { recursive: true, force: true });
    throw new Refusal({
      code: 'damagedVersion',
      whoseTurn: 'operator',
      text: `The folder ${dir} no longer holds version ${digest} of ${id}.`,
      remedy: 'It was removed and is fetched again; nobody should change what is in it.',
    });
  };
  return {
    get(id, digest) {
      const key = `${digest} ${id}`;
      const begun = known.get(key) ?? open(id, digest);
      known.set(key, begun);
      begun.catch(() => known.delete(key));
      return begun;
    },
  };
}

/** The digests of all blobs that a version consists of, its manifest among them; none where it is not among the blobs. */
export async function blobsOfVersion({ get }: Pick<FrozenBlobs, 'get'>, digest: string): Promise<string[]> {
  const own = hex(digest);
  const bytes = await get(own).catch(() => undefined);
  if (bytes === undefined) return [];
  const { course, lock, files } = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  return [own, course.sha256, ...(lock === undefined ? [] : [lock.sha256]), ...files.map(({ sha256 }) => sha256)];
}

/** Puts the files of a version into a folder, which appears whole or not at all; false where another was faster. */
async function thaw(blobs: FrozenBlobs, id: string, digest: string, dir: string): Promise<boolean> {
  const bytes = await blobs.get(hex(digest)).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? absent(id, digest) : error;
  });
  const { assignment, course, lock, files } = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  if (assignment !== id) throw absent(id, digest);
  const fill = async (draft: string): Promise<void> => {
    await mkdir(join(draft, id), { recursive: true });
    await blobs.copyTo(join(draft, COURSE_FILE), course);
    if (lock !== undefined) await blobs.copyTo(join(draft, LOCK_FILE), lock);
    for (const { path, ...content } of files) {
      const file = join(draft, id, path);
      await mkdir(dirname(file), { recursive: true });
      await blobs.copyTo(file, content);
    }
    await openToAll(draft);
  };
  try {
    await placeDraft(dir, fill);
    return true;
  } catch (error) {
    if (await exists(dir)) return false;
    throw error;
  }
}

/** Sandboxes run as users of their own, and read what is mounted. */
async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    await (entry.isDirectory() ? openToAll(path) : chmod(path, 0o644));
  }
}

function absent(id: string, digest: string): Refusal {
  return new Refusal({
    code: 'noVersion',
    whoseTurn: 'operator',
    text: `Version ${digest} of ${id} is not among the blobs.`,
    remedy: 'Publish the course’s folder, then force what waits for it.',
  });
}

function hex(digest: string): string {
  return digest.replace(/^sha256:/u, '');
}
