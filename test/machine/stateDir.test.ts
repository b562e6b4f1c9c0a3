import { homedir } from 'node:os';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultStateDir, openStateDir } from '../../src/machine/stateDir.js';
import { testFolder } from '../support/folder.js';

it('is ASSAY_STATE_DIR, else in XDG_STATE_HOME, else in the home folder', () => {
  expect(defaultStateDir({ ASSAY_STATE_DIR: '/a', XDG_STATE_HOME: '/b' })).toBe('/a');
  expect(defaultStateDir({ XDG_STATE_HOME: '/b' })).toBe('/b/assay');
  expect(defaultStateDir({})).toBe(join(homedir(), '.local/state/assay'));
});

it('is made for its owner alone, and found again', async () => {
  await using folder = await testFolder();
  const state = join(folder.path, 'new', 'state');
  expect(await openStateDir(state)).toBe(state);
  expect((await stat(state)).mode & 0o777).toBe(0o700);
  expect(await openStateDir(state)).toBe(state);
});
