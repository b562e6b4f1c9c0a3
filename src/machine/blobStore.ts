import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '../base/writeWhole.js';

/**
 * The largest blob. What is handed in (50 MB), a grade and an executed notebook are bounded below it, so that a worker
 * on another machine can bring whatever it makes.
 */
export const MAX_BLOB_BYTES = 60_000_000;

/** Bytes by their SHA-256: what jobs name instead of carrying it. */
export interface BlobStore {
  /** Stores bytes and returns their digest, 64 hex digits. Storing twice is storing once. */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws where no such blob is stored, or where its bytes no longer match the digest. */
  get(digest: string): Promise<Buffer>;
  /** Writes a blob of any size to a file that is not there yet. @throws as `get`. */
  copyTo(file: string, content: { readonly sha256: string; readonly bytes: number }): Promise<void>;
}

/** A blob store in a folder: `ab/abcdef…`. */
export function folderBlobStore(folder: string): BlobStore {
  const fileOf = (digest: string): string => blobFile(folder, digest);
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      const file = fileOf(digest);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeWhole(file, bytes);
      return digest;
    },
    async get(digest) {
      const bytes = await readFile(fileOf(digest));
      if (sha256(bytes) !== digest) throw damaged(digest);
      return bytes;
    },
    async copyTo(file, { sha256: digest }) {
      await copyFile(fileOf(digest), file);
      if ((await sha256OfFile(file)) !== digest) throw damaged(digest);
    },
  };
}

function damaged(digest: string): Error {
  return new Error(`The stored blob ${digest} is damaged.`);
}

/** Where a blob is in a folder. @throws where this is no digest: nothing else ever names a file. */
export function blobFile(folder: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/u.test(digest)) throw new Error('A blob digest is not 64 hex digits.');
  return join(folder, digest.slice(0, 2), digest);
}

/** Of bytes, 64 hex digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of a file of any size. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('hex');
}
