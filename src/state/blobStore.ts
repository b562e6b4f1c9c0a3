import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Bytes by their SHA-256: what jobs name instead of carrying it. */
export interface BlobStore {
  /** Stores bytes and returns their digest, 64 hex digits. Storing twice is storing once. */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws where no such blob is stored, or where its bytes no longer match the digest. */
  get(digest: string): Promise<Buffer>;
}

/** A blob store in a folder: `ab/abcdef…`. */
export function folderBlobStore(folder: string): BlobStore {
  const fileOf = (digest: string): string => blobFile(folder, digest);
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      const file = fileOf(digest);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const draft = `${file}.${randomBytes(6).toString('hex')}`;
      await writeFile(draft, bytes, { mode: 0o600, flush: true });
      await rename(draft, file);
      return digest;
    },
    async get(digest) {
      const bytes = await readFile(fileOf(digest));
      if (sha256(bytes) !== digest) throw new Error(`The stored blob ${digest} is damaged.`);
      return bytes;
    },
  };
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
