import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PlatformError } from '../../src/base/platformError.js';
import { loadSecret } from '../../src/machine/secret.js';
import { testFolder } from '../support/folder.js';

it('is made once, of 32 bytes that only the owner can read', async () => {
  await using folder = await testFolder();
  const first = await loadSecret(folder.path, {});
  expect(first).toHaveLength(32);
  expect(await loadSecret(folder.path, {})).toEqual(first);
  expect((await stat(join(folder.path, 'secret'))).mode & 0o777).toBe(0o600);
});

it('is the same for all who make it at once, and no draft stays', async () => {
  await using folder = await testFolder();
  const secrets = await Promise.all(Array.from({ length: 20 }, () => loadSecret(folder.path, {})));
  const stored = await readFile(join(folder.path, 'secret'));
  for (const secret of secrets) expect(secret).toEqual(stored);
  expect(await readdir(folder.path)).toEqual(['secret']);
});

it('differs from folder to folder', async () => {
  await using one = await testFolder();
  await using other = await testFolder();
  expect(await loadSecret(one.path, {})).not.toEqual(await loadSecret(other.path, {}));
});

it('is the one of ASSAY_SECRET where that is set, and nothing is stored', async () => {
  await using folder = await testFolder();
  expect(await loadSecret(folder.path, { ASSAY_SECRET: 'ab'.repeat(32) })).toEqual(Buffer.alloc(32, 0xab));
  expect(await readdir(folder.path)).toEqual([]);
});

it.each(['', 'ab', 'AB'.repeat(32), `${'ab'.repeat(32)}\n`])(
  'refuses ASSAY_SECRET=%j without repeating it',
  async (value) => {
    await using folder = await testFolder();
    const failure = await loadSecret(folder.path, { ASSAY_SECRET: value }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlatformError);
    expect((failure as PlatformError).text).toBe('ASSAY_SECRET is not 64 lower-case hex digits.');
  },
);

it('refuses a damaged secret: another one would change everybody’s inputs', async () => {
  await using folder = await testFolder();
  await writeFile(join(folder.path, 'secret'), '');
  await expect(loadSecret(folder.path, {})).rejects.toThrow(`The secret in ${folder.path}/secret is damaged.`);
});
