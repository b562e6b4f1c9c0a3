import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { blobFile, folderBlobStore, type BlobStore } from './blobStore.js';

/** The server's own blobs: for bytes that come and go as streams, and that remembers which ones workers stored. */
export interface BlobFolder extends BlobStore {
  /** Where a blob's bytes are, and how many; undefined where there is none. */
  find(digest: string): Promise<{ readonly file: string; readonly bytes: number } | undefined>;
  /** Stores what `fill` writes to the file it is given, whole or, where it throws, not at all. `fill` verifies it. */
  adopt(digest: string, fill: (draft: string) => Promise<void>): Promise<void>;
  /** Remembers that a worker stored this blob. */
  markWorkers(digest: string): Promise<void>;
  /** Whether a worker stored it. Of nobody else a grade is believed. */
  isWorkers(digest: string): Promise<boolean>;
}

export function blobFolder(folder: string): BlobFolder {
  const markOf = (digest: string): string => `${blobFile(folder, digest)}.worker`;
  return {
    ...folderBlobStore(folder),
    async find(digest) {
      const file = blobFile(folder, digest);
      try {
        return { file, bytes: (await stat(file)).size };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async adopt(digest, fill) {
      const file = blobFile(folder, digest);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const draft = `${file}.${randomBytes(6).toString('hex')}`;
      try {
        await fill(draft);
        await sync(draft);
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
    },
    async markWorkers(digest) {
      const mark = markOf(digest);
      await mkdir(dirname(mark), { recursive: true, mode: 0o700 });
      await writeFile(mark, '', { mode: 0o600, flush: true });
    },
    async isWorkers(digest) {
      return access(markOf(digest)).then(
        () => true,
        () => false,
      );
    },
  };
}

/**
 * The blobs of a worker that shares the server's folder: what it stores is marked as a worker's, as over HTTP.
 *
 * @example
 * startWorker({ blobs: workersBlobs(blobFolder(`${state}/blobs`)), … });
 */
export function workersBlobs(blobs: BlobFolder): BlobStore {
  return {
    get: (digest) => blobs.get(digest),
    async put(bytes) {
      const digest = await blobs.put(bytes);
      await blobs.markWorkers(digest);
      return digest;
    },
  };
}

async function sync(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  await handle.sync();
}
