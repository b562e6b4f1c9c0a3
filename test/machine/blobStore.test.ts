import { createHash } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderBlobStore } from '../../src/machine/blobStore.js';
import { testFolder } from '../support/folder.js';

const bytes = Buffer.from('some work');
const digest = createHash('sha256').update(bytes).digest('hex');

it('gives back what was put, under its SHA-256, to its owner alone', async () => {
  await using folder = await testFolder();
  const store = folderBlobStore(folder.path);
  expect(await store.put(bytes)).toBe(digest);
  expect(await store.get(digest)).toEqual(bytes);
  const file = join(folder.path, digest.slice(0, 2), digest);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
});

it('stores nothing twice, however many put the same bytes at once', async () => {
  await using folder = await testFolder();
  const store = folderBlobStore(folder.path);
  await Promise.all(Array.from({ length: 20 }, () => store.put(bytes)));
  expect(await readdir(join(folder.path, digest.slice(0, 2)))).toEqual([digest]);
  expect(await store.get(digest)).toEqual(bytes);
});

it('refuses a damaged blob, and heals it when the bytes are put again', async () => {
  await using folder = await testFolder();
  const store = folderBlobStore(folder.path);
  await store.put(bytes);
  await writeFile(join(folder.path, digest.slice(0, 2), digest), 'other work');
  await expect(store.get(digest)).rejects.toThrow(`The stored blob ${digest} is damaged.`);
  await store.put(bytes);
  expect(await store.get(digest)).toEqual(bytes);
});

it.each(['', '../../etc/passwd', digest.toUpperCase(), `${digest}0`])(
  'takes no name but a digest: %j',
  async (name) => {
    await using folder = await testFolder();
    await expect(folderBlobStore(folder.path).get(name)).rejects.toThrow('A blob digest is not 64 hex digits.');
  },
);

it('fails where there is no such blob', async () => {
  await using folder = await testFolder();
  await expect(folderBlobStore(folder.path).get(digest)).rejects.toThrow('ENOENT');
});
