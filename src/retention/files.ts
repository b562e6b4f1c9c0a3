import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDraft } from '../base/writeWhole.js';

export interface StoredFile {
  /** `mark`: says that a worker stored the blob. `draft`: what a writer that was killed had begun. */
  readonly kind: 'blob' | 'mark' | 'draft';
  /** Of the blob that it is, belongs to, or would have become. */
  readonly digest: string;
  readonly path: string;
  readonly bytes: number;
  readonly storedAt: Date;
}

const DIGEST = /^[0-9a-f]{64}(?=$|\.)/u;

/** The folders of a blob store, which are the beginnings of the digests in them. */
export async function readPrefixes(blobsDir: string): Promise<string[]> {
  const names = await readdir(blobsDir).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{2}$/u.test(name)).sort();
}

/** The files in one of them. What another process removes meanwhile is left out. */
export async function readStoredFiles(blobsDir: string, prefix: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const name of (await readdir(join(blobsDir, prefix))).sort()) {
    const digest = DIGEST.exec(name)?.[0];
    const path = join(blobsDir, prefix, name);
    const kind = name === digest ? 'blob' : name === `${digest}.worker` ? 'mark' : isDraft(name) ? 'draft' : undefined;
    if (digest === undefined || kind === undefined) continue;
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    // Rounded up: a file is not newer than itself.
    files.push({ kind, digest, path, bytes: found.size, storedAt: new Date(Math.ceil(found.mtimeMs)) });
  }
  return files;
}

/**
 * Removes a file, unless it was stored again, or is needed, by the moment it is out of everybody's reach: whoever stores
 * a blob does so before anything refers to it.
 *
 * @param isNeeded asked then.
 * @returns whether it is gone.
 */
export async function removeStoredFile(
  { kind, path, storedAt }: StoredFile,
  isNeeded: () => boolean,
): Promise<boolean> {
  if (kind === 'draft') {
    await rm(path, { force: true });
    return true;
  }
  // Named like a draft: should this process be killed now, it is one that is left over.
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  await rename(path, aside);
  if ((await stat(aside)).mtimeMs > storedAt.getTime() || isNeeded()) {
    await rename(aside, path);
    return false;
  }
  await rm(aside);
  return true;
}
