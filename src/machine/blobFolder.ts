import { mkdir, open, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exists } from '../base/exists.js';
import { blobFile, folderBlobStore, sha256OfFile, type BlobStore } from './blobStore.js';
import { placeDraft, writeWhole } from '../base/writeWhole.js';

/** The server's own blobs: for bytes that come and go as streams, and that remembers which ones workers stored. */
export interface BlobFolder extends BlobStore {
  /** Where it is, for processes that store blobs beside this one. */
  readonly folder: string;
  /** Where a blob's bytes are, and how many; undefined where there is none. */
  find(digest: string): Promise<{ readonly file: string; readonly bytes: number } | undefined>;
  /** Stores what `fill` writes to the file it is given, whole or, where it throws, not at all. `fill` verifies it. */
  adopt(digest: string, fill: (draft: string) => Promise<void>): Promise<void>;
  /** As `adopt`, and verifies what `fill` wrote. @throws where that has another digest. */
  adoptFile(digest: string, fill: (draft: string) => Promise<void>): Promise<void>;
  /** Has a blob count as stored now, so that it is kept. @returns false where there is none. */
  renew(digest: string): Promise<boolean>;
  /** Remembers that a worker stored this blob. */
  markWorkers(digest: string): Promise<void>;
  /** Whether a worker stored it. Of nobody else a grade is believed. */
  isWorkers(digest: string): Promise<boolean>;
}

export function blobFolder(folder: string): BlobFolder {
  const markOf = (digest: string): string => `${blobFile(folder, digest)}.worker`;
  const adopt: BlobFolder['adopt'] = async (digest, fill) => {
    const file = blobFile(folder, digest);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await placeDraft(file, async (draft) => {
      await fill(draft);
      await sync(draft);
    });
  };
  return {
    folder,
    ...folderBlobStore(folder),
    adopt,
    adoptFile: (digest, fill) =>
      adopt(digest, async (draft) => {
        await fill(draft);
        if ((await sha256OfFile(draft)) !== digest) throw new Error(`The bytes for ${digest} have another digest.`);
      }),
    async renew(digest) {
      const now = new Date();
      try {
        await utimes(blobFile(folder, digest), now, now);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },
    async find(digest) {
      const file = blobFile(folder, digest);
      try {
        return { file, bytes: (await stat(file)).size };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async markWorkers(digest) {
      const mark = markOf(digest);
      await mkdir(dirname(mark), { recursive: true, mode: 0o700 });
      await writeWhole(mark, '');
    },
    isWorkers: (digest) => exists(markOf(digest)),
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
    copyTo: (file, content) => blobs.copyTo(file, content),
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
