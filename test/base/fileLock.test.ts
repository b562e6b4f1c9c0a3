import { join } from 'node:path';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { takeLock, tryLock } from '../../src/base/fileLock.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { waitFor } from '../support/waitFor.js';

it('is held by its process itself, as long as that lives, and no longer', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'lock');
  const module = pathToFileURL(join(PACKAGE_DIR, 'dist', 'base', 'fileLock.js')).href;
  const program = `import { takeLock } from '${module}'; await takeLock('${file}'); console.log('taken'); setInterval(() => {}, 1000);`;
  const holder = execa(process.execPath, ['--input-type=module', '-e', program], { reject: false, buffer: false });
  await once(holder.stdout, 'data');
  // Nothing beside it holds the lock, whose stray end would lose it.
  expect((await execa('pgrep', ['--parent', String(holder.pid)], { reject: false })).stdout).toBe('');
  expect(tryLock(file, 'alone')).toBeUndefined();
  holder.kill('SIGKILL');
  await holder;
  const lock = await waitFor('the lock of a killed process', () => tryLock(file, 'alone'));
  lock[Symbol.dispose]();
});

it('is taken in turn within one process too', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'lock');
  const turns: string[] = [];
  const turn = async (name: string): Promise<void> => {
    await using _lock = await takeLock(file);
    turns.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 120));
    turns.push(`${name} ends`);
  };
  await Promise.all([turn('a'), turn('b')]);
  expect(turns).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
