import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { blobFolder } from '../../src/machine/blobFolder.js';
import { sweepDrafts } from '../../src/machine/sweepDrafts.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';

const files = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name.replace(/\.[0-9a-f]{12}$/u, '.<draft>'))
    .sort();

/** Begins to store a blob in a process of its own, and never ends. */
function hangingWriter(folder: string) {
  const module = join(PACKAGE_DIR, 'src', 'machine', 'blobFolder.ts');
  const script = `import { writeFile } from 'node:fs/promises';
    const { blobFolder } = await import(${JSON.stringify(module)});
    await blobFolder(${JSON.stringify(folder)}).adopt('${'a'.repeat(64)}', async (draft) => {
      await writeFile(draft, 'half');
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return execa(process.execPath, args, { cwd: PACKAGE_DIR, reject: false });
}

it('removes what a killed writer left, and nothing that is written now or is whole', async () => {
  await using folder = await testFolder();
  const blob = await blobFolder(folder.path).put(Buffer.from('whole'));
  const writer = hangingWriter(folder.path);
  const draft = `${'a'.repeat(64)}.<draft>`;
  await waitFor('half a blob', async () => (await files(folder.path)).includes(draft));
  expect(await sweepDrafts(folder.path, Date.now())).toBe(0);
  writer.kill('SIGKILL');
  await writer;
  expect(await files(folder.path)).toEqual([blob, draft].sort());

  const later = Date.now() + 61 * 60_000;
  // A writer of that time.
  await mkdir(join(folder.path, 'run'));
  const young = join(folder.path, 'run', 'grade.json.0123456789ab');
  await writeFile(young, 'half');
  await utimes(young, later / 1000, later / 1000);
  expect(await sweepDrafts(folder.path, later)).toBe(1);
  expect(await files(folder.path)).toEqual([blob, 'grade.json.<draft>'].sort());
});

it('removes a folder that a killed writer left, and keeps one in which something is written', async () => {
  await using folder = await testFolder();
  const [left, written] = ['a'.repeat(64), 'b'.repeat(64)].map((name) => join(folder.path, `${name}.0123456789ab`));
  const later = Date.now() + 61 * 60_000;
  for (const draft of [left, written] as string[]) {
    await mkdir(join(draft, 'hw1'), { recursive: true });
    await writeFile(join(draft, 'hw1', 'data.bin'), 'half');
  }
  await utimes(join(written as string, 'hw1', 'data.bin'), later / 1000, later / 1000);
  expect(await sweepDrafts(folder.path, later)).toBe(1);
  expect(await readdir(folder.path)).toEqual([`${'b'.repeat(64)}.0123456789ab`]);
});

it('has nothing to do where there is no folder', async () => {
  expect(await sweepDrafts('/nowhere', Date.now())).toBe(0);
});
