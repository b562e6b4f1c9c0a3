import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { assay } from '../support/assay.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';

const ZIP = ['gradescope', 'zip', 'quick', '--course', QUICK_COURSE_DIR, '--server', 'https://assay.example.edu'];

describe('assay gradescope zip', () => {
  it('makes a key of the server for the assignment, and with the same key the same bytes again', async () => {
    await using folder = await testFolder();
    const state = join(folder.path, 'state');
    const [first, second] = [join(folder.path, '1.zip'), join(folder.path, '2.zip')];
    await writeFile(first, 'what everybody could read', { mode: 0o644 });
    expect(await assay([...ZIP, '--out', first], { state })).toMatchObject({ exitCode: 0 });
    const [key, ...more] = await openHookKeys(state).list();
    expect([key?.course, key?.assignment, more.length]).toEqual(['quick', 'quick', 0]);
    expect((await stat(first)).mode & 0o777).toBe(0o600);

    const again = [...ZIP, '--out', second, '--kid', key?.kid ?? ''];
    // Zip files hold local times.
    expect(await assay(again, { state, env: { TZ: 'Asia/Kolkata' } })).toMatchObject({ exitCode: 0 });
    expect((await readFile(first)).equals(await readFile(second))).toBe(true);
  });

  it('refuses what could not work, before it makes a key', async () => {
    await using folder = await testFolder();
    const state = join(folder.path, 'state');
    const page = join(folder.path, 'page.html');
    await writeFile(page, '<html>');
    const refused = await Promise.all([
      assay([...ZIP, '--server', 'http://assay.example.edu'], { state, cwd: folder.path }),
      assay([...ZIP, '--kid', 'quick-00000000'], { state, cwd: folder.path }),
      assay([...ZIP, '--ca-file', page], { state, cwd: folder.path }),
      assay([...ZIP.with(2, 'quikc')], { state, cwd: folder.path }),
    ]);
    expect(refused.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    const said = refused.map(({ stderr }) => stderr);
    expect(said[0]).toContain('must begin with https://');
    expect(said[1]).toContain('There is no key quick-00000000');
    expect(said[2]).toContain('no certificate');
    expect(said[3]).toContain('Did you mean quick');
    expect(await openHookKeys(state).list()).toEqual([]);
  });
});
