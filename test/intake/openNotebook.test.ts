import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNotebook } from '../../src/intake/openNotebook.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'assay-intake-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

describe('openNotebook', () => {
  it('reads a file', async () => {
    const path = join(dir, 'mit Leerzeichen #1.ipynb');
    await writeFile(path, JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source: '1' }] }));
    expect((await openNotebook(path)).cells).toHaveLength(1);
  });

  it('tells a folder, an absent file and an unreadable one apart', async () => {
    await expect(openNotebook(dir)).rejects.toMatchObject({ code: 'folder', whoseTurn: 'student' });
    await expect(openNotebook(join(dir, 'no.ipynb'))).rejects.toMatchObject({ code: 'absent' });
    await symlink('loop.ipynb', join(dir, 'loop.ipynb'));
    await expect(openNotebook(join(dir, 'loop.ipynb'))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('does not read from a device without end', async () => {
    await expect(openNotebook('/dev/zero')).rejects.toMatchObject({ code: 'notAFile' });
  });

  it('refuses 60 MB and more without reading them', async () => {
    const path = join(dir, 'large.ipynb');
    const file = await open(path, 'w');
    // Sparse: more than memory could hold, were it read.
    await file.truncate(2 ** 40);
    await file.close();
    await expect(openNotebook(path)).rejects.toThrow(/large\.ipynb is 1099512 MB; at most 50 MB are accepted/);
  });
});

const fixtures = new URL('../../../shared/fixtures/notebooks/', import.meta.url).pathname;
describe.skipIf(!existsSync(fixtures))('real notebooks (skipped where ../shared/fixtures is absent)', () => {
  const names = existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.endsWith('.ipynb')) : [];
  it.each(names)('%s', async (name) => {
    const { cells } = await openNotebook(join(fixtures, name));
    expect(cells.filter(({ kind, source }) => kind === 'code' && source !== '').length).toBeGreaterThan(0);
    expect(cells.map(({ index }) => index)).toEqual(cells.map((_, index) => index));
  });
});
